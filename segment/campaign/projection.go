package campaign

import (
	"maps"
	"math/big"
	"slices"
	"strings"
)

// Projection is what a plan expects of the customers of a file.
type Projection struct {
	Rows []Projected
	// Mail is the sum of the chosen groups; its profit is less the fixed cost.
	Mail Projected
	// Untested are the customers of groups that the test did not have. They are
	// not mailed.
	Untested int64
	plan     *Plan
}

// Projected is what is expected of the customers of a group, were they mailed.
type Projected struct {
	Group     string
	Customers int64
	Chosen    bool
	// Rate is the response rate of the group in the test; it and the sums are nil
	// for a group that the test did not have. Revenue is nil without amounts.
	rate, responders, revenue, profit *big.Rat
}

// Tested tells whether the test had the group.
func (p *Projected) Tested() bool { return p.rate != nil }

// Responders, Revenue and Profit are what is expected; nil where it is unknown.
func (p *Projected) Responders() *big.Rat { return p.responders }
func (p *Projected) Revenue() *big.Rat    { return p.revenue }
func (p *Projected) Profit() *big.Rat     { return p.profit }

// Chooses tells whether a group is to be mailed.
func (p *Plan) Chooses(name string) bool {
	row := p.row(name)
	return row != nil && row.Chosen
}

// Has tells whether the test had the group.
func (p *Plan) Has(name string) bool { return p.row(name) != nil }

func (p *Plan) row(name string) *Row {
	rows := p.Reading.Rows // in the order of the names
	at, found := slices.BinarySearchFunc(rows, name, func(row Row, name string) int { return strings.Compare(row.Group, name) })
	if !found {
		return nil
	}
	return &rows[at]
}

// Project applies the plan to so many customers per group.
func (p *Plan) Project(customers map[string]int64) *Projection {
	j := &Projection{plan: p, Mail: Projected{responders: new(big.Rat), profit: new(big.Rat).Neg(p.Terms.fixed())}}
	if p.Reading.Amounts {
		j.Mail.revenue = new(big.Rat)
	}
	for _, name := range slices.Sorted(maps.Keys(customers)) {
		row := p.project(name, customers[name])
		j.Rows = append(j.Rows, row)
		switch {
		case !row.Tested():
			j.Untested += row.Customers
		case row.Chosen:
			j.Mail.add(&row)
		}
	}
	return j
}

// project is what is expected of a group: the response rate of the test times
// what a responder brings, by which the plan chose: in the whole test, or with
// rule PerGroup in the group.
func (p *Plan) project(name string, customers int64) Projected {
	out := Projected{Group: name, Customers: customers}
	row := p.row(name)
	if row == nil {
		return out
	}
	out.Chosen, out.rate = row.Chosen, row.Mailed.rate()
	out.responders = new(big.Rat).Mul(out.rate, big.NewRat(customers, 1))
	base := &p.Reading.All.Mailed
	if p.Rule == PerGroup {
		base = &row.Mailed
	}
	revenue := new(big.Rat)
	if base.Responders > 0 {
		revenue = p.Reading.tally.revenueOf(base)
		revenue.Mul(revenue, out.responders)
		revenue.Quo(revenue, big.NewRat(base.Responders, 1))
	}
	if p.Reading.Amounts {
		out.revenue = revenue
	}
	out.profit = p.Terms.gain(out.responders, revenue)
	out.profit.Sub(out.profit, p.Terms.spend(customers))
	return out
}

func (p *Projected) add(row *Projected) {
	p.Customers += row.Customers
	p.responders.Add(p.responders, row.responders)
	p.profit.Add(p.profit, row.profit)
	if p.revenue != nil {
		p.revenue.Add(p.revenue, row.revenue)
	}
}

// Comparison is what came of a plan beside what it projected for those who were
// mailed.
type Comparison struct {
	Reading *Reading
	Plan    *Plan
	// Projected are the rows of the reading as the plan saw them.
	Projected []Projected
	// Total is their sum; groups that the test did not have are left out.
	Total Projected
}

// Beside puts the projection of a plan beside what came of it.
func (r *Reading) Beside(p *Plan) *Comparison {
	c := &Comparison{Reading: r, Plan: p, Total: Projected{responders: new(big.Rat), profit: new(big.Rat).Neg(p.Terms.fixed())}}
	if p.Reading.Amounts {
		c.Total.revenue = new(big.Rat)
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		projected := p.project(row.Group, row.Mailed.Customers)
		c.Projected = append(c.Projected, projected)
		if projected.Tested() {
			c.Total.add(&projected)
		}
	}
	return c
}

// BesideTotal puts the sum of a comparison beside the reading of a whole tally,
// which has one row.
func (r *Reading) BesideTotal(c *Comparison) *Comparison {
	all := c.Total
	all.rate = quotient(all.responders, big.NewRat(max(all.Customers, 1), 1))
	all.profit = new(big.Rat).Add(all.profit, c.Plan.Terms.fixed()) // rows are before it
	return &Comparison{Reading: r, Plan: c.Plan, Projected: []Projected{all}, Total: c.Total}
}
