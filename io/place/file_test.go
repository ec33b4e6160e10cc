package place

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// Names are the entries of a folder.
func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return strings.Join(list, " ")
}

// put writes a file and gives it a mode.
func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// has fails the test unless a file holds the text.
func has(t *testing.T, path, text string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != text {
		t.Errorf("%s: %q, %v, want %q", path, b, err, text)
	}
}

// replace writes a whole file through Create.
func replace(path, text string) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := f.Write([]byte(text)); err != nil {
		return err
	}
	return f.Commit()
}

func TestFileAppearsWhenComplete(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "out.csv")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, folder); got != "" {
		t.Errorf("before the first byte: %s", got)
	}
	f.Write([]byte("a\n"))
	if got := names(t, folder); !strings.HasPrefix(got, ".rfm-") || strings.Contains(got, "out.csv") {
		t.Errorf("while writing: %s", got)
	}
	f.Write([]byte("b\n"))
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Abort()
	has(t, path, "a\nb\n")
	if got := names(t, folder); got != "out.csv" {
		t.Errorf("at the end: %s", got)
	}
	if _, err := f.Write([]byte("c")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("write after Commit: %v", err)
	}
}

func TestAbortLeavesWhatWasThere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "out.csv")
	put(t, path, "old", 0o644)
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("new"))
	f.Abort()
	has(t, path, "old")
	if got := names(t, folder); got != "out.csv" {
		t.Errorf("left: %s", got)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Commit after Abort: %v", err)
	}
}

func TestCommitOfNothingMakesAnEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	has(t, path, "")
}

func TestFileKeepsTheModeOfTheOldOne(t *testing.T) {
	folder := t.TempDir()
	fresh := filepath.Join(folder, "fresh")
	put(t, filepath.Join(folder, "plain"), "", 0o600)
	made, err := os.Create(filepath.Join(folder, "usual"))
	if err != nil {
		t.Fatal(err)
	}
	made.Close()
	for path, like := range map[string]string{fresh: made.Name(), filepath.Join(folder, "plain"): filepath.Join(folder, "plain")} {
		want, err := os.Stat(like)
		if err != nil {
			t.Fatal(err)
		}
		if err := replace(path, "new"); err != nil {
			t.Fatal(err)
		}
		if got, err := os.Stat(path); err != nil || got.Mode() != want.Mode() {
			t.Errorf("%s: %v, want %v", path, got.Mode(), want.Mode())
		}
	}
	shared := filepath.Join(folder, "shared")
	put(t, shared, "", 0o666) // more than most umasks give
	if err := replace(shared, "new"); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.Stat(shared); runtime.GOOS != "windows" && got.Mode() != 0o666 {
		t.Errorf("shared: %v", got.Mode())
	}
}

func TestFileFollowsLinks(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	os.Mkdir(at("real"), 0o700)
	put(t, at("real/old.csv"), "old", 0o600)
	for link, to := range map[string]string{
		"one.csv": "two.csv", "two.csv": "real/old.csv", "new.csv": "real/new.csv", "round": "round", "dir": "real",
		"real/up.csv": "../up.csv",
	} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Skip("no symbolic links: ", err)
		}
	}
	for link, target := range map[string]string{"one.csv": "real/old.csv", "new.csv": "real/new.csv", "dir/up.csv": "up.csv"} {
		if err := replace(at(link), link); err != nil {
			t.Fatal(err)
		}
		has(t, at(target), link)
		if found, err := os.Lstat(at(link)); err != nil || found.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v", link, err)
		}
	}
	if err := replace(at("round"), ""); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("a link to itself: %v", err)
	}
}

func TestFileErrorsNamePathAndCause(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "file"), "", 0o600)
	t.Chdir(folder)
	os.Mkdir("dir", 0o700)
	for path, want := range map[string]string{
		"":                 "cannot write : the name is empty",
		"dir":              "cannot write dir: is a directory",
		"nosuch/out.csv":   "cannot write nosuch/out.csv: folder nosuch: no such file or directory",
		"file/out.csv":     "cannot write file/out.csv: not a directory",
		"dir/../n/out.csv": "cannot write dir/../n/out.csv: folder n: no such file or directory",
	} {
		_, err := Create(path)
		if _, ok := errors.AsType[*fault.OutputError](err); !ok || err.Error() != want {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
}

func TestWriteProtectedFilesAreNotReplaced(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("nothing is write-protected for root")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "out.csv")
	put(t, path, "old", 0o444)
	if _, err := Create(path); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a read-only file: %v", err)
	}
	os.Chmod(folder, 0o500)
	defer os.Chmod(folder, 0o700)
	if err := replace(filepath.Join(folder, "new.csv"), "x"); !errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), ".rfm-") {
		t.Errorf("a read-only folder: %v", err)
	}
}
