package score

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

// permuted is the population in another order, with the ids left where they
// were: each id gets another customer's values.
func permuted(c *rfm.Customers, order []int) *rfm.Customers {
	p := &rfm.Customers{ID: c.ID, Scale: c.Scale}
	for _, i := range order {
		p.Recency = append(p.Recency, c.Recency[i])
		p.Orders = append(p.Orders, c.Orders[i])
		p.Monetary = append(p.Monetary, c.Monetary[i])
	}
	return p
}

func TestScoreProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for round := range 200 {
		n := 1 + random.IntN(600)
		c := rfmtest.Drawn(random, n)
		bins := Bins{2 + random.IntN(9), 2 + random.IntN(9), 2 + random.IntN(9)}
		o := Options{Bins: bins}
		s := mustScore(t, c, o)

		// The unit of money does not count, neither in the sign's place …
		other := *c
		other.Scale = 5
		if got := mustScore(t, &other, o); !slices.Equal(got.M, s.M) {
			t.Fatalf("round %d: money / 1,000 changes scores", round)
		}
		// … nor in the digits, up to more than 64 bits of them.
		other.Monetary = nil
		for _, v := range c.Monetary {
			other.Monetary = append(other.Monetary, v.Mul(decimal128.FromU64(math.MaxUint64)))
		}
		if got := mustScore(t, &other, o); !slices.Equal(got.M, s.M) {
			t.Fatalf("round %d: money × 2^64-1 changes scores", round)
		}

		// Each value keeps its scores wherever it stands.
		order := random.Perm(n)
		for _, method := range []string{MethodQuantile, MethodNested, MethodRRFM} {
			o.Method = method
			a, b := mustScore(t, c, o), mustScore(t, permuted(c, order), o)
			for at, i := range order {
				if a.R[i] != b.R[at] || a.F[i] != b.F[at] || a.M[i] != b.M[at] {
					t.Fatalf("round %d: %s depends on the order", round, method)
				}
			}
		}

		for _, method := range []string{MethodQuantile, MethodRRFM, MethodNTile, MethodPandas} {
			o.Method = method
			checkMonotone(t, mustScore(t, c, o), method)
		}
	}
}

// checkMonotone wants better values never to score less, equal ones to score
// the same where ranks do not decide, and NTILE's tiles to be of equal size.
func checkMonotone(t *testing.T, s *Scores, method string) {
	t.Helper()
	for _, d := range rfm.Dimensions() {
		x, scores := newColumn(s.Customers, d), s.Of(d)
		order := make([]int, len(scores))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			if d.LowIsGood() {
				return cmp.Compare(x.codes[b], x.codes[a])
			}
			return cmp.Compare(x.codes[a], x.codes[b])
		})
		for k := 1; k < len(order); k++ {
			before, now := order[k-1], order[k]
			tied := x.codes[before] == x.codes[now]
			if scores[before] > scores[now] || tied && s.RuleOf(d) != ByRank && scores[before] != scores[now] {
				t.Fatalf("%s: %s scores %d after %d (equal values: %v)", method, d.Letter(), scores[now], scores[before], tied)
			}
		}
		if method != MethodNTile {
			continue
		}
		for k, i := range order { // the customers in order fill the tiles one after another
			q, r := len(order)/s.Bins[d], len(order)%s.Bins[d]
			want := k/(q+1) + 1
			if k >= r*(q+1) {
				want = r + (k-r*(q+1))/q + 1
			}
			if int(scores[i]) != want {
				t.Fatalf("ntile: %s of place %d of %d is %d, want %d", d.Letter(), k, len(order), scores[i], want)
			}
		}
	}
}

func TestOrderStatistics(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	draw := map[string]func() int64{
		"few distinct": func() int64 { return random.Int64N(7) },
		"narrow":       func() int64 { return random.Int64N(3000) - 1500 },
		"wide":         func() int64 { return int64(random.Uint64()) },
		"long tail":    func() int64 { return int64(math.Exp(43 * random.Float64())) },
		"one outlier":  func() int64 { return random.Int64N(1000) + math.MaxInt64*max(0, random.Int64N(2000)-1998)/2 },
		"constant":     func() int64 { return math.MinInt64 },
	}
	for name, next := range draw {
		for _, n := range []int{1, 2, 256, 257, 5000} {
			x := make([]int64, n)
			for i := range x {
				x[i] = next()
			}
			var ranks []int
			for range 1 + random.IntN(18) {
				ranks = append(ranks, random.IntN(n))
			}
			ranks = append(ranks, 0, n-1)
			got := orderStatistics(x, ranks)
			slices.Sort(x)
			for _, rank := range ranks {
				if got[rank] != x[rank] {
					t.Errorf("%s: rank %d of %d is %d, want %d", name, rank, n, got[rank], x[rank])
				}
			}
		}
	}
}
