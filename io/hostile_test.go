package rfmio

import (
	"bytes"
	"context"
	"io"
	"os"
	"rfm/io/fault"
	"runtime"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// endless gives the same byte for a long time.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestHostileInputEndsSoon reads what nobody sane writes: always a clear error,
// after a few blocks of memory.
func TestHostileInputEndsSoon(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many rounds")
	}
	const header = "customer_id,date,amount\n"
	const size = 200 << 20 // of a bomb
	bomb := func(head string, filler byte) io.Reader {
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
		io.WriteString(w, head)
		io.Copy(w, io.LimitReader(endless(filler), size))
		w.Close()
		return &packed
	}
	cutZstd := func(text string) io.Reader {
		w, _ := zstd.NewWriter(nil)
		packed := w.EncodeAll([]byte(text), nil)
		return bytes.NewReader(packed[:len(packed)-10])
	}
	wide := strings.Repeat("column,", 1_000_000)
	for name, c := range map[string]struct {
		input io.Reader
		want  string
	}{
		"a line without an end":   {io.MultiReader(strings.NewReader(header), endless('x')), "stdin:2: a row is longer than 32 MiB"},
		"a header without an end": {endless('x'), "stdin:1: a row is longer than 32 MiB"},
		"a quote without an end":  {io.MultiReader(strings.NewReader(header+"1,2024-01-31,5\n\""), endless('\n')), "stdin:3: a row is longer than 32 MiB"},
		"a bomb of one line":      {bomb(header, 'x'), "stdin:2: a row is longer than 32 MiB"},
		"a bomb of zeros":         {bomb("", 0), "is not a table"},
		"a bomb of JSON":          {bomb(`{"a":"`, 'x'), "is longer than 32 MiB"},
		"a bomb of a list":        {bomb(`[{"a":1},{"a":"`, 'x'), "the value behind JSON object 1 is longer than 32 MiB"},
		"a million columns":       {strings.NewReader(wide + header + wide + "1,2024-01-31,5\n"), "has 1000003 columns; 10000 are the most"},
		"zstd that is cut off":    {cutZstd(header + strings.Repeat("1,2024-01-31,5\n", 1000)), "cut off"},
		"a long Arrow message":    {strings.NewReader("\xff\xff\xff\xff\xf0\xff\xff\x7f"), "cut off"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := readLines(Options{Stdin: c.input, Workers: 2}, "-")
		runtime.ReadMemStats(&after)
		if kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", name, err, c.want)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 512<<20 {
			t.Errorf("%s: %d MB allocated", name, grown>>20)
		}
	}
}

// TestAFileThatShrinks is cut while it is read: an error, not fewer rows.
func TestAFileThatShrinks(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n"+strings.Repeat("1,2024-01-31,5\n", 200_000))
	in, err := Open([]string{path}, Options{Schema: transactionSchema(), Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	err = in.Read(context.Background(), []func(arrow.Record) error{func(arrow.Record) error {
		return os.Truncate(path, 500_000)
	}})
	if kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), "s.csv: became shorter while it was read") {
		t.Errorf("%v", err)
	}
}
