package period

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Fields of due, beside those of customers.
const (
	FieldGaps         = "gaps"
	FieldRhythm       = "rhythm_days"
	FieldDueDate      = "due_date"
	FieldLate         = "late"
	FieldStatus       = "status"
	FieldStake        = "stake"
	FieldAmountNow    = "amount_now"
	FieldAmountBefore = "amount_before"
	FieldChangePct    = "change_pct"
)

// RhythmScale is the number of decimals of a rhythm and of how late somebody is.
const RhythmScale = 4

// DueSchema is one row per customer: the fields of rfm.CustomerSchema, then the
// gaps between order days, the rhythm, the due date, the time since the last
// order in rhythms, the status, a year's business at the own pace, and the
// amounts of two windows.
func DueSchema(scale, averageScale, bookScale int32) *arrow.Schema {
	fields := rfm.CustomerSchema(scale, averageScale).Fields()
	return arrow.NewSchema(append(fields,
		arrow.Field{Name: FieldGaps, Type: arrow.PrimitiveTypes.Int32},
		optional(moneyField(FieldRhythm, RhythmScale)), optional(dayField(FieldDueDate)),
		optional(moneyField(FieldLate, RhythmScale)), textField(FieldStatus),
		optional(moneyField(FieldStake, stakeScale(bookScale))),
		moneyField(FieldAmountNow, bookScale), moneyField(FieldAmountBefore, bookScale),
		optional(percentField(FieldChangePct)),
	), nil)
}

func stakeScale(scale int32) int32 { return max(scale, 2) }

// StakeScale is the number of decimals of Stake.
func (d *Due) StakeScale() int32 { return stakeScale(d.Customers.Days.Scale) }

// Stake is the average order of a customer times the orders of a year at the own
// rhythm, with two decimals or those of the amounts; false without a typical gap.
func (d *Due) Stake(i int) (decimal128.Num, bool) {
	if !d.Options.Rhythm.Known() {
		return decimal128.Num{}, false
	}
	num, den := d.rhythm(i)
	scale := d.Customers.Days.Scale
	n := new(big.Int).Mul(d.net[i].BigInt(), big.NewInt(365))
	n.Mul(n, big.NewInt(den)).Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(stakeScale(scale)-scale)), nil))
	whole := new(big.Int).Mul(big.NewInt(num), big.NewInt(d.Customers.Orders[i]))
	return quotientBig(n, whole), true
}

// RhythmDays is the rhythm of a customer with RhythmScale decimals, and how
// many of them the recency is; false without a typical gap.
func (d *Due) RhythmDays(i int) (rhythm, late decimal128.Num, known bool) {
	if !d.Options.Rhythm.Known() {
		return rhythm, late, false
	}
	num, den := d.rhythm(i)
	const unit = 10_000
	rhythm = quotient(decimal128.FromI64(num), decimal128.FromI64(den), unit)
	return rhythm, lateness(num, den, d.Customers.Recency[i]), true
}

// Record returns customers as one record of DueSchema, in the order given: their
// places. The caller releases it.
func (d *Due) Record(mem memory.Allocator, places []int) arrow.Record {
	c, scale := d.Customers, d.Customers.Days.Scale
	b := newRows(mem, DueSchema(c.Scale, c.AverageScale, scale))
	b.Reserve(len(places))
	for _, i := range places {
		b.text(c.ID.At(i))
		b.day(c.FirstOrder[i])
		b.day(c.LastOrder[i])
		b.small(c.Recency[i])
		b.count(c.Orders[i])
		b.num(c.Monetary[i])
		b.num(c.Average[i])
		b.small(d.Gaps[i])
		rhythm, late, known := d.RhythmDays(i)
		b.numIf(known, rhythm)
		if date, ok := d.Date(i); ok {
			b.day(date)
		} else {
			b.empty()
		}
		b.numIf(known, late)
		b.text(d.Status[i].String())
		stake, ok := d.Stake(i)
		b.numIf(ok, stake)
		b.num(d.Now[i])
		b.num(d.Before[i])
		change, ok := d.Change(i)
		b.numIf(ok, change)
	}
	return b.record()
}
