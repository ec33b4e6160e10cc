package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Fields of a trend, beside those of all readings.
const (
	FieldActive        = "active"
	FieldNew           = "new"
	FieldRetained      = "retained"
	FieldReactivated   = "reactivated"
	FieldLapsed        = "lapsed"
	FieldRetentionPct  = "retention_pct"
	FieldQuickRatio    = "quick_ratio"
	FieldCustomers     = "customers"
	FieldRecent        = "recent"
	FieldRecentPct     = "recent_pct"
	FieldRepeatPct     = "repeat_pct"
	FieldReturningPct  = "returning_pct"
	FieldRepeatRevenue = "repeat_revenue_pct"
	FieldPerCustomer   = "orders_per_customer"
	FieldTenureMedian  = "tenure_days_median"
)

// TrendSchema is one row per period. scale is that of the amounts.
func TrendSchema(scale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		textField(FieldPeriod), dayField(FieldPeriodEnd), flagField(FieldComplete),
		countField(FieldActive), countField(FieldNew), optional(countField(FieldRetained)),
		optional(countField(FieldReactivated)), optional(countField(FieldLapsed)),
		optional(percentField(FieldRetentionPct)), optional(moneyField(FieldQuickRatio, PercentScale)),
		countField(FieldOrders), moneyField(FieldRevenue, scale), moneyField("revenue_new", scale),
		optional(moneyField("revenue_retained", scale)), optional(moneyField("revenue_reactivated", scale)),
		moneyField("revenue_other", scale), optional(moneyField("expansion", scale)),
		optional(moneyField("contraction", scale)), optional(moneyField("lost", scale)),
		countField(FieldCustomers), countField(FieldRecent), optional(percentField(FieldRecentPct)),
		optional(percentField(FieldRepeatPct)), optional(percentField(FieldReturningPct)), optional(percentField(FieldRepeatRevenue)),
		optional(moneyField(FieldPerCustomer, PercentScale)),
		optional(moneyField(rfm.FieldAverage, max(scale, 2))), optional(moneyField(FieldTenureMedian, 1)),
	}, nil)
}

// Record returns periods from to the last as one record of TrendSchema. Counts
// and sums of a period that is not complete are those so far; its rates and means
// are null. What the first period of the data cannot tell is null, too. The
// caller releases it.
func (t *Trend) Record(mem memory.Allocator, from int) arrow.Record {
	b := newRows(mem, TrendSchema(t.Scale))
	for p := max(from, 0); p < len(t.Rows); p++ {
		t.append(b, p)
	}
	return b.record()
}

func (t *Trend) append(b *rows, p int) {
	r, complete, known := &t.Rows[p], t.Grid.Complete(p), p > 0
	b.text(t.Grid.Label(p))
	b.day(t.Grid.LastDay(p))
	b.flag(complete)
	b.count(r.Active)
	b.count(r.New)
	b.countIf(known, r.Retained)
	b.countIf(known, r.Reactivated)
	b.countIf(known, r.Lapsed)
	b.sharePercentIf(known && complete, r.Retained, r.Retained+r.Lapsed)
	b.ratioIf(known && complete, r.New+r.Reactivated, r.Lapsed)
	b.count(r.Orders)
	b.num(r.Revenue)
	b.num(r.RevenueNew)
	b.numIf(known, r.RevenueRetained)
	b.numIf(known, r.RevenueReactivated)
	b.num(r.Other)
	b.numIf(known, r.Expansion)
	b.numIf(known, r.Contraction)
	b.numIf(known, r.Lost)
	b.count(r.Customers)
	b.count(r.Recent)
	b.sharePercentIf(true, r.Recent, r.Customers)
	b.sharePercentIf(true, r.Repeaters, r.Customers)
	b.sharePercentIf(known && complete, r.Retained+r.Reactivated, r.Active)
	b.percentIf(complete, r.Repeat, r.Revenue.Sub(r.Other))
	b.ratioIf(complete, r.Orders, r.Active)
	average := decimal128.Num{}
	if r.Orders > 0 {
		average, _ = decimal.Divide(r.Revenue.Sub(r.Other), r.Orders, max(t.Scale, 2)-t.Scale)
	}
	b.numIf(complete && r.Orders > 0, average)
	b.numIf(complete && r.Active > 0, decimal128.FromI64(r.TwiceTenure*5))
}
