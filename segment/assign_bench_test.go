package segment

import (
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// The first scheme looks at scores only, the others at every customer.
func BenchmarkAssign(b *testing.B) {
	var values [][3]int64
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		values = append(values, [3]int64{r.Int64N(400), 1 + r.Int64N(30), r.Int64N(500_000)})
	}
	for _, name := range []string{"rf-grid", "cube-8", "pyramid", "abc"} {
		s, err := Named(name)
		if err != nil {
			b.Fatal(err)
		}
		scores := population(b, s.Bins, values...)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Assign(s, scores); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAssignmentRecord(b *testing.B) {
	var values [][3]int64
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		values = append(values, [3]int64{r.Int64N(400), 1 + r.Int64N(30), r.Int64N(500_000)})
	}
	s, err := Named(Default)
	if err != nil {
		b.Fatal(err)
	}
	a, err := Assign(s, population(b, s.Bins, values...))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		a.Record(memory.DefaultAllocator).Release()
	}
}
