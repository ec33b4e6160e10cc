package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Comparison is the period that a period is compared with. The zero value is
// none.
type Comparison int

const (
	NoComparison Comparison = iota
	Previous                // the period before
	YearBefore              // the same period of the year before; of weeks the one 52 weeks before
)

// Before is the period that a complete period is compared with; false where the
// data have none.
func (g *Grid) Before(p int, c Comparison) (int, bool) {
	q := p - 1
	if c == YearBefore {
		switch start := g.Start(p); g.Every {
		case Day:
			q = g.Every.Index(yearBefore(start)) - g.first
		case Week:
			q = p - 52
		case All:
			return 0, false
		default:
			q = p - g.Every.PerYear()
		}
	}
	return q, c != NoComparison && q >= 0 && g.Complete(p)
}

// LastComplete is the last period that was observed to its end; -1 for none.
func (g *Grid) LastComplete() int {
	if g.Complete(g.n - 1) {
		return g.n - 1
	}
	return g.n - 2
}

// compareFields are the fields that a comparison adds: the period compared with,
// changes in percent of it, and changes of percentages in points.
func compareFields() []arrow.Field {
	fields := []arrow.Field{optional(textField("compared_with"))}
	for _, name := range []string{FieldActive, FieldNew, FieldOrders, FieldRevenue} {
		fields = append(fields, optional(percentField(name+"_change_pct")))
	}
	for _, name := range []string{FieldRetentionPct, FieldRecentPct} {
		fields = append(fields, optional(percentField(name+"_change")))
	}
	return fields
}

// ComparedSchema is TrendSchema with the fields that a comparison adds.
func ComparedSchema(scale int32, c Comparison) *arrow.Schema {
	fields := TrendSchema(scale).Fields()
	if c != NoComparison {
		fields = append(fields, compareFields()...)
	}
	return arrow.NewSchema(fields, nil)
}

// Compared is Record with each period compared with another. The caller releases
// it.
func (t *Trend) Compared(mem memory.Allocator, from int, c Comparison) arrow.Record {
	rec := t.Record(mem, from)
	if c == NoComparison {
		return rec
	}
	defer rec.Release()
	b := newRows(mem, arrow.NewSchema(compareFields(), nil))
	for p := max(from, 0); p < len(t.Rows); p++ {
		t.compare(b, p, c)
	}
	added := b.record()
	defer added.Release()
	columns := append(rec.Columns()[:rec.NumCols():rec.NumCols()], added.Columns()...)
	return array.NewRecord(ComparedSchema(t.Scale, c), columns, rec.NumRows())
}

func (t *Trend) compare(b *rows, p int, c Comparison) {
	q, ok := t.Grid.Before(p, c)
	if !ok {
		for range compareFields() {
			b.empty()
		}
		return
	}
	now, was := &t.Rows[p], &t.Rows[q]
	b.text(t.Grid.Label(q))
	b.sharePercentIf(true, now.Active-was.Active, was.Active)
	b.sharePercentIf(q > 0, now.New-was.New, was.New) // in period 0 all look new
	b.sharePercentIf(true, now.Orders-was.Orders, was.Orders)
	b.percentIf(true, now.Revenue.Sub(was.Revenue), was.Revenue)
	b.pointsIf(q > 0, now.Retained, now.Retained+now.Lapsed, was.Retained, was.Retained+was.Lapsed)
	b.pointsIf(true, now.Recent, now.Customers, was.Recent, was.Customers)
}

// pointsIf appends the difference of two shares in percent, or nothing where one
// is not known.
func (r *rows) pointsIf(known bool, part, whole, partBefore, wholeBefore int64) {
	if !known || whole <= 0 || wholeBefore <= 0 {
		r.empty()
		return
	}
	d := func(n int64) decimal128.Num { return decimal128.FromI64(n) }
	r.num(quotient(d(part).Mul(d(wholeBefore)).Sub(d(partBefore).Mul(d(whole))), d(whole).Mul(d(wholeBefore)), percentUnit))
}
