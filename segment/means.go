package segment

import (
	"fmt"
	"math/big"
	"slices"

	"rfm/rfm"
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
	var recency, orders, monetary, one big.Int
	for i := range c.Len() {
		recency.Add(&recency, one.SetInt64(int64(c.Recency[i])))
		orders.Add(&orders, one.SetInt64(c.Orders[i]))
		monetary.Add(&monetary, c.Monetary[i].BigInt())
	}
	n := big.NewInt(int64(c.Len()))
	return &Means{Customers: c.Len(), Recency: new(big.Rat).SetFrac(&recency, n), Orders: new(big.Rat).SetFrac(&orders, n),
		Monetary: new(big.Rat).SetFrac(&monetary, new(big.Int).Mul(n, unit(c.Scale)))}
}

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
