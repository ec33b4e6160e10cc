package app

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"rfm/cmd/internal/words"
	rfmio "rfm/io"
)

// terminalWidth is the number of characters in a line of the terminal that w
// is, or 0.
func terminalWidth(w io.Writer) int {
	width, _ := terminalSize(w)
	return width
}

// terminalSize is the size of the terminal that w is in characters and lines, or
// 0 and 0.
func terminalSize(w io.Writer) (width, height int) {
	if !IsTerminal(w) {
		return 0, 0
	}
	width, height, err := term.GetSize(int(file(w).Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// dumb reports whether the terminal shows characters only, and no more than ASCII.
func dumb() bool { return os.Getenv("TERM") == "dumb" }

// coloured reports whether a terminal shows colours: not where NO_COLOR asks for
// none (no-color.org), nor where nothing is known of the terminal.
func coloured() bool { return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "" && !dumb() }

// IsTerminal reports whether a reader or writer is a terminal.
func IsTerminal(stream any) bool {
	f := file(stream)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

// file is the file that a stream is, or that a writer of messages writes to.
func file(stream any) *os.File {
	if w, is := stream.(*words.Writer); is {
		stream = w.Unwrap()
	}
	if w, is := stream.(*stdoutWriter); is {
		stream = w.w
	}
	f, _ := stream.(*os.File)
	return f
}

// ShowProgress draws a line on a terminal while the input is read: how much of it
// is. The function it returns wipes the line and ends.
func ShowProgress(in *rfmio.Input, w io.Writer, quiet bool) (stop func()) {
	return ShowText(func() string {
		read, total := in.Progress()
		if total > 0 {
			return fmt.Sprintf("%3d %% of %d MB", min(100, read*100/total), total/1e6)
		}
		return fmt.Sprintf("%d MB", read/1e6)
	}, w, quiet)
}

// ShowText draws a line on a terminal while something is done, once that lasts over a
// second. The function it returns wipes the line and ends.
func ShowText(text func() string, w io.Writer, quiet bool) (stop func()) {
	if quiet || terminalWidth(w) == 0 || dumb() { // which cannot wipe a line
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
				fmt.Fprintf(w, "\r%s\x1b[K", text())
			}
		}
	})
	return sync.OnceFunc(func() { close(done); wg.Wait() })
}
