package segment

import (
	"math"
	"math/big"
	"slices"

	"rfm/rfm"
)

// rankFields are the fields that a ranking of the customers tells.
func rankFields() []string {
	return []string{rfm.FieldRank, rfm.FieldCustomersPct, "revenue_pct", "revenue_cum_pct", "revenue_before_pct"}
}

// ranks sets the fields of rank of every customer.
type ranks struct {
	*rfm.Ranking
	rank   []int // of every customer, from 1
	shares bool  // some rule looks at more than the rank
}

// ranksFor ranks the customers; nil where no rule looks at that. The error is
// rfm.ErrOverflow.
func (s *Scheme) ranksFor(c *rfm.Customers) (*ranks, error) {
	looks := func(field string) bool {
		return slices.ContainsFunc(s.Segments, func(g Segment) bool {
			return g.Rule.When != nil && slices.Contains(g.Rule.When.others, field)
		})
	}
	names := rankFields()
	if !slices.ContainsFunc(names, looks) {
		return nil, nil
	}
	ranking, err := rfm.Rank(c)
	if err != nil {
		return nil, err
	}
	r := &ranks{ranking, make([]int, c.Len()), slices.ContainsFunc(names[1:], looks)}
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
