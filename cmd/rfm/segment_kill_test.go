//go:build linux || darwin

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/scoring"
)

// A run that is killed at any moment leaves the set of before or the new one,
// whole, and the next run removes what else it has left.
func TestKilledRunLeavesOneWholeSet(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"old", "new"} {
		var rows strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&rows, "%s%d,2024-01-%02d,%d.00\n", name, i, 1+i%31, 1+i*7%100)
		}
		writeFile(t, filepath.Join(folder, name+".csv"), "customer_id,date,amount\n"+rows.String())
	}
	start := func(input string) (wait func() error, kill func()) {
		cmd := program(t, "segment", "-q", input, "--out-dir", "out", "--lock-wait", "1m")
		cmd.Dir = folder
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd.Wait, func() { cmd.Process.Kill() }
	}
	wait, _ := start("old.csv")
	begun := time.Now()
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	long := time.Since(begun)
	present := wholeSet(t, folder)

	runs := 40
	if n, err := strconv.Atoi(os.Getenv("RFM_KILLS")); err == nil { // the long test: RFM_KILLS=200
		runs = n
	}
	killed, replaced, left := 0, 0, 0
	for i := range runs {
		next := "new.csv"
		if present == next {
			next = "old.csv"
		}
		wait, kill := start(next)
		time.Sleep(long * time.Duration(i) / time.Duration(runs*9/10)) // over the whole run and a little more
		kill()
		if wait() != nil {
			killed++
		}
		now := wholeSet(t, folder)
		if now != present && now != next {
			t.Fatalf("the set is of %s: neither of %s nor of %s", now, present, next)
		}
		if now != present {
			replaced++
		}
		left += len(hiddenIn(t, folder))
		present = now
	}
	t.Logf("%d of %d runs killed, %d sets replaced, leftovers %d times", killed, runs, replaced, left)
	if killed == 0 {
		t.Error("no run was killed")
	}
	wait, _ = start("new.csv")
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	if left := hiddenIn(t, folder); wholeSet(t, folder) != "new.csv" || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// wholeSet is the input that the folder out is of. Its files must be those of
// its manifest.
func wholeSet(t *testing.T, folder string) string {
	t.Helper()
	out := filepath.Join(folder, "out")
	m, err := scoring.ReadManifest(out)
	if err != nil || m == nil || !m.Intact(out) {
		t.Fatalf("the set is not whole: %v", err)
	}
	var names []string
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := m.Names()
	slices.Sort(want)
	if !slices.Equal(names, want) || len(m.Files) != 10 || m.Customers != 2000 {
		t.Fatalf("files %v, in the manifest %v", names, want)
	}
	return m.Inputs[0].File
}

// hiddenIn are the hidden names in a folder.
func hiddenIn(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, ".*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// SIGTERM leaves the old set and nothing beside it.
func TestTerminatedRunLeavesTheOldSet(t *testing.T) {
	cmd := program(t, "segment", "-q", "-", "--out-dir", "out")
	first := program(t, "segment", "-q", "sales.csv", "--out-dir", "out")
	first.Dir = cmd.Dir
	writeFile(t, filepath.Join(cmd.Dir, "sales.csv"), "customer_id,date,amount\na,2024-01-01,1.00\n")
	if err := first.Run(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(cmd.Dir, "out", scoring.ManifestName))
	if err != nil {
		t.Fatal(err)
	}
	readEndlessly(t, cmd)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != app.ExitTerminated {
		t.Errorf("%v", err)
	}
	after, err := os.ReadFile(filepath.Join(cmd.Dir, "out", scoring.ManifestName))
	if err != nil || string(after) != string(before) {
		t.Errorf("the old set is not there: %v", err)
	}
	if left := hiddenIn(t, cmd.Dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
