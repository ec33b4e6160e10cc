package parquet

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"rfm/io/value"
	"rfm/io/vector"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
)

// drain decodes a whole table with the given number of workers and returns its
// rows.
func drain(t testing.TB, tab vector.Table, wants []vector.Want, workers int) int64 {
	var wg sync.WaitGroup
	rows := make([]int64, workers)
	for w := range workers {
		d := tab.Decoder(wants)
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
				rows[w] += int64(b.Rows)
			}
		})
	}
	wg.Wait()
	total := int64(0)
	for _, n := range rows {
		total += n
	}
	return total
}

// BenchmarkParquetFile decodes the columns customer_id, order_date and amount
// of the file that RFM_BENCH_PARQUET names.
func BenchmarkParquetFile(b *testing.B) {
	path := os.Getenv("RFM_BENCH_PARQUET")
	if path == "" {
		b.Skip("RFM_BENCH_PARQUET names no file")
	}
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	rows := int64(0)
	for b.Loop() {
		tab, err := open(f, stat.Size(), path, nil)
		if err != nil {
			b.Fatal(err)
		}
		wants := []vector.Want{{Index: 1, Name: "customer_id", Kind: vector.KindText}, {Index: 2, Name: "order_date", Kind: vector.KindDay, Form: value.PlainForm()}, {Index: 3, Name: "amount", Kind: vector.KindDecimal, Form: value.PlainForm()}}
		rows += drain(b, tab, wants, 2)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// benchParquet is a file like those that are met: ids, local timestamps,
// decimals and doubles.
func benchParquet(t testing.TB, rows int, groupRows int64) []byte {
	ids := array.NewStringBuilder(memory.DefaultAllocator)
	times := array.NewTimestampBuilder(memory.DefaultAllocator, &arrow.TimestampType{Unit: arrow.Microsecond})
	amounts := array.NewDecimal128Builder(memory.DefaultAllocator, &arrow.Decimal128Type{Precision: 10, Scale: 2})
	prices := array.NewFloat64Builder(memory.DefaultAllocator)
	for i := range rows {
		// A multiplication that is one-to-one modulo 2^32 scatters the values.
		scattered := uint32(i) * 2654435761
		ids.Append(fmt.Sprintf("C%08d", scattered))
		times.Append(arrow.Timestamp(1.64e15 + int64(scattered)*22_000))
		cents := int64(scattered % 50_000)
		amounts.Append(decimal128.FromI64(cents))
		prices.Append(float64(cents) / 100)
	}
	fields := []arrow.Field{{Name: "customer", Type: arrow.BinaryTypes.String, Nullable: true}, {Name: "time", Type: times.Type(), Nullable: true},
		{Name: "amount", Type: amounts.Type(), Nullable: true}, {Name: "price", Type: prices.Type(), Nullable: true}}
	return writeParquet(t, fields, []arrow.Array{ids.NewArray(), times.NewArray(), amounts.NewArray(), prices.NewArray()}, groupRows,
		parquet.WithDictionaryDefault(false), parquet.WithCompression(compress.Codecs.Snappy))
}

// BenchmarkParquet decodes columns one by one and together with one worker.
func BenchmarkParquet(b *testing.B) {
	const rows = 500_000
	file := benchParquet(b, rows, 122_880)
	customer, day := vector.Want{Index: 0, Name: "customer", Kind: vector.KindText}, vector.Want{Index: 1, Name: "time", Kind: vector.KindDay, Form: value.PlainForm()}
	amount, price := vector.Want{Index: 2, Name: "amount", Kind: vector.KindDecimal, Form: value.PlainForm()}, vector.Want{Index: 3, Name: "price", Kind: vector.KindDecimal, Form: value.PlainForm()}
	for _, bench := range []struct {
		name  string
		wants []vector.Want
	}{
		{"customer=text", []vector.Want{customer}},
		{"time=day", []vector.Want{day}},
		{"amount=decimal", []vector.Want{amount}},
		{"price=double", []vector.Want{price}},
		{"all", []vector.Want{customer, day, amount}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tab, err := open(bytes.NewReader(file), int64(len(file)), "bench.parquet", nil)
				if err != nil {
					b.Fatal(err)
				}
				if n := drain(b, tab, bench.wants, 1); n != rows {
					b.Fatal(n)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// TestParquetAllocations holds that memory is allocated for a decoder and its
// pages, not for rows.
func TestParquetAllocations(t *testing.T) {
	const rows = 200_000
	file := benchParquet(t, rows, rows)
	wants := []vector.Want{{Index: 0, Name: "customer", Kind: vector.KindText}, {Index: 1, Name: "time", Kind: vector.KindDay, Form: value.PlainForm()}, {Index: 2, Name: "amount", Kind: vector.KindDecimal, Form: value.PlainForm()}, {Index: 3, Name: "price", Kind: vector.KindDecimal, Form: value.PlainForm()}}
	allocs := testing.AllocsPerRun(2, func() {
		tab, err := open(bytes.NewReader(file), int64(len(file)), "x.parquet", nil)
		if err != nil {
			t.Fatal(err)
		}
		drain(t, tab, wants, 1)
	})
	if allocs > rows/100 {
		t.Errorf("%.0f allocations for %d rows", allocs, rows)
	}
}
