package app

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	rfmio "rfm/io"
)

// terminalWidth is the number of characters in a line of the terminal that w
// is, or 0.
func terminalWidth(w io.Writer) int {
	if !IsTerminal(w) {
		return 0
	}
	if width, _, err := term.GetSize(int(w.(*os.File).Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}

// IsTerminal reports whether a reader or writer is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ShowProgress draws a line on a terminal while the input is read, once that
// lasts over a second. The function it returns wipes the line and ends.
func ShowProgress(in *rfmio.Input, w io.Writer, quiet bool) (stop func()) {
	if quiet || terminalWidth(w) == 0 || os.Getenv("TERM") == "dumb" { // which cannot wipe a line
		return func() {}
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(time.Second / 5)
		defer ticker.Stop()
		start, drawn := time.Now(), false
		for {
			select {
			case <-done:
				if drawn {
					fmt.Fprint(w, "\r\x1b[K")
				}
				return
			case now := <-ticker.C:
				if now.Sub(start) < time.Second {
					continue
				}
				drawn = true
				read, total := in.Progress()
				if total > 0 {
					fmt.Fprintf(w, "\r%3d %% of %d MB\x1b[K", min(100, read*100/total), total/1e6)
				} else {
					fmt.Fprintf(w, "\r%d MB\x1b[K", read/1e6)
				}
			}
		}
	})
	return sync.OnceFunc(func() { close(done); wg.Wait() })
}
