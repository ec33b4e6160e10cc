package table

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// readArrow reads a file back: the rows as CSV.
func readArrow(t *testing.T, b []byte) string {
	t.Helper()
	r, err := ipc.NewFileReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var records []arrow.Record
	for i := range r.NumRecords() {
		rec, err := r.RecordAt(i)
		if err != nil {
			t.Fatal(err)
		}
		defer rec.Release()
		records = append(records, rec)
	}
	return string(writeAll(t, "csv", r.Schema(), records...))
}

func TestArrowReadsBack(t *testing.T) {
	rec := smallRecord(t)
	want := string(writeAll(t, "csv", rec.Schema(), rec))
	first, second := rec.NewSlice(0, 1), rec.NewSlice(1, 3)
	defer first.Release()
	defer second.Release()
	if got := readArrow(t, writeAll(t, "arrow", rec.Schema(), first, second)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := readArrow(t, writeAll(t, "arrow", rec.Schema())); got != "id,day,orders,money,mean,late\n" {
		t.Errorf("without rows: got %q", got)
	}
}
