package segment

import (
	"fmt"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/attribute"
	"rfm/rfm/decimal"
	"rfm/rfm/score"
)

// axisScale is the number of decimals of an axis in records.
const axisScale = 4

// axisValues are an axis by customer: the nearest float64, which rules look at,
// and rounded to axisScale decimals.
type axisValues struct {
	nearest []float64
	rounded []decimal128.Num
}

// ownValues are the values behind the names that a scheme gives to rules.
type ownValues struct {
	axes       []axisValues
	attributes *attributeReader
}

// own finds the values. The errors are those of rate and attributesFor.
func (s *Scheme) own(scores *score.Scores, known *attribute.Joined) (v *ownValues, err error) {
	v = &ownValues{}
	if v.axes, err = s.rate(scores, known); err != nil {
		return nil, err
	}
	v.attributes, err = s.attributesFor(known)
	return v, err
}

// set sets the fields of one customer.
func (v *ownValues) set(f *fields, i int) {
	if v == nil {
		return
	}
	f.Axes = f.Axes[:0]
	for _, axis := range v.axes {
		f.Axes = append(f.Axes, axis.nearest[i])
	}
	v.attributes.set(f, i)
}

// rate computes the axes. The error is a *MissingRatingError, one of
// attribute.Joined.Numbers, or rfm.ErrOverflow. known is nil for no attributes.
func (s *Scheme) rate(scores *score.Scores, known *attribute.Joined) ([]axisValues, error) {
	all := make([]axisValues, len(s.Axes))
	for k, a := range s.Axes {
		indicators := make([]factor, len(a.Indicators))
		for i, indicator := range a.Indicators {
			n, err := indicator.numbers(scores, known)
			if err != nil {
				return nil, err
			}
			if err := indicator.fill(n, a.Name, scores.Customers); err != nil {
				return nil, err
			}
			indicators[i] = factor{indicator.Scale.score(n), indicator.Weight}
		}
		var err error
		if all[k], err = weigh(indicators, scores.Customers.Len()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// numbers are the values of an indicator, by customer.
func (i *Indicator) numbers(scores *score.Scores, known *attribute.Joined) (*attribute.Numbers, error) {
	c := scores.Customers
	switch i.Of {
	case rfm.FieldMonetary:
		return allKnown(c.Len(), c.Scale, func(k int) decimal128.Num { return c.Monetary[k] }), nil
	case rfm.FieldAverage:
		return allKnown(c.Len(), c.AverageScale, func(k int) decimal128.Num { return c.Average[k] }), nil
	case rfm.FieldRecency:
		return allKnown(c.Len(), 0, func(k int) decimal128.Num { return decimal128.FromI64(int64(c.Recency[k])) }), nil
	case rfm.FieldOrders:
		return allKnown(c.Len(), 0, func(k int) decimal128.Num { return decimal128.FromI64(c.Orders[k]) }), nil
	case "fm":
		return allKnown(c.Len(), 1, func(k int) decimal128.Num {
			return decimal128.FromI64(5 * (int64(scores.F[k]) + int64(scores.M[k]))) // in tenths
		}), nil
	}
	if shown := scoreFields()[i.Of]; len(shown) == 1 {
		of := scores.Of(shown[0])
		return allKnown(c.Len(), 0, func(k int) decimal128.Num { return decimal128.FromI64(int64(of[k])) }), nil
	}
	if known == nil {
		return nil, noAttributes(i.Of)
	}
	return known.Numbers(i.Of)
}

func noAttributes(name string) error {
	return fmt.Errorf("the scheme looks at the attribute %s, and there are no attributes", name)
}

func allKnown(n int, scale int32, value func(customer int) decimal128.Num) *attribute.Numbers {
	out := &attribute.Numbers{Values: make([]decimal128.Num, n), Known: make([]bool, n), Scale: scale}
	for k := range n {
		out.Values[k], out.Known[k] = value(k), true
	}
	return out
}

// fill gives customers without a value the default.
func (i *Indicator) fill(n *attribute.Numbers, axis string, c *rfm.Customers) error {
	missing := 0
	first := 0
	for k, known := range n.Known {
		if !known {
			if missing == 0 {
				first = k
			}
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	if i.Default == nil {
		return &MissingRatingError{Axis: axis, Indicator: i.Name, Attribute: i.Of, Customer: c.ID.At(first), Customers: missing}
	}
	if more := i.Default.Scale - n.Scale; more > 0 {
		for k, v := range n.Values {
			scaled := new(big.Int).Mul(v.BigInt(), unit(more))
			if scaled.BitLen() > 126 {
				return rfm.ErrOverflow
			}
			n.Values[k] = decimal128.FromBigInt(scaled)
		}
		n.Scale = i.Default.Scale
	}
	value := decimal128.FromBigInt(new(big.Int).Mul(i.Default.Unscaled, unit(n.Scale-i.Default.Scale)))
	for k, known := range n.Known {
		if !known {
			n.Values[k] = value
		}
	}
	return nil
}

// score turns values into scores.
func (s Scale) score(n *attribute.Numbers) *attribute.Numbers {
	points := s.Edges
	switch {
	case s.Kind == AsIs || len(n.Values) == 0:
		return n
	case s.Kind == Quantile:
		points = score.Quantiles(n.Values, n.Scale, s.Bins)
	}
	out := &attribute.Numbers{Values: make([]decimal128.Num, len(n.Values)), Known: n.Known}
	for k, place := range score.Intervals(n.Values, n.Scale, points) {
		level := int64(place) + 1
		if s.LowFirst {
			level = int64(len(points)) + 1 - int64(place)
		}
		out.Values[k] = decimal128.FromI64(level)
	}
	return out
}

// factor is the scores of an indicator and its weight.
type factor struct {
	*attribute.Numbers
	weight *big.Rat
}

// weigh makes Σ weight·score / Σ weight, exactly but for the last step.
func weigh(indicators []factor, customers int) (axisValues, error) {
	total, scale := new(big.Rat), int32(0)
	for _, x := range indicators {
		total.Add(total, x.weight)
		scale = max(scale, x.Scale)
	}
	// As whole numbers over one denominator: factor·score sums up to
	// value·denominator.
	denominator := new(big.Int).Set(unit(scale))
	factors := make([]*big.Int, len(indicators))
	for i, x := range indicators {
		denominator.Mul(denominator, new(big.Rat).Quo(x.weight, total).Denom())
		factors[i] = new(big.Int)
	}
	for i, x := range indicators {
		share := new(big.Rat).Quo(x.weight, total)
		share.Mul(share, new(big.Rat).SetFrac(denominator, unit(x.Scale)))
		factors[i].Set(share.Num()) // its denominator is 1
	}
	out := axisValues{nearest: make([]float64, customers), rounded: make([]decimal128.Num, customers)}
	sum, product, shown := new(big.Int), new(big.Int), decimal.Pow10(axisScale)
	for k := range customers {
		sum.SetInt64(0)
		for i, x := range indicators {
			sum.Add(sum, product.Mul(factors[i], x.Values[k].BigInt()))
		}
		out.nearest[k] = quotient(sum, denominator)
		var fits bool
		if out.rounded[k], fits = decimal.DivideBig(product.Mul(sum, shown), denominator); !fits {
			return out, rfm.ErrOverflow
		}
	}
	return out, nil
}
