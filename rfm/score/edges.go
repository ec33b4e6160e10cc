package score

import (
	"fmt"
	"math/big"
	"strings"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// maxEdges leaves a dimension with no more than MaxBins scores.
const maxEdges = rfm.MaxBins - 1

// Edges are cut points that the user gives, strictly ascending, 1 to 9 per dimension: days
// for recency, orders for frequency, money for monetary. A value on an edge
// takes the lower interval; k edges make k+1 scores.
type Edges [3][]*big.Rat

// ParseEdges reads "r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000". All three
// dimensions are needed, in any order; the numbers are exact decimals.
func ParseEdges(text string) (*Edges, error) {
	var e Edges
	for part := range strings.SplitSeq(text, ";") {
		name, list, found := strings.Cut(part, "=")
		if !found {
			return nil, fmt.Errorf("edges %q: want r=…;f=…;m=…, such as r=30,90;f=1,2;m=50,100", text)
		}
		d := strings.Index("rfm", strings.ToLower(strings.TrimSpace(name)))
		if d < 0 || len(strings.TrimSpace(name)) != 1 {
			return nil, fmt.Errorf("edges: unknown dimension %q (r, f and m are known)", name)
		}
		if e[d] != nil {
			return nil, fmt.Errorf("edges: %s is given twice", edgeName(rfm.Dimension(d)))
		}
		for item := range strings.SplitSeq(list, ",") {
			unscaled, scale, err := decimal.Parse(strings.TrimSpace(item))
			if err != nil {
				return nil, fmt.Errorf("edges: %s: %w", edgeName(rfm.Dimension(d)), err)
			}
			e[d] = append(e[d], new(big.Rat).SetFrac(unscaled, decimal.Pow10(scale)))
		}
	}
	if err := e.validate(); err != nil {
		return nil, err
	}
	return &e, nil
}

// Bins is the number of scores that the edges make.
func (e *Edges) Bins() Bins {
	return Bins{len(e[rfm.Recency]) + 1, len(e[rfm.Frequency]) + 1, len(e[rfm.Monetary]) + 1}
}

// String is the form ParseEdges reads.
func (e *Edges) String() string {
	var text strings.Builder
	for _, d := range rfm.Dimensions() {
		for i, at := range e[d] {
			switch {
			case i > 0:
				text.WriteString(",")
			case d > 0:
				text.WriteString(";")
			}
			if i == 0 {
				text.WriteString(edgeName(d) + "=")
			}
			text.WriteString(decimal.RatText(at, decimal.MaxDigits))
		}
	}
	return text.String()
}

func (e *Edges) validate() error {
	for _, d := range rfm.Dimensions() {
		switch n := len(e[d]); {
		case n == 0:
			return fmt.Errorf("edges: none for %s (r, f and m are needed)", edgeName(d))
		case n > maxEdges:
			return fmt.Errorf("edges: %s has %d: 1 to %d are allowed", edgeName(d), n, maxEdges)
		}
		for i, at := range e[d][1:] {
			if before := e[d][i]; at.Cmp(before) <= 0 {
				return fmt.Errorf("edges: %s: %s does not come after %s: they must ascend",
					edgeName(d), decimal.RatText(at, decimal.MaxDigits), decimal.RatText(before, decimal.MaxDigits))
			}
		}
	}
	return nil
}

func edgeName(d rfm.Dimension) string { return strings.ToLower(d.Letter()) }
