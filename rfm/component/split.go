package component

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// firstYear is how many days a customer is compared with later.
const firstYear = 365

// Value is an amount in units of the last decimal of a split, or none.
type Value struct {
	Num   decimal128.Num
	Known bool
}

// Customer is what one customer brought and where it came from. Net is exactly
// Base + Growth + CrossSell + Cost + Price, those that are unknown left out.
type Customer struct {
	ID    string
	First arrow.Date32 // day of the first order
	Net   Value        // amounts, less costs where there are any
	// Base is what the day of the first order brought.
	Base Value
	// Growth is what later days brought in the categories of the first order;
	// without categories, all they brought.
	Growth Value
	// CrossSell is what later days brought in categories that are new to the
	// customer since the first order.
	CrossSell Value
	// Cost is what serving the customer costs less than at the share of revenue of
	// the first year. It is unknown without costs, and where the first year brought
	// nothing.
	Cost Value
	// Price is what the customer pays more than at the discount of the first year.
	// It is unknown without list prices, and where the first year has none.
	Price Value
	// Referral is the net of the customers whom this one referred. It stands in
	// their rows, too, and is therefore no part of Net.
	Referral Value
}

// Split is the customers by id, and their sum.
type Split struct {
	// Scale is the number of decimals of all values.
	Scale     int32
	Customers []Customer
	Total     Customer
	// Strangers are customers whose referrer is not a customer.
	Strangers int
}

// Split splits what customers with an order brought up to a day. margin is the
// share of amounts that is left when the goods are paid for; nil for all. The
// error is rfm.ErrOverflow.
func (b *Book) Split(asOf arrow.Date32, margin *big.Rat) (*Split, error) {
	s := &Split{Scale: b.scale}
	if margin == nil {
		margin = big.NewRat(1, 1)
	} else {
		digits, _ := margin.FloatPrec()
		s.Scale += int32(digits)
	}
	place := map[string]int{}
	for _, id := range slices.Sorted(maps.Keys(b.customers)) {
		h := b.customers[id]
		if err := h.merge(); err != nil {
			return nil, err
		}
		sums, ordered, err := h.sums(asOf)
		if err != nil {
			return nil, err
		}
		if !ordered {
			continue
		}
		c, err := sums.customer(b, margin, s.Scale)
		if err != nil {
			return nil, err
		}
		c.ID = id
		place[id] = len(s.Customers)
		s.Customers = append(s.Customers, c)
	}
	return s, s.finish(b, place, asOf)
}

// part is one of the three places where revenue comes from.
type part int

const (
	base part = iota
	growth
	crossSell
	parts
)

// money is sums of amounts, costs and list prices.
type money struct{ amount, cost, list decimal128.Num }

func (m *money) add(e *entry) bool {
	return decimal.AddTo(&m.amount, e.amount) && decimal.AddTo(&m.cost, e.cost) && decimal.AddTo(&m.list, e.list)
}

// sums is what a customer brought, by part and in the first year.
type sums struct {
	first arrow.Date32
	by    [parts]money
	year  money
}

// sums adds up the merged entries to a day. A return before the first order is
// one of a later day: what it belongs to is not in the data.
func (h *history) sums(asOf arrow.Date32) (s sums, ordered bool, err error) {
	at := slices.IndexFunc(h.entries, func(e entry) bool { return !e.isReturn })
	if at < 0 || h.entries[at].day > asOf {
		return s, false, nil
	}
	s.first = h.entries[at].day
	var known []int32 // categories of the first order
	for _, e := range h.entries[at:] {
		if e.day > s.first {
			break
		}
		if !e.isReturn {
			known = append(known, e.category)
		}
	}
	for i := range h.entries {
		e := &h.entries[i]
		if e.day > asOf {
			break
		}
		to := crossSell
		if e.day == s.first {
			to = base
		} else if slices.Contains(known, e.category) {
			to = growth
		}
		if !s.by[to].add(e) || e.day < s.first+firstYear && !s.year.add(e) {
			return s, false, rfm.ErrOverflow
		}
	}
	return s, true, nil
}

// customer makes the components. With p the discount of the first year as a share
// of list prices and c its cost as a share of amounts, a part of list L, amount A
// and cost C is
//
//	L(1−p)(1−c)  revenue at the discount and the cost of the first year
//	(A − L(1−p))(1−c)  price
//	A·c − C  cost
//
// which add up to A − C. Without list prices L(1−p) is A, without costs c and C
// are 0. All but Base are rounded; Base is what they leave of the net.
func (s *sums) customer(b *Book, margin *big.Rat, scale int32) (Customer, error) {
	amount := func(n decimal128.Num) *big.Rat { return new(big.Rat).SetInt(n.BigInt()) }
	one := big.NewRat(1, 1)
	priceKept, costKept := one, one // 1−p and 1−c
	hasPrice := b.options.List && s.year.list.Sign() > 0
	if hasPrice {
		priceKept = new(big.Rat).Quo(amount(s.year.amount), amount(s.year.list))
	}
	hasCost := b.options.Cost && s.year.amount.Sign() > 0
	if hasCost {
		costKept = new(big.Rat).Sub(one, new(big.Rat).Quo(amount(s.year.cost), amount(s.year.amount)))
	}
	var brought [parts]*big.Rat
	net, price, cost := new(big.Rat), new(big.Rat), new(big.Rat)
	for k := range parts {
		m := &s.by[k]
		paid, spent := amount(m.amount), amount(m.cost)
		net.Add(net, paid).Sub(net, spent)
		usual := paid
		if hasPrice {
			usual = new(big.Rat).Mul(amount(m.list), priceKept)
		}
		brought[k] = new(big.Rat).Mul(usual, costKept)
		more := new(big.Rat).Sub(paid, usual)
		price.Add(price, more.Mul(more, costKept))
		if hasCost {
			saved := new(big.Rat).Sub(one, costKept)
			cost.Add(cost, saved.Mul(saved, paid)).Sub(cost, spent)
		} else {
			brought[k].Sub(brought[k], spent)
		}
	}
	unit := new(big.Rat).SetFrac(decimal.Pow10(scale), decimal.Pow10(b.scale))
	unit.Mul(unit, margin)
	c := Customer{First: s.first}
	left := new(big.Int)
	for _, v := range []struct {
		to    *Value
		value *big.Rat
		known bool
	}{{&c.Net, net, true}, {&c.Growth, brought[growth], true}, {&c.CrossSell, brought[crossSell], b.options.Category}, {&c.Price, price, hasPrice}, {&c.Cost, cost, hasCost}} {
		if !v.known {
			continue
		}
		v.value.Mul(v.value, unit)
		n, fits := decimal.DivideBig(v.value.Num(), v.value.Denom())
		if !fits {
			return c, rfm.ErrOverflow
		}
		*v.to = Value{n, true}
		if v.to == &c.Net {
			left.Set(n.BigInt())
		} else {
			left.Sub(left, n.BigInt())
		}
	}
	rest, fits := decimal.DivideBig(left, big.NewInt(1))
	if !fits {
		return c, rfm.ErrOverflow
	}
	c.Base = Value{rest, true}
	return c, nil
}

// finish adds up the referrals and the total.
func (s *Split) finish(b *Book, place map[string]int, asOf arrow.Date32) error {
	if b.options.Referrer {
		for i := range s.Customers {
			s.Customers[i].Referral.Known = true
		}
		for i := range s.Customers {
			c := &s.Customers[i]
			h := b.customers[c.ID]
			if h.referrer == "" || h.referrer == c.ID || h.referred > asOf {
				continue
			}
			at, known := place[h.referrer]
			if !known {
				s.Strangers++
			} else if !decimal.AddTo(&s.Customers[at].Referral.Num, c.Net.Num) {
				return rfm.ErrOverflow
			}
		}
	}
	for i := range s.Customers {
		from, to := s.Customers[i].values(), s.Total.values()
		for k := range from {
			to[k].Known = to[k].Known || from[k].Known
			if !decimal.AddTo(&to[k].Num, from[k].Num) {
				return rfm.ErrOverflow
			}
		}
	}
	return nil
}

// values are all values of a customer, in the order of the record.
func (c *Customer) values() [7]*Value {
	return [7]*Value{&c.Net, &c.Base, &c.Growth, &c.CrossSell, &c.Cost, &c.Referral, &c.Price}
}

// Text writes a value with the decimals of the split; "" where it is unknown.
func (s *Split) Text(v Value) string {
	if !v.Known {
		return ""
	}
	return strings.TrimSpace(v.Num.ToString(s.Scale))
}
