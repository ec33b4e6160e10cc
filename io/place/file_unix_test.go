//go:build unix

package place

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

func TestDevicesAreWrittenThrough(t *testing.T) {
	if err := replace(os.DevNull, "x"); err != nil {
		t.Error(err)
	}
	if found, err := os.Stat(os.DevNull); err != nil || found.Mode().IsRegular() {
		t.Fatalf("%s is %v, %v", os.DevNull, found.Mode(), err)
	}
	if runtime.GOOS != "linux" {
		t.Skip("no /dev/full")
	}
	err := replace("/dev/full", "x")
	if !errors.Is(err, syscall.ENOSPC) || err.Error() != "cannot write /dev/full: no space left on device" {
		t.Errorf("/dev/full: %v", err)
	}
}

func TestNamedPipesAreWrittenThrough(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes: ", err)
	}
	written := make(chan error, 1)
	go func() { written <- replace(path, "through") }()
	reader, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if b, err := io.ReadAll(reader); err != nil || string(b) != "through" {
		t.Errorf("read %q, %v", b, err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

func TestClosedPipeIsRecognised(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes: ", err)
	}
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Abort()
	if _, err := f.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	reader.Close()
	if _, err := f.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("got %v", err)
	}
}

// TestStandardOutputIsAppendedTo runs this test anew with its output in a file.
func TestStandardOutputIsAppendedTo(t *testing.T) {
	if os.Getenv("RFMIO_TEST_STDOUT") != "" {
		if err := replace("/dev/stdout", "table\n"); err != nil {
			t.Fatal(err)
		}
		return
	}
	if _, err := os.Stat("/dev/stdout"); err != nil {
		t.Skip("no /dev/stdout")
	}
	path := filepath.Join(t.TempDir(), "out")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	out.WriteString("before\n")
	cmd := exec.Command(os.Args[0], "-test.run=^TestStandardOutputIsAppendedTo$")
	cmd.Env = append(os.Environ(), "RFMIO_TEST_STDOUT=1")
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if want := "before\ntable\n"; err != nil || len(b) < len(want) || string(b[:len(want)]) != want {
		t.Errorf("got %q, %v", b, err)
	}
}
