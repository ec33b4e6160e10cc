package score

import (
	"math/big"

	"rfm/rfm"
)

// Medians returns the exact median of a dimension in each of n groups of
// customers, nil for a group of nobody. group is the group of every customer.
func Medians[G uint8 | uint16](c *rfm.Customers, d rfm.Dimension, group []G, n int) []*big.Rat {
	x := newColumn(c, d)
	medians := make([]*big.Rat, n)
	for i, codes := range split(x.codes, group, n) {
		if len(codes) > 0 {
			medians[i] = quantiles(x, codes, 2)[0]
		}
	}
	return medians
}
