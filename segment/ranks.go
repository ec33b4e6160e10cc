package segment

import (
	"math"
	"math/big"
	"slices"

	"rfm/rfm"
	"rfm/rfm/pareto"
)

// rankFields are the fields that a ranking of the customers tells.
func rankFields() []string {
	return []string{pareto.FieldRank, pareto.FieldCustomersPct, "revenue_pct", "revenue_cum_pct", "revenue_before_pct"}
}

// ranks sets the fields of rank of every customer.
type ranks struct {
	*pareto.Ranking
	rank   []int // of every customer, from 1
	shares bool  // some rule looks at more than the rank
}

// rankFor ranks the customers where the fields that rules look at ask for it;
// nil where they do not. The error is rfm.ErrOverflow.
func rankFor(c *rfm.Customers, looks []string) (*ranks, error) {
	looksAt := func(name string) bool { return slices.Contains(looks, name) }
	names := rankFields()
	if !slices.ContainsFunc(names, looksAt) {
		return nil, nil
	}
	ranking, err := pareto.Rank(c)
	if err != nil {
		return nil, err
	}
	r := &ranks{ranking, make([]int, c.Len()), slices.ContainsFunc(names[1:], looksAt)}
	for k, i := range ranking.Order {
		r.rank[i] = k + 1
	}
	return r, nil
}

// set sets the fields of one customer.
func (r *ranks) set(f *fields, i int) {
	if r == nil {
		return
	}
	k := r.rank[i]
	f.Rank = k
	if !r.shares {
		return
	}
	f.CustomersPct = 100 * float64(k) / float64(r.Len())
	f.RevenuePct, f.RevenueCumPct, f.RevenueBeforePct = math.NaN(), math.NaN(), math.NaN()
	if r.HasShares() {
		f.RevenuePct = r.percent(r.Values[i].BigInt())
		f.RevenueCumPct, f.RevenueBeforePct = r.percent(r.Sum(k).BigInt()), r.percent(r.Sum(k-1).BigInt())
	}
}

// percent is the float64 nearest to the share of a part in the total.
func (r *ranks) percent(part *big.Int) float64 {
	return quotient(part.Mul(part, big.NewInt(100)), r.Total().BigInt())
}
