package profile

import (
	"math/big"

	"rfm/rfm/hypergeometric"
)

// Share is how frequent a value is in a group and among all: of All customers,
// Group are in the group, WithValue have the value, Both both. Group and
// WithValue are above 0.
type Share struct {
	Value                       string
	Both, Group, WithValue, All int64
}

// InGroup is the share of the group with the value.
func (s *Share) InGroup() *big.Rat { return big.NewRat(s.Both, s.Group) }

// InAll is the share of all with the value.
func (s *Share) InAll() *big.Rat { return big.NewRat(s.WithValue, s.All) }

// Index is 100 times the share in the group over the share in all: 100 is as
// frequent as everywhere.
func (s *Share) Index() *big.Rat {
	index := new(big.Rat).Quo(s.InGroup(), s.InAll())
	return index.Mul(index, big.NewRat(100, 1))
}

// P is how likely a share at least so far from that of all would be, on either
// side, if the group were drawn by lot.
func (s *Share) P() float64 {
	return hypergeometric.Distribution{Population: s.All, Marked: s.WithValue, Drawn: s.Group}.TwoSided(s.Both)
}
