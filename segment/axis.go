package segment

import (
	"fmt"
	"math/big"

	"rfm/rfm"
)

// Axis is a weighted score of several indicators: Σ weight·score / Σ weight.
// Rules look at it by its name.
//
// Source: the matrix of key accounts in P. Cheverton, Key Account Management,
// where customer attractiveness and relative strength are weighted factor scores.
type Axis struct {
	Name       string
	Indicators []Indicator // at least one
}

// Indicator is one factor of an axis.
type Indicator struct {
	Name string
	// Of is a field of the customer (AxisFields), else the name of an attribute.
	Of    string
	Scale Scale
	// Weight is above zero.
	Weight *big.Rat
	// Default is the value of customers without one; nil where that is an error.
	Default *Value
}

// Value is an exact decimal.
type Value struct {
	Unscaled *big.Int
	Scale    int32 // digits after the point
}

// Scale turns the values of an indicator into scores.
type Scale struct {
	Kind     ScaleKind
	Bins     int        // of Quantile: 2 to 10
	Edges    []*big.Rat // of Edges, ascending; one fewer than there are scores
	LowFirst bool       // the lowest values have the highest score
}

// ScaleKind is a way to make scores.
type ScaleKind uint8

const (
	AsIs     ScaleKind = iota // the values are scores
	Quantile                  // as method quantile does; 1 to Bins
	Edges                     // by given limits; a value on a limit is below it
)

// AxisFields are the fields of customers that an indicator may stand on. All
// other names are attributes.
func AxisFields() []string {
	return []string{rfm.FieldRecency, rfm.FieldOrders, rfm.FieldMonetary, rfm.FieldAverage, "r", "f", "m", "fm"}
}

// axisNames are the names of the axes, in order.
func (s *Scheme) axisNames() []string {
	var names []string
	for _, a := range s.Axes {
		names = append(names, a.Name)
	}
	return names
}

// axesLookAt tells which scores the axes stand on.
func (s *Scheme) axesLookAt() (looks [3]bool) {
	for _, a := range s.Axes {
		for _, i := range a.Indicators {
			for _, d := range scoreFields()[i.Of] {
				looks[d] = true
			}
		}
	}
	return looks
}

// MissingRatingError is a customer without the value of an indicator.
type MissingRatingError struct {
	Axis, Indicator, Attribute string
	Customer                   string // the first one
	Customers                  int    // how many there are
}

func (e *MissingRatingError) Error() string {
	others := ""
	if e.Customers > 1 {
		others = fmt.Sprintf("; %d customers have none", e.Customers)
	}
	return fmt.Sprintf("customer %q has no %s, which indicator %s of axis %s needs%s", e.Customer, e.Attribute, e.Indicator, e.Axis, others)
}
