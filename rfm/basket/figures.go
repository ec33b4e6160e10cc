package basket

import "rfm/rfm/hypergeometric"

// Figures are the counts that a rule stands on: among all Baskets, those with
// the item (A), those with the other one (B), and those with both. A and B are
// above 0, and Baskets is below 3·10⁹: products of two fit an int64.
type Figures struct{ Baskets, A, B, Both int64 }

// Support is the share of the baskets that hold both.
//
// Source of support and confidence: R. Agrawal, T. Imieliński, A. Swami, Mining
// Association Rules between Sets of Items in Large Databases (1993).
func (f Figures) Support() float64 { return float64(f.Both) / float64(f.Baskets) }

// Confidence is the share of the baskets with the item that hold the other, too.
func (f Figures) Confidence() float64 { return float64(f.Both) / float64(f.A) }

// Lift is how many times more baskets hold both than if neither had to do with
// the other.
//
// Source of lift and conviction: S. Brin, R. Motwani, J. Ullman, S. Tsur, Dynamic
// Itemset Counting and Implication Rules for Market Basket Data (1997).
func (f Figures) Lift() float64 {
	return float64(f.Both*f.Baskets) / float64(f.A*f.B)
}

// Leverage is the support less what it would be by chance; times Baskets it is
// the number of extra baskets.
//
// Source: G. Piatetsky-Shapiro, Discovery, Analysis, and Presentation of Strong
// Rules (1991).
func (f Figures) Leverage() float64 {
	return float64(f.extra()) / float64(f.Baskets*f.Baskets)
}

// extra is Baskets² times the leverage, exactly.
func (f Figures) extra() int64 { return f.Baskets*f.Both - f.A*f.B }

// Conviction is how many times more baskets with the item would lack the other
// by chance than do; false where none lacks it.
func (f Figures) Conviction() (float64, bool) {
	lacking := f.A - f.Both
	if lacking == 0 {
		return 0, false
	}
	return float64((f.Baskets-f.B)*f.A) / float64(f.Baskets*lacking), true
}

// P is how likely so many baskets with both, or more, would be by chance: the
// p-value of Fisher's exact test for a lift above 1. It is of one pair; who looks
// at many finds small ones among them.
func (f Figures) P() float64 {
	return hypergeometric.Distribution{Population: f.Baskets, Marked: f.B, Drawn: f.A}.AtLeast(f.Both)
}
