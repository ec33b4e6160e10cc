package score

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/internal/rfmtest"
)

func BenchmarkScore(b *testing.B) {
	c := rfmtest.Many(700_000)
	edges := mustEdges(b, "r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000")
	for _, m := range Methods() {
		b.Run(m.Name, func(b *testing.B) {
			o := Options{Method: m.Name}
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
	s := mustScore(b, rfmtest.Many(700_000), Options{})
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
