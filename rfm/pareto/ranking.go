package pareto

import (
	"cmp"
	"math/big"
	"math/bits"
	"sort"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/radix"
)

// Ranking is a population from the customer who brought the most to the one who
// brought the least; among equals the one with the smaller id (bytewise) comes
// first. All of its shares are exact. Customers with nothing, or less, count as
// customers.
type Ranking struct {
	Customers *rfm.Customers
	// Measure says what Values are: Revenue or Profit.
	Measure Measure
	// Values is what the customers are ranked by, in the order of Customers, with
	// Scale decimals.
	Values []decimal128.Num
	Scale  int32
	// Order lists the customers by rank, as indexes in Customers.
	Order []int32

	sums []decimal128.Num // sums[k] is what the first k+1 brought
}

// Measure is what customers are ranked by.
type Measure string

// The measures.
const (
	Revenue Measure = "revenue" // the monetary value
	Profit  Measure = "profit"  // what Customers.Days adds up to
)

// Rank ranks customers by their monetary value. The error is rfm.ErrNoCustomers, or
// rfm.ErrOverflow when the values add up to more than 38 digits.
func Rank(c *rfm.Customers) (*Ranking, error) { return rankBy(c, Revenue, c.Monetary, c.Scale) }

// RankProfit ranks customers by their profit, which needs Customers.Days, read with
// profits or costs. The error is as for Rank.
func RankProfit(c *rfm.Customers) (*Ranking, error) {
	profits, err := c.Days.Totals()
	if err != nil {
		return nil, err
	}
	return rankBy(c, Profit, profits, c.Days.Scale)
}

// rankBy ranks customers by values with scale decimals, in the order of the
// customers.
func rankBy(c *rfm.Customers, m Measure, values []decimal128.Num, scale int32) (*Ranking, error) {
	n := c.Len()
	if n == 0 {
		return nil, rfm.ErrNoCustomers
	}
	r := &Ranking{Customers: c, Measure: m, Values: values, Scale: scale, Order: make([]int32, n), sums: make([]decimal128.Num, n)}
	keys := make([]radix.Key, n)
	for i, v := range values { // the highest value makes the smallest key
		keys[i] = radix.Key{A: ^radix.Ordered(v.HighBits()), B: ^v.LowBits(), Group: uint32(i)}
	}
	radix.Sort(keys, compareValues)
	var sum decimal128.Num
	for k, key := range keys {
		i := int32(key.Group)
		if !decimal.AddTo(&sum, values[i]) {
			return nil, rfm.ErrOverflow
		}
		r.Order[k], r.sums[k] = i, sum
	}
	// No part of the customers has more than those above zero bring, or less than
	// those below zero cost.
	if _, fits := decimal.Add(sum, r.Sum(r.AboveZero()).Negate()); !fits {
		return nil, rfm.ErrOverflow
	}
	return r, nil
}

// compareValues orders keys made of values; equal ones by the place of the
// customer, which is the order of the ids.
func compareValues(k, l radix.Key) int {
	return cmp.Or(cmp.Compare(k.A, l.A), cmp.Compare(k.B, l.B), cmp.Compare(k.Group, l.Group))
}

// Len is the number of customers.
func (r *Ranking) Len() int { return len(r.Order) }

// Sum is what the first k customers brought, in units of 10^-Scale. The sum can
// be more than the total when others brought less than nothing.
func (r *Ranking) Sum(k int) decimal128.Num {
	if k == 0 {
		return decimal128.Num{}
	}
	return r.sums[k-1]
}

// Total is what all customers brought.
func (r *Ranking) Total() decimal128.Num { return r.Sum(r.Len()) }

// HasShares tells whether there is a total of which customers can have a share:
// it must be above zero.
func (r *Ranking) HasShares() bool { return r.Total().Sign() > 0 }

// Share is the share, 0 … 1, of the total that the first k customers brought; nil
// where there are no shares.
func (r *Ranking) Share(k int) *big.Rat {
	if !r.HasShares() {
		return nil
	}
	return new(big.Rat).SetFrac(r.Sum(k).BigInt(), r.Total().BigInt())
}

// Top is the number of customers in the top part, 0 … 1, of them: part times their
// number, rounded up.
func (r *Ranking) Top(part *big.Rat) int {
	product := new(big.Int).Mul(part.Num(), big.NewInt(int64(r.Len())))
	k, rest := product.QuoRem(product, part.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		return int(k.Int64()) + 1
	}
	return int(k.Int64())
}

// Reach is the smallest number of top customers who brought a part, above 0 and up
// to 1, of the total; 0 where there are no shares.
func (r *Ranking) Reach(part *big.Rat) int {
	if !r.HasShares() {
		return 0
	}
	// part × total, rounded up: the sums are whole numbers of their units.
	goal, rest := new(big.Int).QuoRem(new(big.Int).Mul(part.Num(), r.Total().BigInt()), part.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		goal.Add(goal, big.NewInt(1))
	}
	least := decimal128.FromBigInt(goal)
	// The sums rise, and where they fall again they do not fall below the total.
	return 1 + sort.Search(r.Len(), func(k int) bool { return r.sums[k].Cmp(least) >= 0 })
}

// AboveZero is the number of customers who brought something: they come first.
func (r *Ranking) AboveZero() int { return r.withSign(1) }

// BelowZero is the number of customers who cost something: they come last.
func (r *Ranking) BelowZero() int { return r.Len() - r.withSign(0) }

// withSign is the number of customers whose value has at least that sign.
func (r *Ranking) withSign(sign int) int {
	return sort.Search(r.Len(), func(k int) bool { return r.Values[r.Order[k]].Sign() < sign })
}

// Gini is the Gini coefficient of the population: 0 when all customers brought
// the same, 1 - 1/n when one of n brought all, more when others brought less
// than nothing; nil where there are no shares. It is (2 × the sum of all Sum(k)
// - (n+1) × total) / (n × total), which is 1 less twice the area under the
// Lorenz curve by trapezoids.
func (r *Ranking) Gini() *big.Rat {
	if !r.HasShares() {
		return nil
	}
	n, total := big.NewInt(int64(r.Len())), r.Total().BigInt()
	above := r.sumOfSums()
	above.Lsh(above, 1)
	above.Sub(above, new(big.Int).Mul(new(big.Int).Add(n, big.NewInt(1)), total))
	return new(big.Rat).SetFrac(above, n.Mul(n, total))
}

// sumOfSums adds up the sums, which may need more than 128 bits.
func (r *Ranking) sumOfSums() *big.Int {
	var low, middle, high, carry uint64
	for _, s := range r.sums {
		low, carry = bits.Add64(low, s.LowBits(), 0)
		middle, carry = bits.Add64(middle, uint64(s.HighBits()), carry)
		high += uint64(s.HighBits()>>63) + carry
	}
	sum := big.NewInt(int64(high))
	for _, word := range []uint64{middle, low} {
		sum.Lsh(sum, 64)
		sum.Add(sum, new(big.Int).SetUint64(word))
	}
	return sum
}
