package campaign

import (
	"errors"
	"math/big"
)

// Terms is what a mailing costs and what a response is worth. All numbers are
// exact.
type Terms struct {
	// Cost is that of one piece, for everybody who is mailed.
	Cost *big.Rat
	// One of these two says what a response brings: the share of revenue that is
	// left when the goods are paid for, or one amount per responder.
	Margin, PerOrder *big.Rat
	// Fixed is what is spent once, whoever is mailed; nil for nothing.
	Fixed *big.Rat
}

// Check refuses terms that say too little, too much, or nothing sensible.
func (t *Terms) Check() error {
	switch {
	case t.Cost == nil || t.Cost.Sign() <= 0:
		return errors.New("the cost of a piece is not above 0")
	case (t.Margin == nil) == (t.PerOrder == nil):
		return errors.New("either a margin or a profit per order is needed")
	case t.Margin != nil && (t.Margin.Sign() <= 0 || t.Margin.Cmp(big.NewRat(1, 1)) > 0):
		return errors.New("the margin is not above 0 and at most 1")
	case t.PerOrder != nil && t.PerOrder.Sign() <= 0:
		return errors.New("the profit per order is not above 0")
	case t.Fixed != nil && t.Fixed.Sign() < 0:
		return errors.New("the fixed cost is below 0")
	}
	return nil
}

// fixed is the fixed cost, 0 for none.
func (t *Terms) fixed() *big.Rat {
	if t.Fixed == nil {
		return new(big.Rat)
	}
	return t.Fixed
}

// perResponse is what a responder of an arm brings: its mean order value times
// the margin, or the profit per order. It is nil where nobody responded, or what
// they spent is not above 0.
func (t *Terms) perResponse(revenue *big.Rat, responders int64) *big.Rat {
	if t.PerOrder != nil {
		return t.PerOrder
	}
	if responders == 0 || revenue.Sign() <= 0 {
		return nil
	}
	profit := new(big.Rat).Mul(revenue, t.Margin)
	return profit.Quo(profit, big.NewRat(responders, 1))
}

// breakEven is the response rate at which a mailing pays for its pieces: cost /
// profit per response (Hughes, Strategic Database Marketing). It is nil where no
// rate does.
func (t *Terms) breakEven(perResponse *big.Rat) *big.Rat {
	if perResponse == nil {
		return nil
	}
	return new(big.Rat).Quo(t.Cost, perResponse)
}

// spend is the cost of so many pieces.
func (t *Terms) spend(pieces int64) *big.Rat {
	return new(big.Rat).Mul(t.Cost, big.NewRat(pieces, 1))
}

// gain is what responders and revenue bring before costs.
func (t *Terms) gain(responders, revenue *big.Rat) *big.Rat {
	if t.PerOrder != nil {
		return new(big.Rat).Mul(responders, t.PerOrder)
	}
	return new(big.Rat).Mul(revenue, t.Margin)
}
