package rfmio

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// assembler turns the batches of one worker into records of the schema asked
// for. A record is valid until the next one is made.
type assembler struct {
	schema *arrow.Schema
	filter *rowFilter
	// plan and decoder are those of the file being read.
	plan    *plan
	decoder decoder
	batch   batch

	keep    []int32 // rows that stay, when some go
	drop    []bool
	product vector
	bits    [][]byte // validity and flags, one buffer a field
	count   counts
}

// counts is what one worker saw of one or more files.
type counts struct {
	rows, filtered, bad int64
	filteredAmount      moneySum
}

// record assembles what the decoder delivered; bad cells that matter go to
// report.
func (a *assembler) record(report func(badCell)) (arrow.Record, error) {
	b := &a.batch
	a.count.rows += int64(b.rows)
	if a.filter != nil || len(b.bad) > 0 {
		a.drop = resize(a.drop, b.rows)
		clear(a.drop)
		if err := a.applyFilter(); err != nil {
			return nil, err
		}
	} else {
		a.drop = a.drop[:0]
	}
	a.multiply()
	a.reportBad(report)
	a.dropEmpty(report)
	rows := b.rows
	if len(a.drop) > 0 {
		rows = a.compact()
	}
	columns := make([]arrow.Array, len(a.plan.field))
	for i, source := range a.plan.field {
		columns[i] = a.column(i, source, rows)
		defer columns[i].Release()
	}
	return array.NewRecord(a.recordSchema(columns), columns, int64(rows)), nil
}

// recordSchema is the schema with the scales of this batch.
func (a *assembler) recordSchema(columns []arrow.Array) *arrow.Schema {
	fields := a.schema.Fields()
	for i, c := range columns {
		fields[i].Type = c.DataType()
	}
	return arrow.NewSchema(fields, nil)
}

// applyFilter marks the rows that do not pass.
func (a *assembler) applyFilter() error {
	if a.filter == nil {
		return nil
	}
	used := make([]*vector, len(a.plan.filter))
	for i, k := range a.plan.filter {
		used[i] = &a.batch.vectors[k]
	}
	unread := a.unreadByFilter()
	for row := range a.batch.rows {
		if unread[row] {
			continue // reported below, whatever the rest of the row says
		}
		keep, err := a.filter.keeps(used, row)
		if err != nil {
			return err
		}
		a.drop[row] = !keep
	}
	return nil
}

// unreadByFilter are the rows in which a number that the filter needs cannot be
// read: to take them for rows that do not pass would lose them silently.
func (a *assembler) unreadByFilter() map[int]bool {
	rows := map[int]bool{}
	for _, cell := range a.batch.bad {
		for _, k := range a.plan.filter {
			w := a.plan.wants[k]
			if w.kind == kindNumber && cell.column == w.index && cell.row != wholeRow {
				rows[cell.row] = true
			}
		}
	}
	return rows
}

// multiply makes the amounts of quantity and price, and adds up what was
// filtered.
func (a *assembler) multiply() {
	var amount *vector
	for i, source := range a.plan.field {
		if v := a.amounts(i, source); v != nil {
			amount = v
		}
	}
	for row, dropped := range a.drop {
		if !dropped {
			continue
		}
		a.count.filtered++
		if amount != nil {
			a.count.filteredAmount.add(amount.decimals[row], amount.scale)
		}
	}
}

// amounts is the vector of the amount field; nil for other fields.
func (a *assembler) amounts(field int, source fieldSource) *vector {
	if a.schema.Field(field).Name != "amount" || source.vector == none {
		return nil
	}
	price := &a.batch.vectors[source.vector]
	if source.times == none {
		return price
	}
	quantity := &a.batch.vectors[source.times]
	a.product.decimals = resize(a.product.decimals, a.batch.rows)
	a.product.kind, a.product.scale, a.product.null = kindDecimal, price.scale+quantity.scale, nil
	for row := range a.batch.rows {
		product, ok := multiply(price.decimals[row], quantity.decimals[row])
		if !ok {
			morsel, line := a.decoder.position(row)
			w := a.plan.wants[source.vector]
			a.batch.bad = append(a.batch.bad, badCell{row: row, morsel: morsel, line: line, column: w.index, name: w.name,
				value: price.decimals[row].ToString(price.scale), reason: "times the quantity has too many digits"})
		}
		a.product.decimals[row] = product
	}
	return &a.product
}

// reportBad reports the bad cells of rows that were not filtered.
func (a *assembler) reportBad(report func(badCell)) {
	if len(a.batch.bad) == 0 {
		return
	}
	if len(a.drop) == 0 {
		a.drop = resize(a.drop, a.batch.rows)
		clear(a.drop)
	}
	for _, cell := range a.batch.bad {
		if cell.row == wholeRow {
			a.count.rows++
		} else if a.drop[cell.row] {
			continue // filtered, or reported for another cell
		} else {
			a.drop[cell.row] = true
		}
		a.count.bad++
		report(cell)
	}
}

// dropEmpty reports rows without a date or an amount.
func (a *assembler) dropEmpty(report func(badCell)) {
	for _, source := range a.plan.field {
		for _, k := range []int{source.vector, source.times} {
			if k == none || a.batch.vectors[k].null == nil || a.plan.wants[k].kind == kindText {
				continue
			}
			if len(a.drop) == 0 {
				a.drop = resize(a.drop, a.batch.rows)
				clear(a.drop)
			}
			w := a.plan.wants[k]
			for row, empty := range a.batch.vectors[k].null {
				if empty && !a.drop[row] {
					a.drop[row] = true
					a.count.bad++
					morsel, line := a.decoder.position(row)
					report(badCell{row: row, morsel: morsel, line: line, column: w.index, name: w.name, reason: "is empty"})
				}
			}
		}
	}
}

// moneySum adds up amounts of any scale.
type moneySum struct {
	sum   decimal128.Num
	scale int32
}

func (s *moneySum) add(n decimal128.Num, scale int32) {
	if scale > s.scale {
		s.sum, _ = scaleUp(s.sum, scale-s.scale)
		s.scale = scale
	}
	n, _ = scaleUp(n, s.scale-scale)
	s.sum = s.sum.Add(n)
}
