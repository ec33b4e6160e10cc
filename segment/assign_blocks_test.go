package segment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rfm/rfm"
	"rfm/rfm/score"
)

// A scheme that is ByCustomer gives the same segments block by block.
func TestAssignBlocks(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var values [][3]int64
	for range 500 {
		values = append(values, [3]int64{random.Int64N(400), 1 + random.Int64N(30), random.Int64N(500_000)})
	}
	schemes := map[*Scheme]bool{}
	for text, want := range map[string]bool{
		"{code: new, r: 4-5, when: orders < 3}, {code: rich, when: f > 1 && monetary > 900}": true,
		"{code: above, when: orders > mean_orders}":                                          false,
		"{code: first, when: rank < 10}":                                                     false,
	} {
		s, err := Parse("own.yaml", []byte("name: own\nbins: 5\nsegments: ["+text+"]\n"))
		if err != nil {
			t.Fatal(err)
		}
		schemes[s] = want
	}
	frozen := *named(t, "cube-8")
	first, second := population(t, score.Bins{}, values[:70]...), population(t, score.Bins{}, values[70:100]...)
	var err error
	if frozen.Means, err = MeansIn(func(yield func(*rfm.Customers, error) bool) {
		_ = yield(first.Customers, nil) && yield(second.Customers, nil)
	}); err != nil {
		t.Fatal(err)
	}
	if want := MeansOf(population(t, score.Bins{}, values[:100]...).Customers); fmt.Sprint(want) != fmt.Sprint(frozen.Means) {
		t.Errorf("means in blocks %v, want %v", frozen.Means, want)
	}
	schemes[&frozen] = true
	for _, name := range Names() {
		schemes[named(t, name)] = !slices.Contains([]string{"cube-8", "pyramid", "abc", "grading", "kaism"}, name)
	}
	for s, want := range schemes {
		if s.ByCustomer() != want {
			t.Errorf("%s: by customer %v", s.Name, !want)
		}
		if !want {
			continue
		}
		scores := population(t, s.Bins, values...)
		whole, err := Assign(s, scores)
		if err != nil {
			t.Fatal(err)
		}
		assigner, err := NewAssigner(s, scores.Bins)
		if err != nil {
			t.Fatal(err)
		}
		var positions []uint16
		for from := 0; from < len(values); from += 70 {
			to, c := min(from+70, len(values)), *scores.Customers
			c.Recency, c.Orders, c.Monetary, c.Average = c.Recency[from:to], c.Orders[from:to], c.Monetary[from:to], c.Average[from:to]
			a, err := assigner.Assign(&score.Scores{Customers: &c, Bins: scores.Bins, R: scores.R[from:to], F: scores.F[from:to], M: scores.M[from:to]})
			if err != nil {
				t.Fatal(err)
			}
			positions = append(positions, a.Position...)
		}
		if !slices.Equal(positions, whole.Position) {
			t.Errorf("%s: other segments in blocks", s.Name)
		}
	}
}
