package aggregate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// shapes are ids as real systems write them, of a customer's number.
var shapes = []struct {
	name string
	id   func(customer uint64) string
}{
	{"numbers", func(c uint64) string { return fmt.Sprintf("C%08d", c) }},
	{"sparse", func(c uint64) string { return fmt.Sprint(6_000_000_000_000 + mix(c, 1)%900_000_000_000) }},
	{"uuid", func(c uint64) string {
		h := mix(c, 2)
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", h>>32, h>>16&0xffff, h>>4&0xfff, h&0xfff, mix(c, 3)>>16)
	}},
	{"email", func(c uint64) string { return fmt.Sprintf("first.last%d@mail%d.example.com", c, c%7) }},
	{"long", func(c uint64) string { return fmt.Sprintf("tenant-0001/region-eu/customers/%032x", mix(c, 4)) }},
}

// batches are records of 4,096 rows of about 670,000 customers, a few of whom
// buy much more than the others.
func batches(b *testing.B, n int, id func(uint64) string) []arrow.Record {
	random := rand.New(rand.NewPCG(5, 6))
	var records []arrow.Record
	rows := make([]row, 4096)
	for range n {
		for i := range rows {
			customer := int(1e6 * math.Pow(random.Float64(), 2.5))
			rows[i] = row{customer: id(uint64(customer)), day: 19000 + random.Int32N(1000), amount: random.Int64N(50_000), scale: 2,
				order: fmt.Sprint(random.IntN(20_000_000))}
		}
		records = append(records, record(b, memory.DefaultAllocator, rows))
	}
	return records
}

func BenchmarkAdd(b *testing.B) {
	for _, shape := range shapes {
		records := batches(b, 500, shape.id)
		rows := int64(len(records)) * records[0].NumRows()
		for _, bench := range []struct {
			name  string
			count Count
		}{{"rows", CountRows}, {"orders", CountOrders}} {
			b.Run(shape.name+"/"+bench.name, func(b *testing.B) {
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
}

func BenchmarkCombine(b *testing.B) {
	records := batches(b, 500, shapes[0].id)
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
