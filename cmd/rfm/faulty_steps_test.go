//go:build linux || darwin

package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program in which one step that changes the disk fails, the first, the second
// and so on until a run has no such step, leaves all files of before or all new
// ones, and nothing else. After exit code 0 they are the new ones, after another
// those of before.
func TestFailingStepLeavesOldOrNew(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	t.Parallel()
	faulty := filepath.Join(t.TempDir(), "rfm")
	if out, err := exec.Command("go", "build", "-tags", "faulty", "-o", faulty, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	inputs := t.TempDir()
	cdnow, err := os.ReadFile("../../testdata/cdnow.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.SplitAfter(string(cdnow), "\n")
	bad := strings.ReplaceAll(rows[1], "1997", "The 90s ")
	writeFile(t, filepath.Join(inputs, "old.csv"), strings.Join(rows[:3000], "")+bad)
	writeFile(t, filepath.Join(inputs, "new.csv"), strings.Join(rows[:4000], "")+bad+bad)

	side := []string{"--save-model", "side/model.json", "--on-bad-row", "quarantine", "--rejects", "rejects.csv"}
	for name, args := range map[string][]string{
		"score":   append([]string{"score", "-o", "out.parquet"}, side...),
		"segment": append([]string{"segment", "--out-dir", "out"}, side...),
		"summary": append([]string{"segment", "-o", "out.csv"}, side...),
		"clv":     {"clv", "-o", "out.csv", "--save-model", "side/model.json", "--on-bad-row", "quarantine", "--rejects", "rejects.csv", "--model", "bgnbd"},
		"pareto":  {"pareto", "-o", "out.csv", "--on-bad-row", "quarantine", "--rejects", "rejects.csv"},
	} {
		for _, first := range []bool{true, false} { // is there anything yet?
			t.Run(fmt.Sprintf("%s first=%v", name, first), func(t *testing.T) {
				run := func(folder, input, step string) error {
					cmd := exec.Command(faulty, append(args, "-q", filepath.Join(inputs, input))...)
					cmd.Dir, cmd.Env = folder, append(os.Environ(), "FAIL_STEP="+step)
					var messages bytes.Buffer
					cmd.Stderr = &messages
					err := cmd.Run()
					var ended *exec.ExitError
					if errors.As(err, &ended) && ended.ExitCode() != 7 {
						t.Fatalf("exit code %d: %s", ended.ExitCode(), &messages)
					}
					if step != "" && !strings.Contains(messages.String(), ", fails") {
						return errNoSuchStep
					}
					return err
				}
				begin := func() string {
					folder := t.TempDir()
					if err := os.Mkdir(filepath.Join(folder, "side"), 0o777); err != nil {
						t.Fatal(err)
					}
					if !first {
						if err := run(folder, "old.csv", ""); err != nil {
							t.Fatal(err)
						}
					}
					return folder
				}
				at := begin()
				before := stateOf(t, at)
				if err := run(at, "new.csv", ""); err != nil {
					t.Fatal(err)
				}
				after := stateOf(t, at)
				for n := 1; ; n++ {
					at := begin()
					err := run(at, "new.csv", fmt.Sprint(n))
					want := before
					if err == nil || err == errNoSuchStep {
						want = after
					}
					if got := stateOf(t, at); got != want {
						t.Errorf("step %d, %v:\n%s\nwant\n%s", n, err, got, want)
					}
					if err == errNoSuchStep {
						t.Logf("%d steps", n-1)
						break
					}
				}
			})
		}
	}
}

var errNoSuchStep = errors.New("there is no such step")

// stateOf lists all files below a folder with the sums of what they hold, but for
// locks, which stay and say who held them.
func stateOf(t *testing.T, folder string) string {
	t.Helper()
	var state strings.Builder
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".lock") {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(&state, "%s %x\n", strings.TrimPrefix(path, folder), sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return state.String()
}
