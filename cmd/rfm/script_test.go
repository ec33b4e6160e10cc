package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rfm": mainThatFollows})
}

// program is rfm itself, in a new empty folder.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "rfm" // by which TestMain knows what to run
	cmd.Dir = t.TempDir()
	return cmd
}

// update rewrites the expected output in the scripts: go test ./cmd/rfm -update.
var update = flag.Bool("update", false, "rewrite the expected output of the scripts")

// TestScripts runs the manual: a script a behaviour, and follows every hint that is
// printed. $DATA is the folder of sample files.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	hints := t.TempDir()
	t.Cleanup(func() { reportHints(t, hints) }) // when all scripts have ended
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update && os.Getenv("CI") == "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			env.Setenv(hintsFolder, hints)
			return nil
		},
	})
}

// exits runs a program that must end with an exit code: exits 3 rfm score no.csv.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with exit code %d, not %d", args[1], got, want)
	}
}
