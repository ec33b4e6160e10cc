package rfm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// manyCustomers draws a population as a shop has it: recency spread over three
// years, most with few orders, money log-normal in cents.
func manyCustomers(n int) *Customers {
	random := rand.New(rand.NewPCG(1, 2))
	c := &Customers{Scale: 2, AverageScale: 2}
	var ids []string
	for i := range n {
		orders := int64(1 + random.ExpFloat64()*3)
		money := decimal128.FromI64(int64(math.Exp(random.NormFloat64()+8)) * orders)
		ids = append(ids, fmt.Sprintf("C%08d", i))
		c.FirstOrder = append(c.FirstOrder, arrow.Date32(i%1000))
		c.LastOrder = append(c.LastOrder, arrow.Date32(i%1000))
		c.Recency = append(c.Recency, int32(random.IntN(1100)))
		c.Orders = append(c.Orders, orders)
		c.Monetary = append(c.Monetary, money)
		c.Average = append(c.Average, money)
	}
	c.ID = idsOf(ids...)
	return c
}

func BenchmarkScore(b *testing.B) {
	c := manyCustomers(700_000)
	edges := mustEdges(b, "r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000")
	for _, m := range Methods() {
		b.Run(m.Name, func(b *testing.B) {
			o := ScoreOptions{Method: m.Name}
			if m.Name == MethodEdges {
				o.Edges = edges
			}
			for b.Loop() {
				mustScore(b, c, o)
			}
		})
	}
}

func BenchmarkScoreRecord(b *testing.B) {
	s := mustScore(b, manyCustomers(700_000), ScoreOptions{})
	b.Run("scores", func(b *testing.B) {
		for b.Loop() {
			s.Record(memory.DefaultAllocator).Release()
		}
	})
	b.Run("customers", func(b *testing.B) {
		for b.Loop() {
			s.Customers.Record(memory.DefaultAllocator).Release()
		}
	})
}
