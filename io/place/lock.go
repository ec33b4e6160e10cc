package place

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"rfm/io/fault"
	"time"
)

// Lock is a lock file that one process at a time holds. The system releases it
// when the process ends, however it ends. The file stays: to remove it would let
// two processes hold two locks of one name.
type Lock struct{ file *os.File }

// LockedError means that another process holds the lock.
type LockedError struct {
	Path string
	// PID and Since are what the holder has written into the file; 0 where it has
	// not yet.
	PID   int
	Since time.Time
}

func (e *LockedError) Error() string {
	who := ""
	if e.PID != 0 {
		form := time.TimeOnly
		if time.Since(e.Since) > 24*time.Hour {
			form = time.DateTime
		}
		who = fmt.Sprintf(" (pid %d, since %s)", e.PID, e.Since.Local().Format(form))
	}
	return "another rfm" + who + " holds the lock"
}

// lockPoll is how often a lock that another process holds is tried.
const lockPoll = 50 * time.Millisecond

// errLocked is what lockFile returns when another process holds the lock.
var errLocked = errors.New("locked")

// AcquireLock takes the lock of a file, which it makes where there is none. It
// waits for another process as long as it is told to. The error is a
// *LockedError, an *OutputError or the cause of the end of the context.
func AcquireLock(ctx context.Context, path string, wait time.Duration) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fault.Writing(path, err)
	}
	for until := time.Now().Add(wait); ; {
		err = lockFile(file)
		if err != errLocked {
			break
		}
		if time.Now().After(until) {
			err = lockedError(file)
			break
		}
		select {
		case <-ctx.Done():
			file.Close()
			return nil, context.Cause(ctx)
		case <-time.After(lockPoll):
		}
	}
	if err == nil {
		err = writeHolder(file)
	}
	if err != nil {
		file.Close()
		if locked, ok := errors.AsType[*LockedError](err); ok {
			return nil, locked
		}
		return nil, fault.Writing(path, err)
	}
	return &Lock{file}, nil
}

// Release gives the lock up.
func (l *Lock) Release() { l.file.Close() }

// writeHolder writes who holds the lock, for the others to tell.
func writeHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := fmt.Fprintf(file, "%d %s\n", os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	return err
}

// lockedError reads who holds the lock.
func lockedError(file *os.File) error {
	e := &LockedError{Path: file.Name()}
	text, err := io.ReadAll(io.LimitReader(file, 100))
	if err != nil {
		return err
	}
	var pid int
	var since string
	if n, _ := fmt.Sscanf(string(text), "%d %s\n", &pid, &since); n == 2 {
		if t, err := time.Parse(time.RFC3339, since); err == nil {
			e.PID, e.Since = pid, t
		}
	}
	return e
}
