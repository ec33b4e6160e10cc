//go:build linux || darwin

package place

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// writeSet writes a set of files, each with the text.
func writeSet(t *testing.T, path, text string, swap func(a, b string) error, names ...string) error {
	t.Helper()
	f, err := CreateFolder(path, []string{"a.csv", "b.csv"})
	if err != nil {
		return err
	}
	defer f.Abort()
	f.swap = swap
	for _, name := range names {
		err := f.Write(name, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if err != nil {
			return err
		}
	}
	return f.Commit()
}

func cannotSwap(string, string) error { return errNoSwap }

// entries are the names in a folder.
func entries(t *testing.T, folder string) []string {
	t.Helper()
	found, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range found {
		names = append(names, e.Name())
	}
	return names
}

func TestFolderReplacesTheOldSet(t *testing.T) {
	for name, swap := range map[string]func(a, b string) error{"swapped": swap, "linked": cannotSwap} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			path := filepath.Join(parent, "out")
			for _, set := range [][]string{{"a.csv", "b.csv"}, {"b.csv"}, {"a.csv"}} {
				text := strings.Join(set, " ")
				if err := writeSet(t, path, text, swap, set...); err != nil {
					t.Fatal(err)
				}
				if got := entries(t, path); !slices.Equal(got, set) {
					t.Errorf("%v, want %v", got, set)
				}
				if got, err := os.ReadFile(filepath.Join(path, set[0])); string(got) != text {
					t.Errorf("%q, want %q (%v)", got, text, err)
				}
			}
			left := entries(t, parent)
			if name == "linked" {
				left = left[1:] // what the link points at
			}
			if !slices.Equal(left, []string{"out"}) {
				t.Errorf("left beside it: %v", left)
			}
		})
	}
}

func TestFolderKeepsPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "a.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeSet(t, path, "x", swap, "a.csv", "b.csv"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o700, filepath.Join(path, "a.csv"): 0o600} {
		if found, err := os.Stat(name); err != nil || found.Mode().Perm() != want {
			t.Errorf("%s: %v %v", name, found.Mode(), err)
		}
	}
}

// What is not of the old set stays, and the run is refused: before the work, and
// before the swap when it came in between.
func TestFolderRefusesWhatIsNotItsOwn(t *testing.T) {
	parent := t.TempDir()
	t.Chdir(parent)
	if err := errors.Join(os.Mkdir("other", 0o777), os.Mkdir("sub", 0o777), os.WriteFile("sub/notes.txt", nil, 0o666),
		os.Symlink("other", "link"), os.WriteFile("file", nil, 0o666), os.Mkdir("deep", 0o777), os.Mkdir("deep/a.csv", 0o777)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"sub": "holds what rfm did not write: notes.txt", "deep": "a.csv", "link": "is a link to other", ".": "is the folder that this runs in",
		"..": "is the folder that this runs in", "/": "is the folder that this runs in", "file": "not a directory", "no/out": "folder no: no such file", "": "the name is empty",
	} {
		if err := writeSet(t, path, "x", swap, "a.csv"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", path, err, want)
		}
	}
	late := func(a, b string) error {
		t.Error("swapped")
		return swap(a, b)
	}
	f, err := CreateFolder("other", nil)
	if err != nil {
		t.Fatal(err)
	}
	f.swap = late
	if err := errors.Join(f.Write("a.csv", func(io.Writer) error { return nil }), os.WriteFile("other/new.txt", nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err == nil || !strings.Contains(err.Error(), "new.txt") {
		t.Errorf("%v", err)
	}
	if got := entries(t, parent); slices.ContainsFunc(got, func(name string) bool { return strings.HasPrefix(name, ".") }) {
		t.Errorf("left behind: %v", got)
	}
}

func TestFolderThatCannotBeSwappedIsNotTouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	if err := writeSet(t, path, "old", swap, "a.csv"); err != nil {
		t.Fatal(err)
	}
	if err := writeSet(t, path, "new", cannotSwap, "a.csv"); err == nil || !strings.Contains(err.Error(), "move the old one away") {
		t.Errorf("%v", err)
	}
	if got, err := os.ReadFile(filepath.Join(path, "a.csv")); string(got) != "old" {
		t.Errorf("%q %v", got, err)
	}
}

func TestLockIsHeldByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.lock")
	ctx := context.Background()
	first, err := AcquireLock(ctx, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	var locked *LockedError
	if _, err := AcquireLock(ctx, path, 0); !errors.As(err, &locked) || locked.PID != os.Getpid() || locked.Since.IsZero() {
		t.Errorf("%v, want the holder", err)
	}
	ended, end := context.WithCancelCause(ctx)
	end(io.ErrUnexpectedEOF)
	if _, err := AcquireLock(ended, path, 1<<40); err != io.ErrUnexpectedEOF {
		t.Errorf("after the end: %v", err)
	}
	first.Release()
	second, err := AcquireLock(ctx, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
}
