package campaign

import (
	"math"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Fields of the records. Those that end in _pct, and the ends of their
// intervals, are in percent; those without a value are null.
const (
	FieldGroup           = "group"
	FieldCustomers       = "customers"
	FieldMailed          = "mailed"
	FieldResponders      = "responders"
	FieldResponse        = "response_pct"
	FieldResponseLow     = "response_low"
	FieldResponseHigh    = "response_high"
	FieldLift            = "lift"           // 100 is the rate of all
	FieldBreakEven       = "break_even_pct" // with rule PerGroup that of the group
	FieldIndex           = "index"          // 100·(rate − break-even)/break-even; the rate that the rule looks at
	FieldRevenue         = "revenue"
	FieldProfit          = "profit" // before the fixed cost
	FieldReturn          = "return_pct"
	FieldMailedCum       = "mailed_cum" // this group and all with a better rate
	FieldProfitCum       = "profit_cum" // the same, less the fixed cost
	FieldChosen          = "chosen"
	FieldControl         = "control"
	FieldControlResponse = "response_control_pct"
	FieldUplift          = "uplift_pct" // in points
	FieldUpliftLow       = "uplift_low"
	FieldUpliftHigh      = "uplift_high"
	FieldIncRevenue      = "incremental_revenue"
	FieldIncProfit       = "incremental_profit"
	FieldPerHead         = "per_head" // money per customer assigned, responder or not
	FieldPerHeadControl  = "per_head_control"
	FieldPerHeadUplift   = "per_head_uplift"
	FieldPerHeadLow      = "per_head_low"
	FieldPerHeadHigh     = "per_head_high"

	FieldProjectedResponse   = "projected_response_pct"
	FieldProjectedResponders = "projected_responders"
	FieldProjectedRevenue    = "projected_revenue"
	FieldProjectedProfit     = "projected_profit"
)

// Decimals of the records: of percentages, of indices, and of money per head
// beyond those of the amounts.
const (
	percentScale = 4
	screenScale  = 3
	indexScale   = 2
	headExtra    = 4
)

// Record is one row per group that was mailed. The caller releases it. The error
// is rfm.ErrOverflow.
func (r *Reading) Record(mem memory.Allocator) (arrow.Record, error) {
	return r.table(nil, percentScale).record(mem)
}

// Screen is Record with percentages of fewer decimals, for people.
func (r *Reading) Screen(mem memory.Allocator) (arrow.Record, error) {
	return r.table(nil, screenScale).record(mem)
}

// Record is the record of the reading with what was projected behind.
func (c *Comparison) Record(mem memory.Allocator) (arrow.Record, error) {
	return c.Reading.table(c, percentScale).record(mem)
}

// Screen is Record with percentages of fewer decimals, for people.
func (c *Comparison) Screen(mem memory.Allocator) (arrow.Record, error) {
	return c.Reading.table(c, screenScale).record(mem)
}

// Record is one row per group of the file. The caller releases it. The error is
// rfm.ErrOverflow.
func (j *Projection) Record(mem memory.Allocator) (arrow.Record, error) {
	t := &table{rows: len(j.Rows), percent: percentScale}
	t.text(FieldGroup, func(i int) string { return j.Rows[i].Group })
	t.count(FieldCustomers, func(i int) int64 { return j.Rows[i].Customers })
	t.flag(FieldChosen, func(i int) bool { return j.Rows[i].Chosen })
	t.projected(j.plan, func(i int) *Projected { return &j.Rows[i] })
	return t.record(mem)
}

// table of the rows, with so many decimals of percentages; c is nil without a
// plan.
func (r *Reading) table(c *Comparison, percentDecimals int32) *table {
	t := &table{rows: len(r.Rows), percent: percentDecimals}
	row := func(i int) *Row { return &r.Rows[i] }
	t.text(FieldGroup, func(i int) string { return row(i).Group })
	t.count(FieldMailed, func(i int) int64 { return row(i).Mailed.Customers })
	t.count(FieldResponders, func(i int) int64 { return row(i).Mailed.Responders })
	t.decimal(FieldResponse, t.percent, func(i int) *big.Rat { return percent(row(i).Mailed.rate()) })
	t.float(FieldResponseLow, t.percent, func(i int) float64 { return 100 * row(i).Low })
	t.float(FieldResponseHigh, t.percent, func(i int) float64 { return 100 * row(i).High })
	t.decimal(FieldLift, indexScale, func(i int) *big.Rat { return percent(quotient(row(i).Mailed.rate(), r.All.Mailed.rate())) })
	t.decimal(FieldBreakEven, t.percent, func(i int) *big.Rat { return percent(r.breakEvenOf(row(i))) })
	t.decimal(FieldIndex, indexScale, func(i int) *big.Rat { return r.index(row(i)) })
	t.decimal(FieldRevenue, r.Scale, func(i int) *big.Rat {
		if !r.Amounts {
			return nil
		}
		return r.tally.revenueOf(&row(i).Mailed)
	})
	money := r.profitScale()
	t.decimal(FieldProfit, money, func(i int) *big.Rat {
		if r.Terms == nil {
			return nil
		}
		return row(i).profit(r)
	})
	t.decimal(FieldReturn, indexScale, func(i int) *big.Rat {
		if r.Terms == nil {
			return nil
		}
		return percent(quotient(row(i).profit(r), r.Terms.spend(row(i).Mailed.Customers)))
	})
	t.whole = r.tally.whole // which has nothing to add up and nothing to choose
	t.count(FieldMailedCum, func(i int) int64 { return row(i).MailedCum })
	t.decimal(FieldProfitCum, money, func(i int) *big.Rat {
		if r.tally.whole {
			return nil
		}
		return row(i).profitCum
	})
	t.flag(FieldChosen, func(i int) bool { return row(i).Chosen })
	t.whole = false
	if r.Controlled {
		r.arms(t, money)
	}
	if c != nil {
		t.projected(c.Plan, func(i int) *Projected { return &c.Projected[i] })
	}
	return t
}

// arms adds what a control arm tells.
func (r *Reading) arms(t *table, money int32) {
	row := func(i int) *Row { return &r.Rows[i] }
	t.count(FieldControl, func(i int) int64 { return row(i).Control.Customers })
	t.decimal(FieldControlResponse, t.percent, func(i int) *big.Rat { return percent(row(i).Control.rate()) })
	t.decimal(FieldUplift, t.percent, func(i int) *big.Rat { return percent(difference(row(i).Mailed.rate(), row(i).Control.rate())) })
	t.float(FieldUpliftLow, t.percent, func(i int) float64 { return 100 * row(i).Uplift.or(Effect.Low) })
	t.float(FieldUpliftHigh, t.percent, func(i int) float64 { return 100 * row(i).Uplift.or(Effect.High) })
	t.decimal(FieldIncRevenue, r.Scale, func(i int) *big.Rat { return row(i).incrementalRevenue(r) })
	t.decimal(FieldIncProfit, money, func(i int) *big.Rat {
		if r.Terms == nil {
			return nil
		}
		return row(i).incremental(r)
	})
	if !r.Amounts {
		return
	}
	scale := r.Scale + headExtra
	t.decimal(FieldPerHead, scale, func(i int) *big.Rat { return r.tally.perHead(&row(i).Mailed) })
	t.decimal(FieldPerHeadControl, scale, func(i int) *big.Rat { return r.tally.perHead(&row(i).Control) })
	t.decimal(FieldPerHeadUplift, scale, func(i int) *big.Rat {
		return difference(r.tally.perHead(&row(i).Mailed), r.tally.perHead(&row(i).Control))
	})
	t.float(FieldPerHeadLow, scale, func(i int) float64 { return row(i).PerHead.or(Effect.Low) })
	t.float(FieldPerHeadHigh, scale, func(i int) float64 { return row(i).PerHead.or(Effect.High) })
}

// or is a reading of the effect; NaN where there is none.
func (e *Effect) or(read func(Effect) float64) float64 {
	if e == nil {
		return math.NaN()
	}
	return read(*e)
}

// projected adds what a plan expects.
func (t *table) projected(p *Plan, row func(i int) *Projected) {
	t.decimal(FieldProjectedResponse, t.percent, func(i int) *big.Rat { return percent(row(i).rate) })
	t.decimal(FieldProjectedResponders, 1, func(i int) *big.Rat { return row(i).responders })
	t.decimal(FieldProjectedRevenue, p.Reading.Scale, func(i int) *big.Rat { return row(i).revenue })
	t.decimal(FieldProjectedProfit, p.Reading.profitScale(), func(i int) *big.Rat { return row(i).profit })
}

// breakEvenOf is the break-even rate that a row is held against.
func (r *Reading) breakEvenOf(row *Row) *big.Rat {
	if r.Terms == nil || r.Rule != PerGroup {
		return r.breakEven
	}
	return r.Terms.breakEven(r.Terms.perResponse(r.tally.revenueOf(&row.Mailed), row.Mailed.Responders))
}

// index is how far the rate that the rule looks at is above break-even, in
// percent of break-even (Hughes). It is nil where either is unknown.
func (r *Reading) index(row *Row) *big.Rat {
	rate := row.Mailed.rate()
	if r.Controlled {
		rate = difference(rate, row.Control.rate())
	}
	breakEven := r.breakEvenOf(row)
	return percent(quotient(difference(rate, breakEven), breakEven))
}

// profitScale is the number of decimals in which profits are exact.
func (r *Reading) profitScale() int32 {
	scale := r.Scale
	if r.Terms == nil {
		return scale
	}
	if r.Terms.Margin != nil {
		scale += decimals(r.Terms.Margin)
	}
	for _, term := range []*big.Rat{r.Terms.Cost, r.Terms.PerOrder, r.Terms.Fixed} {
		if term != nil {
			scale = max(scale, decimals(term))
		}
	}
	return min(scale, maxScale)
}

func decimals(r *big.Rat) int32 {
	digits, _ := r.FloatPrec()
	return int32(digits)
}

// percent is a share in percent. Like the two below it passes nil on.
func percent(share *big.Rat) *big.Rat {
	if share == nil {
		return nil
	}
	return new(big.Rat).Mul(share, big.NewRat(100, 1))
}

func quotient(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil || b.Sign() == 0 {
		return nil
	}
	return new(big.Rat).Quo(a, b)
}

func difference(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Sub(a, b)
}
