package basket

import (
	"iter"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/rfm/basket"
)

// write writes the rules, the first of them read aloud on a screen.
func (j *job) write(out *app.Output, rules *basket.Rules) error {
	if out.OnScreen() {
		return j.show(out, rules)
	}
	if j.options.output.Sort == "" {
		return out.WriteRecords(blocks(rules))
	}
	rec := rules.Record(memory.DefaultAllocator, 0, rules.Len())
	defer rec.Release()
	return out.Write(rec, "", nil)
}

// blocks are the rules in pieces.
func blocks(rules *basket.Rules) iter.Seq2[arrow.Record, error] {
	const size = 1 << 14
	return func(yield func(arrow.Record, error) bool) {
		for from := 0; from == 0 || from < rules.Len(); from += size {
			rec := rules.Record(memory.DefaultAllocator, from, min(from+size, rules.Len()))
			more := yield(rec, nil)
			rec.Release()
			if !more {
				return
			}
		}
	}
}

// linesBelow are the lines below the table: an empty one and the rule read aloud.
const linesBelow = 3

// show writes the first rules as a table.
func (j *job) show(out *app.Output, rules *basket.Rules) error {
	rec := rules.Record(memory.DefaultAllocator, 0, rules.Len())
	defer rec.Release()
	rounded := forScreen(rec)
	defer func() { rounded.Release() }()
	flags := &j.options.output
	if out.Terminal() && !flags.Chooses() {
		shortened := shortItems(rounded, out.Width)
		rounded.Release()
		rounded = shortened
	}
	limit := flags.Limit
	if limit < 0 {
		flags.Limit = out.Rows(linesBelow)
	}
	err := out.Write(rounded, "", []string{basket.FieldConviction, basket.FieldLeverage, basket.FieldSupport, basket.FieldP,
		basket.FieldOrdersWith, basket.FieldOrdersItem})
	flags.Limit = limit // what the user chose
	if err != nil || rules.Len() == 0 || flags.Sort != "" {
		return err
	}
	if err := j.printRule(out.Sentences, rules.At(0)); err != nil {
		return err
	}
	return out.Next(app.FollowUp{Command: "basket", Flags: "-o rules.csv"}, app.FollowUp{Command: "basket", Flags: "--item-like PATTERN"})
}

// decimals is how many of a share in percent a screen shows.
const decimals = 2

// forScreen rounds the numbers of a record. The caller releases it.
func forScreen(rec arrow.Record) arrow.Record {
	fields, columns := rec.Schema().Fields(), append([]arrow.Array(nil), rec.Columns()...)
	for i, c := range columns {
		if share, is := c.(*array.Decimal128); is {
			columns[i] = roundDecimals(share)
			defer columns[i].Release()
			fields[i].Type = columns[i].DataType()
		}
	}
	shares := array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows())
	defer shares.Release()
	return app.RoundFloats(shares)
}

// roundDecimals rounds shares, which are not below zero.
func roundDecimals(c *array.Decimal128) arrow.Array {
	unit := uint64(1)
	for range c.DataType().(*arrow.Decimal128Type).Scale - decimals {
		unit *= 10
	}
	b := array.NewDecimal128Builder(memory.DefaultAllocator, &arrow.Decimal128Type{Precision: 38, Scale: decimals})
	defer b.Release()
	for k := range c.Len() {
		b.Append(decimal128.FromU64((c.Value(k).LowBits() + unit/2) / unit))
	}
	return b.NewArray()
}
