package words

import (
	"bytes"
	"io"
)

// Writer says the lines that are written to it in the language of its words.
type Writer struct {
	to    io.Writer
	words *Words
	rest  []byte // a line without an end yet
}

// NewWriter is a writer to another one.
func NewWriter(to io.Writer, words *Words) *Writer { return &Writer{to: to, words: words} }

// Unwrap is where the lines go.
func (w *Writer) Unwrap() io.Writer { return w.to }

// Write takes text. A line goes on when it is complete; one that is drawn over and
// over, by a carriage return, at once.
func (w *Writer) Write(p []byte) (int, error) {
	w.rest = append(w.rest, p...)
	for {
		line, rest, complete := bytes.Cut(w.rest, []byte("\n"))
		if !complete {
			break
		}
		if _, err := io.WriteString(w.to, w.words.Text(string(line))+"\n"); err != nil {
			return 0, err
		}
		w.rest = rest
	}
	if bytes.IndexByte(w.rest, '\r') >= 0 {
		drawn := w.rest
		w.rest = nil
		if _, err := w.to.Write(drawn); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}
