package profile

import (
	"math"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/attribute"
)

// Mean is the mean of a number in a group and among all. Both are exact.
type Mean struct {
	InGroup, InAll *big.Rat
	// Z is how many standard errors the mean of the group is from that of all;
	// null where there is no deviation, or the group is all.
	Z *float64
}

// P is how likely a mean at least so far from that of all would be, on either
// side, by the normal distribution; false without Z.
func (m *Mean) P() (float64, bool) {
	if m.Z == nil {
		return 0, false
	}
	return math.Erfc(math.Abs(*m.Z) / math.Sqrt2), true
}

// moments are sums over customers, in units of the last decimal.
type moments struct {
	n            int64
	sum, squares big.Int
}

func (m *moments) add(value decimal128.Num) {
	x := value.BigInt()
	m.n++
	m.sum.Add(&m.sum, x)
	m.squares.Add(&m.squares, x.Mul(x, x))
}

// mean is that of the values.
func (m *moments) mean(scale int32) *big.Rat {
	by := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(&m.sum, by.Mul(by, big.NewInt(m.n)))
}

// variance is that of all values, not of a sample, in squared units of the last
// decimal: (nΣx² - (Σx)²) / n².
func (m *moments) variance() float64 {
	n := big.NewInt(m.n)
	square := new(big.Int).Mul(&m.sum, &m.sum)
	top := new(big.Int).Mul(n, &m.squares)
	v, _ := new(big.Rat).SetFrac(top.Sub(top, square), n.Mul(n, n)).Float64()
	return v
}

// means compares the mean of a number.
func means(groups Groups, known *attribute.Joined, column *attribute.Column) Profile {
	var all moments
	perGroup := make([]moments, len(groups.Names))
	for customer, row := range known.Row {
		if row != attribute.None && column.Numbers.Known[row] {
			all.add(column.Numbers.Values[row])
			perGroup[groups.Position[customer]].add(column.Numbers.Values[row])
		}
	}
	var rows Profile
	scale := column.Numbers.Scale
	for g, name := range groups.Names {
		m := &perGroup[g]
		if m.n > 0 {
			rows = append(rows, Row{Group: name, Attribute: column.Name, Customers: m.n,
				Mean: &Mean{InGroup: m.mean(scale), InAll: all.mean(scale), Z: z(m, &all)}})
		}
	}
	return rows
}

// z is (x̄-μ) / √(s²/n · (N-n)/(N-1)): the standard error of the mean of n drawn
// from N without replacement.
//
// Source: W. G. Cochran, Sampling Techniques, 3rd edition, theorem 2.2; so
// computes v.test in catdes of the R package FactoMineR.
func z(group, all *moments) *float64 {
	n, size := float64(group.n), float64(all.n)
	variance := all.variance()
	if variance == 0 || group.n == all.n {
		return nil
	}
	apart, _ := new(big.Rat).Sub(group.mean(0), all.mean(0)).Float64()
	value := apart / math.Sqrt(variance/n*(size-n)/(size-1))
	return &value
}
