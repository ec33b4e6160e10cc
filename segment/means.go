package segment

import (
	"fmt"
	"iter"
	"math/big"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Means are what the customers of a population have on average, exactly: days,
// orders, money in whole units.
type Means struct {
	Customers                 int
	Recency, Orders, Monetary *big.Rat
}

// MeansOf computes the means of at least one customer. Of equal values the mean
// is that value.
func MeansOf(c *rfm.Customers) *Means {
	var s sums
	s.add(c)
	return s.means()
}

// MeansIn computes the means of customers who come in blocks, at least one.
func MeansIn(blocks iter.Seq2[*rfm.Customers, error]) (*Means, error) {
	var s sums
	for c, err := range blocks {
		if err != nil {
			return nil, err
		}
		s.add(c)
	}
	return s.means(), nil
}

// sums add up what customers have.
type sums struct {
	customers                 int
	recency, orders, monetary sum
	scale                     int32
}

func (s *sums) add(c *rfm.Customers) {
	s.customers += c.Len()
	s.scale = c.Scale
	for i, orders := range c.Orders {
		s.recency.add(decimal128.FromI64(int64(c.Recency[i])))
		s.orders.add(decimal128.FromI64(orders))
		s.monetary.add(c.Monetary[i])
	}
}

func (s *sums) means() *Means {
	n := big.NewInt(int64(s.customers))
	return &Means{Customers: s.customers, Recency: new(big.Rat).SetFrac(s.recency.total(), n), Orders: new(big.Rat).SetFrac(s.orders.total(), n),
		Monetary: new(big.Rat).SetFrac(s.monetary.total(), new(big.Int).Mul(n, unit(s.scale)))}
}

// sum is a sum of any size.
type sum struct {
	rest decimal128.Num
	full big.Int // what rest had no room for
}

func (s *sum) add(n decimal128.Num) {
	rest, fits := decimal.Add(s.rest, n)
	if !fits {
		s.full.Add(&s.full, s.rest.BigInt())
		rest = n
	}
	s.rest = rest
}

func (s *sum) total() *big.Int { return new(big.Int).Add(&s.full, s.rest.BigInt()) }

// meanFields are the fields that Means tell.
func meanFields() []string {
	return []string{"customers", "mean_recency_days", "mean_orders", "mean_monetary"}
}

// LooksAtMeans tells whether some rule looks at what all customers share.
func (s *Scheme) LooksAtMeans() bool {
	return slices.ContainsFunc(meanFields(), func(name string) bool { return s.looksAtField(name) })
}

// CheckFreeze tells why a customer can change segment by what others do, whatever
// the cut points and the Means are; nil where that cannot be.
func (s *Scheme) CheckFreeze() error {
	switch {
	case len(s.Axes) > 0:
		return fmt.Errorf("scheme %s has axes, whose scores cannot be kept", s.Name)
	case s.Declared != nil:
		return fmt.Errorf("scheme %s looks at attributes, which are not kept", s.Name)
	}
	own := []string{rfm.FieldRecency, rfm.FieldOrders, rfm.FieldMonetary, rfm.FieldAverage}
	for _, name := range append(fieldNames(), "$env") {
		_, isScore := scoreFields()[name]
		if !isScore && !slices.Contains(own, name) && !slices.Contains(meanFields(), name) && s.looksAtField(name) {
			return fmt.Errorf("scheme %s looks at %s, which depends on the other customers and cannot be kept", s.Name, name)
		}
	}
	return nil
}

// ByCustomer tells whether nobody's segment depends on the other customers, but
// by the scores.
func (s *Scheme) ByCustomer() bool {
	return s.CheckFreeze() == nil && (s.Means != nil || !s.LooksAtMeans())
}

// looksAtField tells whether some rule looks at a field that is no score.
func (s *Scheme) looksAtField(name string) bool {
	return slices.ContainsFunc(s.Segments, func(g Segment) bool {
		return g.Rule.When != nil && slices.Contains(g.Rule.When.others, name)
	})
}
