package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/decimal"
)

// Fields of cohorts, beside those of all readings.
const (
	FieldCohort     = "cohort"
	FieldAge        = "age"
	FieldRevenueCum = "revenue_cum"
	FieldValue      = "value"
	FieldView       = "view"
)

func (v View) String() string {
	return [...]string{Retention: "retention", Rolling: "rolling", Repurchase: "repurchase"}[v]
}

// CohortSchema is one row per cohort and age. scale is that of the amounts.
func CohortSchema(scale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		textField(FieldCohort), countField(FieldAge), optional(textField(FieldPeriod)), flagField(FieldComplete),
		countField(FieldCustomers), countField(FieldActive), optional(percentField(FieldRetentionPct)),
		countField(FieldOrders), moneyField(FieldRevenue, scale), moneyField(FieldRevenueCum, scale),
		optional(moneyField(FieldValue, ValueScale(scale))), textField(FieldView),
	}, nil)
}

// ValueScale is the number of decimals of revenue per customer.
func ValueScale(scale int32) int32 { return max(scale, PercentScale) }

// Value is the revenue of a cohort up to an age per customer, with ValueScale
// decimals; false for a cohort without customers.
func (c *Cohorts) Value(revenue decimal128.Num, customers int64) (decimal128.Num, bool) {
	if customers == 0 {
		return decimal128.Num{}, false
	}
	return decimal.Divide(revenue, customers, ValueScale(c.Scale)-c.Scale)
}

// Record returns the cohorts, age by age, as one record of CohortSchema; active and retention_pct are as the view counts. The rates and
// means of a cell that is not complete are null. A period without first orders
// is no cohort. The caller releases it.
func (c *Cohorts) Record(mem memory.Allocator, view View, name string) arrow.Record {
	b := newRows(mem, CohortSchema(c.Scale))
	for i := range c.Cohorts {
		cohort := &c.Cohorts[i]
		if cohort.Size == 0 {
			continue
		}
		for age := range cohort.Cells {
			cell := &cohort.Cells[age]
			b.text(cohort.Name)
			b.count(int64(age))
			if cohort.Period >= 0 {
				b.text(c.Grid.Label(cohort.Period + age))
			} else {
				b.empty()
			}
			b.flag(cell.Complete)
			b.count(cell.Customers)
			b.count(cell.Active[view])
			b.sharePercentIf(cell.Complete, cell.Active[view], cell.Customers)
			b.count(cell.Orders)
			b.num(cell.Revenue)
			b.num(cell.RevenueCum)
			value, ok := c.Value(cell.RevenueCum, cell.Customers)
			b.numIf(cell.Complete && ok, value)
			b.text(name)
		}
	}
	return b.record()
}
