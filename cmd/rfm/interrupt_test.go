//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A run that is stopped ends soon, says so, leaves nothing behind and tells by
// its exit code which signal it was.
func TestSignalEndsTheRun(t *testing.T) {
	for _, test := range []struct {
		name   string
		signal syscall.Signal
		code   int
		stderr string
		start  func(t *testing.T, cmd *exec.Cmd)
	}{
		{"Ctrl-C while reading", syscall.SIGINT, 130, "rfm: interrupted; nothing was written\n", readEndlessly},
		{"terminated while reading", syscall.SIGTERM, 143, "rfm: terminated; nothing was written\n", readEndlessly},
		{"Ctrl-C while waiting for data", syscall.SIGINT, 130, "rfm: interrupted; nothing was written\n", waitForData},
		{"terminated while waiting for data", syscall.SIGTERM, 143, "rfm: terminated; nothing was written\n", waitForData},
		{"hung up while reading", syscall.SIGHUP, 129, "rfm: hung up; nothing was written\n", readEndlessly},
		{"terminated while waiting for settings", syscall.SIGTERM, 143, "rfm: terminated; nothing was written\n", waitFor("--config")},
		{"Ctrl-C while waiting for a model", syscall.SIGINT, 130, "rfm: interrupted; nothing was written\n", waitFor("--model")},
		{"terminated while waiting for a scheme", syscall.SIGTERM, 143, "rfm: terminated; nothing was written\n", waitFor("--scheme")},
		{"terminated while waiting for a key", syscall.SIGTERM, 143, "rfm: terminated; nothing was written\n", waitFor("--redact", "--redact-key-file")},
		{"terminated while nobody opens the output", syscall.SIGTERM, 143, "rfm: terminated; nothing was written\n", waitFor("--format", "csv", "-o")},
		{"terminated while nobody reads the output", syscall.SIGTERM, 143, "rfm: terminated; the output is not complete\n", writeUnread},
		{"terminated while nobody reads what comes from files", syscall.SIGTERM, 143, "rfm: terminated; the output is not complete\n", writeUnreadBlocks},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(test.signal) {
				t.Skip("is ignored, as below nohup")
			}
			cmd := program(t, "score", "-q", "-", "-o", "out.csv")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			test.start(t, cmd)
			if err := cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			kill := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
			err := cmd.Wait()
			kill.Stop()
			var ended *exec.ExitError
			if !errors.As(err, &ended) || ended.ExitCode() != test.code {
				t.Errorf("%v, want exit code %d", err, test.code)
			}
			if stderr.String() != test.stderr {
				t.Errorf("stderr %q, want %q", &stderr, test.stderr)
			}
			if left, err := os.ReadDir(cmd.Dir); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// readEndlessly lets the program read rows that do not end.
func readEndlessly(t *testing.T, cmd *exec.Cmd) {
	stdin := startWithInput(t, cmd)
	if _, err := io.WriteString(stdin, "customer_id,date,amount\n"); err != nil {
		t.Fatal(err)
	}
	rows := strings.Repeat("a,2024-01-01,1.00\n", 1<<12)
	started := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			if n == 100 {
				close(started)
			}
			if _, err := io.WriteString(stdin, rows); err != nil {
				return
			}
		}
	}()
	<-started
}

// waitForData lets the program wait for rows that do not come.
func waitForData(t *testing.T, cmd *exec.Cmd) {
	stdin := startWithInput(t, cmd)
	// More than a pipe holds: when it is written the program is reading.
	rows := "customer_id,date,amount\n" + strings.Repeat("a,2024-01-01,1.00\n", 1<<14)
	if _, err := io.WriteString(stdin, rows); err != nil {
		t.Fatal(err)
	}
}

func startWithInput(t *testing.T, cmd *exec.Cmd) io.Writer {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return stdin
}

// waitFor lets the program wait for the other end of a named pipe, which the last
// of the flags names.
func waitFor(flags ...string) func(t *testing.T, cmd *exec.Cmd) {
	return func(t *testing.T, cmd *exec.Cmd) {
		folder := t.TempDir()
		pipe, sales := filepath.Join(folder, "pipe"), filepath.Join(folder, "sales.csv")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Skip("no named pipes: ", err)
		}
		writeFile(t, sales, "customer_id,date,amount\na,2024-01-01,1\n")
		cmd.Args = append(append([]string{"rfm", "score", "-q", sales}, flags...), pipe)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond) // it cannot tell that it waits
	}
}

// writeUnread lets the program write more than a pipe holds, and reads a little.
func writeUnread(t *testing.T, cmd *exec.Cmd) {
	customers, err := filepath.Abs("../../testdata/rfm-customer.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Args = []string{"rfm", "score", "-q", customers, "--frequency", "number_of_orders", "--recency", "recency_days", "--monetary", "revenue"}
	startUnread(t, cmd)
}

// writeUnreadBlocks does so with customers who have no room in memory.
func writeUnreadBlocks(t *testing.T, cmd *exec.Cmd) {
	cmd.Args = []string{"rfm", "score", "-q", manyCustomersFile(t, 20_000), "--memory", "1B"}
	cmd.Env = append(os.Environ(), "TMPDIR="+cmd.Dir)
	startUnread(t, cmd)
}

func startUnread(t *testing.T, cmd *exec.Cmd) {
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(stdout, make([]byte, 100_000)); err != nil {
		t.Fatal(err)
	}
}
