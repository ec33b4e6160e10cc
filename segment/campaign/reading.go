package campaign

import (
	"cmp"
	"math"
	"math/big"
	"slices"
)

// Reading is what a campaign brought, group by group.
type Reading struct {
	// Rows are the groups that were mailed, in the order of their names.
	Rows []Row
	// All is the sum of the rows, Chosen that of the chosen ones.
	All, Chosen Total
	// Controlled tells that there is a control arm.
	Controlled bool
	// Amounts tells that there is revenue, with Scale decimals.
	Amounts bool
	Scale   int32
	// Terms is nil where nobody said what the mailing costs; then there is neither
	// profit nor break-even.
	Terms *Terms
	Rule  Rule
	// Unmailed are the customers of groups of which nobody was mailed: a control
	// arm alone.
	Unmailed int64

	tally *Tally
	// perResponse is what a responder of the whole campaign brings, breakEven the
	// rate it must have; nil where they are unknown.
	perResponse, breakEven *big.Rat
}

// Row is one group.
type Row struct {
	Group           string
	Mailed, Control Counts
	// Low and High are the Wilson interval of the response rate.
	Low, High float64
	// Uplift is the response rate of the mailed less that of the control arm,
	// PerHead the same for the money per customer assigned. They are nil without a
	// control arm, PerHead also without amounts.
	Uplift, PerHead *Effect
	Chosen          bool
	// MailedCum and the profit that belongs to it are of this group and all with a
	// better rate.
	MailedCum int64
	profitCum *big.Rat
}

// Total is the sum of some rows.
type Total struct {
	Groups          int
	Mailed, Control Counts
	// profit is that of the responders, incremental that of the uplift; both less
	// all costs, and nil where they are unknown.
	profit, incremental *big.Rat
}

// Read makes a reading of the tally. terms may be nil; then rule must be All.
// The errors are those of Terms.Check and Rule.Check.
func (t *Tally) Read(terms *Terms, rule Rule) (*Reading, error) {
	if terms != nil {
		if err := terms.Check(); err != nil {
			return nil, err
		}
	}
	if err := rule.Check(terms); err != nil {
		return nil, err
	}
	r := &Reading{Controlled: t.controlled(), Amounts: t.Amounts, Scale: t.Scale, Terms: terms, Rule: rule, tally: t}
	for _, name := range t.names() {
		g := t.groups[name]
		if g.mailed.Customers == 0 {
			r.Unmailed += g.control.Customers
			continue
		}
		r.Rows = append(r.Rows, t.row(name, g))
		r.All.add(g)
	}
	if terms != nil {
		r.perResponse = terms.perResponse(t.revenueOf(&r.All.Mailed), r.All.Mailed.Responders)
		r.breakEven = terms.breakEven(r.perResponse)
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Chosen = rule.chooses(r, row); row.Chosen {
			r.Chosen.add(&group{row.Mailed, row.Control})
		}
	}
	r.total(&r.All, func(*Row) bool { return true })
	r.total(&r.Chosen, func(row *Row) bool { return row.Chosen })
	r.cumulate()
	return r, nil
}

// row is a group without what depends on the others.
func (t *Tally) row(name string, g *group) Row {
	row := Row{Group: name, Mailed: g.mailed, Control: g.control}
	row.Low, row.High = Wilson(g.mailed.Responders, g.mailed.Customers)
	if effect, ok := uplift(&g.mailed, &g.control); ok {
		row.Uplift = &effect
	}
	if effect, ok := t.perHeadUplift(&g.mailed, &g.control); ok && t.Amounts {
		row.PerHead = &effect
	}
	return row
}

func (total *Total) add(g *group) {
	total.Groups++
	total.Mailed.Combine(&g.mailed)
	total.Control.Combine(&g.control)
}

// total sets the profits of a total. The incremental one is the sum over groups,
// so that a group with few controls does not borrow those of another; it is
// unknown where a group has none.
func (r *Reading) total(total *Total, in func(*Row) bool) {
	if r.Terms == nil {
		return
	}
	profit := new(big.Rat).Neg(r.Terms.fixed())
	var incremental *big.Rat
	if r.Controlled {
		incremental = new(big.Rat).Set(profit)
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if !in(row) {
			continue
		}
		profit.Add(profit, row.profit(r))
		if own := row.incremental(r); own == nil {
			incremental = nil
		} else if incremental != nil {
			incremental.Add(incremental, own)
		}
	}
	total.profit, total.incremental = profit, incremental
}

// profit is what the responders of a row brought, less its pieces. The fixed
// cost belongs to no row.
func (row *Row) profit(r *Reading) *big.Rat {
	gain := r.Terms.gain(big.NewRat(row.Mailed.Responders, 1), r.tally.revenueOf(&row.Mailed))
	return gain.Sub(gain, r.Terms.spend(row.Mailed.Customers))
}

// incremental is what the mailing added to what its customers would have brought
// without it, by the control arm, less its pieces; nil without a control arm.
func (row *Row) incremental(r *Reading) *big.Rat {
	if row.Control.Customers == 0 {
		return nil
	}
	gain := row.ownGain(r)
	return gain.Sub(gain, r.Terms.spend(row.Mailed.Customers))
}

// ownGain is what the mailing brought in a group before costs: all that
// responders brought, or with a control arm what it added.
func (row *Row) ownGain(r *Reading) *big.Rat {
	responders, revenue := big.NewRat(row.Mailed.Responders, 1), r.tally.revenueOf(&row.Mailed)
	if row.Control.Customers > 0 {
		size := big.NewRat(row.Mailed.Customers, row.Control.Customers)
		responders.Sub(responders, new(big.Rat).Mul(size, big.NewRat(row.Control.Responders, 1)))
		revenue.Sub(revenue, new(big.Rat).Mul(size, r.tally.revenueOf(&row.Control)))
	}
	return r.Terms.gain(responders, revenue)
}

// incrementalRevenue is the revenue that the mailing added; nil without amounts
// or a control arm.
func (row *Row) incrementalRevenue(r *Reading) *big.Rat {
	if !r.Amounts || row.Control.Customers == 0 {
		return nil
	}
	without := r.tally.revenueOf(&row.Control)
	without.Mul(without, big.NewRat(row.Mailed.Customers, row.Control.Customers))
	return without.Sub(r.tally.revenueOf(&row.Mailed), without)
}

// responseSE is the standard error of the response rate.
func (row *Row) responseSE() float64 { return math.Sqrt(varianceOf(&row.Mailed)) }

// cumulate adds up the rows from the best rate to the worst: by uplift with a
// control arm, else by response. Equal rates keep the order of the names.
func (r *Reading) cumulate() {
	order := make([]*Row, len(r.Rows))
	for i := range r.Rows {
		order[i] = &r.Rows[i]
	}
	slices.SortStableFunc(order, func(a, b *Row) int {
		if r.Controlled {
			return cmp.Compare(upliftOr(b), upliftOr(a))
		}
		return b.Mailed.rate().Cmp(a.Mailed.rate())
	})
	var mailed int64
	var profit *big.Rat
	if r.Terms != nil {
		profit = new(big.Rat).Neg(r.Terms.fixed())
	}
	for _, row := range order {
		mailed += row.Mailed.Customers
		row.MailedCum = mailed
		if r.Terms != nil {
			profit = new(big.Rat).Add(profit, row.profit(r))
			row.profitCum = profit
		}
	}
}

// upliftOr is the uplift of a row; without one it comes last.
func upliftOr(row *Row) float64 {
	if row.Uplift == nil {
		return math.Inf(-1)
	}
	return row.Uplift.Value
}

// BreakEven is the response rate at which the campaign pays for its pieces, NaN
// where none does or nobody said what it costs.
func (r *Reading) BreakEven() float64 {
	if r.breakEven == nil {
		return math.NaN()
	}
	v, _ := r.breakEven.Float64()
	return v
}

// Small counts the groups with fewer than 4 / break-even pieces, Hughes' rule of
// thumb for a cell that can be read: some four responders at break-even.
func (r *Reading) Small() (groups int, least int64) {
	if r.breakEven == nil {
		return 0, 0
	}
	limit := new(big.Rat).Quo(big.NewRat(4, 1), r.breakEven)
	least = ceiling(limit)
	for i := range r.Rows {
		if r.Rows[i].Mailed.Customers < least {
			groups++
		}
	}
	return groups, least
}

// ceiling is the least whole number that is not below r.
func ceiling(r *big.Rat) int64 {
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q.Int64()
}

// Profit is that of a total in units of money, less all costs; ok is false where
// it is unknown.
func (total *Total) Profit() (profit *big.Rat, ok bool) { return total.profit, total.profit != nil }

// Incremental is the profit on what the mailing added; ok is false without a
// control arm in every group.
func (total *Total) Incremental() (profit *big.Rat, ok bool) {
	return total.incremental, total.incremental != nil
}

// Revenue is what the mailed of a total spent.
func (r *Reading) Revenue(total *Total) *big.Rat { return r.tally.revenueOf(&total.Mailed) }

// Spend is what mailing a total cost, the fixed cost included.
func (r *Reading) Spend(total *Total) *big.Rat {
	spend := r.Terms.spend(total.Mailed.Customers)
	return spend.Add(spend, r.Terms.fixed())
}

// Return is the profit of a total on what was spent, as a share; NaN where it
// is unknown.
func (r *Reading) Return(total *Total) float64 {
	if total.profit == nil {
		return math.NaN()
	}
	return shareOf(total.profit, r.Spend(total))
}

func shareOf(part, whole *big.Rat) float64 {
	if whole.Sign() == 0 {
		return math.NaN()
	}
	v, _ := new(big.Rat).Quo(part, whole).Float64()
	return v
}
