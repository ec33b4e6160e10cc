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
// waits for another process as long as it is told to. A link is refused, and so is
// a file that holds something else. The error is a *LockedError, an *OutputError, an *Error or the cause of the end of the context.
func AcquireLock(ctx context.Context, path string, wait time.Duration) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|noFollow, 0o666)
	if err != nil {
		return nil, fault.Writing(path, err)
	}
	if err := refuseForeignLock(file); err != nil {
		file.Close()
		return nil, err
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
	_, err := file.WriteAt([]byte(holderText(os.Getpid(), time.Now().UTC())), 0)
	return err
}

func holderText(pid int, since time.Time) string {
	return fmt.Sprintf("%d %s\n", pid, since.Format(time.RFC3339))
}

// lockedError reads who holds the lock.
func lockedError(file *os.File) error {
	e := &LockedError{Path: file.Name()}
	text, err := lockText(file)
	if err != nil {
		return err
	}
	e.PID, e.Since, _ = parseHolder(text)
	return e
}

// lockText is the beginning of a lock file: more than a holder writes.
func lockText(file *os.File) (string, error) {
	text, err := io.ReadAll(io.NewSectionReader(file, 0, 100))
	return string(text), err
}

// parseHolder reads what writeHolder has written; false for anything else.
func parseHolder(text string) (pid int, since time.Time, ok bool) {
	var at string
	if n, _ := fmt.Sscanf(text, "%d %s\n", &pid, &at); n != 2 {
		return 0, time.Time{}, false
	}
	since, err := time.Parse(time.RFC3339, at)
	if err != nil || text != holderText(pid, since) {
		return 0, time.Time{}, false
	}
	return pid, since, true
}

// refuseForeignLock refuses a file that is neither empty nor a lock of ours: to
// take it would empty it. --out-dir Cargo has its lock in Cargo.lock.
func refuseForeignLock(file *os.File) error {
	found, err := file.Stat()
	if err != nil {
		return fault.Writing(file.Name(), err)
	}
	foreign := !found.Mode().IsRegular()
	if !foreign && found.Size() > 0 {
		text, err := lockText(file)
		if err != nil {
			return fault.Writing(file.Name(), err)
		}
		_, _, ours := parseHolder(text)
		foreign = !ours
	}
	if !foreign {
		return nil
	}
	return &fault.Error{Kind: fault.BadRequest, Message: file.Name() + " is needed for the lock, and holds something else",
		Hints: []string{"name another folder"}}
}
