package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// BacktestSchema is one row per status of repeat customers.
func BacktestSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		textField(FieldStatus), countField(FieldCustomers), countField("slowed"), optional(percentField("slowed_pct")),
	}, nil)
}

// Record returns the bands as one record of BacktestSchema. The caller releases it.
func (b *Backtest) Record(mem memory.Allocator) arrow.Record {
	r := newRows(mem, BacktestSchema())
	for s, band := range b.Bands {
		r.text(Status(s).String())
		r.count(band.Customers)
		r.count(band.Slowed)
		r.sharePercentIf(true, band.Slowed, band.Customers)
	}
	return r.record()
}
