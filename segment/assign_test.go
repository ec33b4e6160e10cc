package segment

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/expr-lang/expr/vm"

	"rfm/rfm"
	"rfm/rfm/score"
)

// idsOf is a column of ids.
func idsOf(t testing.TB, ids []string) rfm.IDs {
	t.Helper()
	c, err := rfm.NewIDs(ids)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// population makes scored customers of recency, orders and cents.
func population(t testing.TB, bins score.Bins, values ...[3]int64) *score.Scores {
	t.Helper()
	c := &rfm.Customers{Scale: 2, AverageScale: 2}
	var ids []string
	for i, v := range values {
		ids = append(ids, fmt.Sprintf("c%05d", i))
		c.Recency = append(c.Recency, int32(v[0]))
		c.Orders = append(c.Orders, v[1])
		c.Monetary = append(c.Monetary, decimal128.FromI64(v[2]))
		c.Average = append(c.Average, decimal128.FromI64(v[2]/v[1]))
	}
	c.ID = idsOf(t, ids)
	s, err := score.Score(c, score.Options{Bins: bins})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func codes(t *testing.T, s *Scheme, scores *score.Scores) []string {
	t.Helper()
	a, err := Assign(s, scores)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range a.Position {
		codes = append(codes, s.Code(int(p)))
	}
	return codes
}

func expect(t *testing.T, scheme string, want []string, values ...[3]int64) {
	t.Helper()
	got := codes(t, named(t, scheme), population(t, score.Bins{}, values...))
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s of %v: %v, want %v", scheme, values, got, want)
	}
}

// A value equal to the mean counts as the better one.
func TestCubeAtTheMean(t *testing.T) {
	equal := [3]int64{7, 3, 10} // 0.10 has no exact float64
	expect(t, "cube-8", []string{"important_value", "important_value", "important_value"}, equal, equal, equal)
	expect(t, "cube-8", []string{"important_value", "general_win_back", "important_value"},
		[3]int64{0, 5, 70}, [3]int64{20, 1, 10}, [3]int64{10, 3, 40})
	expect(t, "cube-8", []string{"important_keep", "general_development"}, [3]int64{1, 2, 1}, [3]int64{0, 1, 0})
}

// The top p of n are ceil(p·n), ties by id.
func TestPyramidRoundsUp(t *testing.T) {
	expect(t, "pyramid", []string{"small", "top"}, [3]int64{0, 1, 5}, [3]int64{0, 1, 6})
	var hundred [][3]int64
	var want []string
	for i := range 101 { // ceil: 2, 6, 21
		hundred = append(hundred, [3]int64{0, 1, 500})
		want = append(want, map[bool]string{true: "top"}[i < 2])
		switch {
		case i < 2:
		case i < 6:
			want[i] = "large"
		case i < 21:
			want[i] = "medium"
		default:
			want[i] = "small"
		}
	}
	expect(t, "pyramid", want, hundred...)
}

// Who crosses a limit is inside; who starts on it is outside.
func TestABCAtTheLimits(t *testing.T) {
	expect(t, "abc", []string{"a", "a", "b", "c"}, [3]int64{0, 1, 50}, [3]int64{0, 1, 30}, [3]int64{0, 1, 15}, [3]int64{0, 1, 5})
	expect(t, "abc", []string{"a", "a", "b", "c"}, [3]int64{0, 1, 799}, [3]int64{0, 1, 150}, [3]int64{0, 1, 50}, [3]int64{0, 1, 1})
	expect(t, "abc", []string{Others, Others}, [3]int64{0, 1, 5}, [3]int64{0, 1, -5}) // no total, no shares
}

// Every customer is in the first segment whose rule holds, looked up without a
// plan by cells; of the schemes that are exact partitions only one rule holds.
func TestSegmentsPartitionTheCustomers(t *testing.T) {
	exact := map[string]bool{"rf-grid": true, "klaviyo": true, "hughes": true, "cube-8": true, "pyramid": true, "abc": true}
	mixed, err := Parse("mixed.yaml", []byte(`name: mixed
bins: 5
segments:
  - {code: a, fm: 2.5-4, when: "r > 2 && orders > 3 && (f < 5 || m > 2) && not (fm == 3)"}
  - {code: b, when: "orders % 2 == 0 and (rfm_score matches '^[45]' ? m >= 2 : f in 2..3) and monetary > mean_monetary"}
  - {code: c, r: 1-4, when: "rank < 100 && any([r, f], # > 3) && rfm_score not in ['444', '445']"}
  - {code: d, when: "r % 2 == 0 || recency_days > 9 && m < 3"}
  - {code: e, when: "let x = orders; x > 4 && f - m < 2"}
`))
	if err != nil {
		t.Fatal(err)
	}
	all := []*Scheme{mixed}
	for _, name := range Names() {
		if s := named(t, name); len(s.Attributes()) == 0 {
			all = append(all, s)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 10 {
		var values [][3]int64
		for range 1 + r.IntN(400) {
			values = append(values, [3]int64{r.Int64N(40), 1 + r.Int64N(9), 1 + r.Int64N(5000)})
		}
		for _, s := range all {
			name := s.Name
			scores := population(t, s.Bins, values...)
			a, err := Assign(s, scores)
			if err != nil {
				t.Fatal(err)
			}
			for i, holding := range holding(t, s, scores) {
				want := len(s.Segments)
				if len(holding) > 0 {
					want = holding[0]
				}
				if int(a.Position[i]) != want {
					t.Fatalf("round %d, %s: customer %d is in %s, the rules say %s", round, name, i, s.Code(int(a.Position[i])), s.Code(want))
				}
				if exact[name] && len(holding) != 1 {
					t.Fatalf("round %d, %s: %d rules hold for customer %d", round, name, len(holding), i)
				}
			}
			summaries, err := a.Summarize()
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, summary := range summaries {
				n += summary.Customers
			}
			if n != len(values) {
				t.Errorf("round %d, %s: %d customers in segments, not %d", round, name, n, len(values))
			}
		}
	}
}

// holding are the segments whose rules hold for each customer.
func holding(t *testing.T, s *Scheme, scores *score.Scores) [][]int {
	t.Helper()
	reader, err := newFieldReader(s, scores, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := make([][]int, scores.Customers.Len())
	for i := range all {
		c := Cell{scores.R[i], scores.F[i], scores.M[i]}
		values := reader.read(i)
		for k, segment := range s.Segments {
			holds := segment.Rule.within(c)
			if x := segment.Rule.When; holds && x != nil {
				if holds, err = x.holds(&vm.VM{}, values); err != nil {
					t.Fatal(err)
				}
			}
			if holds {
				all[i] = append(all[i], k)
			}
		}
	}
	return all
}

// Money is compared as the nearest float64.
func TestAmountsAreTheNearestFloats(t *testing.T) {
	for _, c := range []struct {
		digits string
		scale  int32
		want   float64
	}{
		{"1010", 2, 10.1}, {"-1010", 2, -10.1}, {"0", 5, 0}, {"9007199254740993", 0, 9007199254740992},
		{"123456789012345678901234567890", 10, 12345678901234567890.1234567890}, {"1", 30, 1e-30},
	} {
		n, err := decimal128.FromString(c.digits, 38, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := amount(n, c.scale); got != c.want {
			t.Errorf("%s at scale %d is %v, want %v", c.digits, c.scale, got, c.want)
		}
	}
}
