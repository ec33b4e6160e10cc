package place

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What cannot be put in its place takes back what was put before it.
func TestSetAppearsAsOneThing(t *testing.T) {
	for name, swap := range map[string]func(a, b string) error{"swapped": swap, "linked": func(string, string) error { return errNoSwap }} {
		for _, second := range []string{"", "old"} {
			t.Run(name+second, func(t *testing.T) {
				folder := t.TempDir()
				model, result, last := filepath.Join(folder, "model"), filepath.Join(folder, "result"), filepath.Join(folder, "last")
				put(t, model, "old", 0o600)
				if second != "" {
					put(t, result, second, 0o600)
				}
				var set Set
				write := func() {
					for _, path := range []string{model, result, last} {
						f, err := set.CreateBeside(path)
						if err != nil {
							t.Fatal(err)
						}
						f.swap = swap
						if _, err := f.Write([]byte("new")); err != nil {
							t.Fatal(err)
						}
					}
				}
				write()
				if err := os.Mkdir(last, 0o700); err != nil { // somebody took the place
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(last, "x"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
				set.beside[2].swap = func(string, string) error { return errNoSwap }
				if err := set.Commit(); err == nil {
					t.Fatal("no error")
				}
				has(t, model, "old")
				if _, err := os.Stat(result); (err == nil) != (second != "") {
					t.Errorf("result: %v", err)
				}
				if err := errors.Join(os.RemoveAll(last)); err != nil {
					t.Fatal(err)
				}
				set = Set{}
				write()
				if err := set.Commit(); err != nil {
					t.Fatal(err)
				}
				for _, path := range []string{model, result, last} {
					has(t, path, "new")
				}
				if got := names(t, folder); got != "last model result" {
					t.Errorf("left: %s", got)
				}
			})
		}
	}
}

// The file of a run that was killed goes with the next run; one that is being
// written and what only looks like one stay.
func TestLeftoversOfKilledRunsAreRemoved(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{".rfm-4711-0123456789abcdef.tmp", ".rfm-4711-0123.tmp", "rfm-4711-0123456789abcdef.tmp"} {
		put(t, filepath.Join(folder, name), "half", 0o600)
	}
	busy, err := Create(filepath.Join(folder, "busy"))
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Abort()
	if _, err := busy.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := replace(filepath.Join(folder, "new"), "x"); err != nil {
		t.Fatal(err)
	}
	if err := busy.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, folder); got != ".rfm-4711-0123.tmp busy new rfm-4711-0123456789abcdef.tmp" {
		t.Errorf("%s", got)
	}
}
