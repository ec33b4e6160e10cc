package basket

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// BenchmarkCount counts the pairs of 5,000 items in orders of three lines.
func BenchmarkCount(b *testing.B) {
	const lines, size = 2_000_000, 1 << 14
	r := rand.New(rand.NewPCG(1, 2))
	var all []arrow.Record
	build := array.NewRecordBuilder(memory.DefaultAllocator, Schema(WithinOrder, false))
	for i := range lines {
		build.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("INV%08d", i/3))
		build.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("P%d", r.IntN(5000)))
		build.Field(2).AppendNull()
		build.Field(3).(*array.BooleanBuilder).Append(false)
		if i%size == size-1 || i == lines-1 {
			all = append(all, build.NewRecord())
		}
	}
	for b.Loop() {
		collectors := NewCollectors(1, Settings{MinCount: 20})
		for _, rec := range all {
			if err := collectors[0].Add(rec); err != nil {
				b.Fatal(err)
			}
		}
		c, err := Count(collectors...)
		if err != nil {
			b.Fatal(err)
		}
		c.Rules(RuleOptions{})
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
}
