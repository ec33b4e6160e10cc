package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/xuri/excelize/v2"

	"rfm/io/sheet"
	"rfm/io/source"
	"rfm/io/vector"
)

// Workers share the rows out among themselves: each comes once, and every cell is
// known by its place.
func TestWorkersShareTheRows(t *testing.T) {
	const rows = 30_000
	book := excelize.NewFile()
	stream, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	write := func(row int, cells ...any) {
		if err := stream.SetRow("A"+strconv.Itoa(row), cells); err != nil {
			t.Fatal(err)
		}
	}
	write(3, "Customer ID", "Order Date", "Amount", "Order ID")
	for i := range rows {
		write(4+i+i/1000, "at "+strconv.Itoa(4+i+i/1000), "2024-01-31", 1.5, i) // an empty row after every thousand
	}
	var out bytes.Buffer
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	var read atomic.Int64
	table, err := sheet.Open(source.New("stream", &out), sheet.Options{Known: known}, &read)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	type found struct {
		morsel int
		line   int64
		text   string
	}
	var mu sync.Mutex
	var all []found
	var wg sync.WaitGroup
	for range 4 {
		d := table.Decoder([]vector.Want{{Index: 0, Name: "Customer ID", Role: "customer"}})
		wg.Go(func() {
			var b vector.Batch
			for {
				err := d.Next(&b)
				if err == io.EOF {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for row := range b.Rows {
					morsel, line := d.Position(row)
					all = append(all, found{morsel, line, b.Vectors[0].Show(row)})
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(all) != rows {
		t.Fatalf("%d rows, want %d", len(all), rows)
	}
	before := []int64{table.FirstLine()}
	for _, n := range table.Lines() {
		before = append(before, before[len(before)-1]+n)
	}
	for _, f := range all {
		if want := fmt.Sprint("at ", before[f.morsel]+f.line); f.text != want {
			t.Fatalf("%s stands in row %d", f.text, before[f.morsel]+f.line)
		}
	}
}
