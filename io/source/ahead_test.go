package source

import (
	"bytes"
	"errors"
	"io"
	"rfm/io/fault"
	"testing"
	"testing/iotest"
)

// longText is longer than what is read ahead.
func longText() []byte {
	text := make([]byte, (aheadBlocks+3)*aheadSize+77)
	for i := range text {
		text[i] = byte(i * 31 >> 3)
	}
	return text
}

func TestReadingAheadDeliversTheSame(t *testing.T) {
	text := longText()
	broken := errors.New("broken")
	for _, end := range []error{io.EOF, broken} {
		for _, before := range []int{0, 1000, len(text)} { // read before start
			r := io.MultiReader(bytes.NewReader(text), iotest.ErrReader(end))
			a := &aheadReader{r: iotest.HalfReader(r)}
			got := make([]byte, before)
			if _, err := io.ReadFull(a, got); err != nil {
				t.Fatal(err)
			}
			a.start()
			a.start()
			rest, err := io.ReadAll(a)
			if got = append(got, rest...); !bytes.Equal(got, text) {
				t.Errorf("%d bytes before: %d bytes, want %d", before, len(got), len(text))
			}
			if end == io.EOF && err != nil || end != io.EOF && err != end {
				t.Errorf("%d bytes before: ended with %v, want %v", before, err, end)
			}
			if _, err := a.Read(make([]byte, 1)); err != end {
				t.Errorf("behind the end: %v", err)
			}
			a.close()
		}
	}
}

func TestReadingAheadEndsWhenItIsClosed(t *testing.T) {
	for _, read := range []int{0, 1, 3 * aheadSize} {
		a := &aheadReader{r: bytes.NewReader(longText())}
		a.start()
		if _, err := io.ReadFull(a, make([]byte, read)); err != nil {
			t.Fatal(err)
		}
		if !a.close() {
			t.Error("still reading")
		}
	}
	(&aheadReader{}).close()

	r, w := io.Pipe() // nothing comes, and no end
	defer w.Close()
	a := &aheadReader{r: r}
	a.start()
	w.Write([]byte{1}) // comes back once it was read
	if a.close() {
		t.Error("ended, though the pipe is open")
	}
}

// A fault in a decompressor is told as one in a worker.
func TestReadingAheadCarriesFaults(t *testing.T) {
	a := &aheadReader{r: readerFunc(func([]byte) (int, error) { panic("fault") })}
	a.start()
	defer a.close()
	var fault *fault.Panic
	if _, err := a.Read(make([]byte, 1)); !errors.As(err, &fault) || fault.Fault != "fault" {
		t.Errorf("got %v", err)
	}
}

// readerFunc is an io.Reader.
type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
