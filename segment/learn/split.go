package learn

import (
	"cmp"
	"math"
	"math/big"
)

// split divides the customers of a node.
type split struct {
	field *codes
	// at is the place of a value of the field: numbers up to it go to the left,
	// texts go to the left when they are it.
	at          int32
	left, right Count
}

// goesLeft tells on which side a customer is.
func (s *split) goesLeft(customer int32) bool {
	if s.field.numbers != nil {
		return s.field.of[customer] <= s.at
	}
	return s.field.of[customer] == s.at
}

// gain is by how much a split lowers the Gini impurity of its node, but for a
// factor that all nodes share: l²/n_l + r²/n_r − (l+r)²/(n_l+n_r), with l and r
// responders of n_l and n_r customers. It is never below 0.
func (s *split) gain() float64 {
	return square(s.left) + square(s.right) - square(s.both())
}

func (s *split) both() Count {
	return Count{s.left.Customers + s.right.Customers, s.left.Responders + s.right.Responders}
}

func square(c Count) float64 {
	return float64(c.Responders) * float64(c.Responders) / float64(c.Customers)
}

// exactGain is the gain without rounding.
func (s *split) exactGain() *big.Rat {
	sum := exactSquare(s.left)
	sum.Add(sum, exactSquare(s.right))
	return sum.Sub(sum, exactSquare(s.both()))
}

func exactSquare(c Count) *big.Rat {
	r := big.NewInt(int64(c.Responders))
	return new(big.Rat).SetFrac(r.Mul(r, r), big.NewInt(int64(c.Customers)))
}

// compareGains compares two splits, exactly where rounding could decide: which
// of two equal ones is taken must not depend on the last bit of a float.
func compareGains(a, b *split) int {
	x, y := a.gain(), b.gain()
	if size := square(a.both()) + square(b.both()) + 1; math.Abs(x-y) > 1e-9*size {
		return cmp.Compare(x, y)
	}
	return a.exactGain().Cmp(b.exactGain())
}

// bestSplit is the split of a node with the largest gain that leaves so many
// customers on either side; nil where none gains anything. Of equal ones it is
// that of the first field, and there that of the lowest value.
func bestSplit(fields []*codes, customers []int32, responded []bool, least int) *split {
	var best *split
	for _, f := range fields {
		counts := make([]Count, f.values())
		var all Count
		for _, c := range customers {
			counts[f.of[c]].add(responded[c])
			all.add(responded[c])
		}
		var left Count
		for at, here := range counts {
			if here.Customers == 0 {
				continue
			}
			if f.numbers == nil {
				left = Count{}
			}
			left.Customers += here.Customers
			left.Responders += here.Responders
			right := Count{all.Customers - left.Customers, all.Responders - left.Responders}
			if min(left.Customers, right.Customers) < max(least, 1) {
				continue
			}
			s := &split{f, int32(at), left, right}
			if best == nil || compareGains(s, best) > 0 {
				best = s
			}
		}
	}
	if best == nil || best.exactGain().Sign() <= 0 {
		return nil
	}
	return best
}
