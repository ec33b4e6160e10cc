package rfmio

import (
	"io"
	"os"
	"sync"
	"testing"
)

// drain decodes a whole table with the given number of workers and returns its
// rows.
func drain(t testing.TB, tab table, wants []want, workers int) int64 {
	var wg sync.WaitGroup
	rows := make([]int64, workers)
	for w := range workers {
		d := tab.decoder(wants)
		wg.Go(func() {
			var b batch
			for {
				err := d.next(&b)
				if err == io.EOF {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				rows[w] += int64(b.rows)
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
	for b.Loop() {
		tab, err := openParquet(f, stat.Size(), path, parquetOptions{})
		if err != nil {
			b.Fatal(err)
		}
		wants := []want{{1, "customer_id", kindText}, {2, "order_date", kindDay}, {3, "amount", kindDecimal}}
		rows := drain(b, tab, wants, 2)
		b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	}
}
