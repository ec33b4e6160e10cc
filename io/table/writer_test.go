package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/klauspost/compress/zstd"
)

// brokenOutput fails after some bytes.
type brokenOutput struct {
	left int
	err  error
}

func (b *brokenOutput) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, b.err
	}
	return len(p), nil
}

func TestEveryWriterReturnsTheFirstError(t *testing.T) {
	rec := customerRecord(t, 3000)
	for _, f := range Formats() {
		size := len(writeAll(t, f.Name, rec.Schema(), rec))
		for _, left := range []int{0, 10, size / 2, size - 1} {
			first := errors.New("first")
			w, err := NewWriter(&brokenOutput{left: left, err: first}, f, rec.Schema())
			if err == nil {
				w.Write(rec)
				err = w.Close()
			}
			if !errors.Is(err, first) {
				t.Errorf("%s broken after %d bytes: got %v", f.Name, left, err)
			} else if w != nil && w.Close() != err {
				t.Errorf("%s: another Close gives another error", f.Name)
			}
		}
	}
}

func TestFullDiskIsAnError(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, f := range Formats() {
		for _, c := range []Compression{Uncompressed, Gzip, Zstd} {
			f.Compression = c
			w, err := NewWriter(full, f, smallSchema())
			if err == nil {
				w.Write(smallRecord(t))
				err = w.Close()
			}
			if !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("%s%s: got %v", f.Name, c.extension(), err)
			}
		}
	}
}

func TestCompressedTextIsTheSameText(t *testing.T) {
	rec := customerRecord(t, 3000)
	want := writeAll(t, "csv", rec.Schema(), rec)
	for path, open := range map[string]func(io.Reader) (io.Reader, error){
		"x.csv.gz":  func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"x.csv.zst": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	} {
		format, err := FormatByPath(path)
		if err != nil {
			t.Fatal(err)
		}
		var packed, again bytes.Buffer
		for _, out := range []*bytes.Buffer{&packed, &again} {
			w, err := NewWriter(out, format, rec.Schema())
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Write(rec), w.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(packed.Bytes(), again.Bytes()) {
			t.Errorf("%s: two runs, two files", path)
		}
		r, err := open(&packed)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d; %v", path, len(got), len(want), err)
		}
	}
}

func TestSameRecordsSameBytes(t *testing.T) {
	rec := customerRecord(t, 3000)
	for _, f := range Formats() {
		if !bytes.Equal(writeAll(t, f.Name, rec.Schema(), rec), writeAll(t, f.Name, rec.Schema(), rec)) {
			t.Errorf("%s: two runs, two files", f.Name)
		}
	}
}

func TestRecordsOfAnotherSchemaAreRefused(t *testing.T) {
	for _, f := range Formats() {
		w, err := NewWriter(io.Discard, f, shownSchema())
		if err != nil {
			t.Fatal(err)
		}
		if w.Write(smallRecord(t)) == nil || w.Close() == nil {
			t.Errorf("%s: no error", f.Name)
		}
	}
}

func TestTypesWithoutTextAreRefused(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "list", Type: arrow.ListOf(arrow.PrimitiveTypes.Int8)}}, nil)
	_, err := NewWriter(io.Discard, Format{Name: "csv"}, schema)
	if want := "column list: values of type list<item: int8, nullable> have no form as text"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestEveryFormatHasAWriter(t *testing.T) {
	for _, f := range Formats() {
		writeAll(t, f.Name, smallSchema(), smallRecord(t))
		for _, e := range f.Extensions {
			if found, err := FormatByPath("x" + e); err != nil || found.Name != f.Name {
				t.Errorf("%s finds %s, %v", e, found.Name, err)
			}
		}
	}
}
