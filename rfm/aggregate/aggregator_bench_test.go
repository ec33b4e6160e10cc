package aggregate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// batches are records of 4,096 rows of about 670,000 customers, a few of whom
// buy much more than the others.
func batches(b *testing.B, n int) []arrow.Record {
	random := rand.New(rand.NewPCG(5, 6))
	var records []arrow.Record
	rows := make([]row, 4096)
	for range n {
		for i := range rows {
			customer := int(1e6 * math.Pow(random.Float64(), 2.5))
			rows[i] = row{customer: fmt.Sprintf("C%08d", customer), day: 19000 + random.Int32N(1000), amount: random.Int64N(50_000), scale: 2,
				order: fmt.Sprint(random.IntN(20_000_000))}
		}
		records = append(records, record(b, memory.DefaultAllocator, rows))
	}
	return records
}

func BenchmarkAdd(b *testing.B) {
	records := batches(b, 1000)
	rows := int64(len(records)) * records[0].NumRows()
	for _, bench := range []struct {
		name  string
		count Count
	}{{"rows", CountRows}, {"orders", CountOrders}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a := NewAggregators(1, Settings{Count: bench.count})[0]
				for _, r := range records {
					if err := a.Add(r); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(int64(b.N)*rows), "ns/row")
		})
	}
}

func BenchmarkCombine(b *testing.B) {
	records := batches(b, 1000)
	for b.Loop() {
		b.StopTimer()
		all := NewAggregators(2, Settings{Count: CountRows})
		for i, r := range records {
			if err := all[i%2].Add(r); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if _, _, err := Combine(all...); err != nil {
			b.Fatal(err)
		}
	}
}
