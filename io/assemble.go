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

	// report takes down bad cells, with the text of their rows where withRaw asks
	// for it.
	report  func(badCell) error
	withRaw bool

	since, until *arrow.Date32 // nil for no bound
	duplicates   *textSet      // rows delivered; nil unless duplicates are looked for
	keepEqual    bool          // duplicates are counted and delivered
	// continuations are those of all workers, file the number of the file.
	continuations *continuations
	file          int

	fates   []fate  // of the rows; empty when all are used
	keep    []int32 // rows that are used, when some are not
	product vector
	rowText []byte   // all cells of one row
	bits    [][]byte // validity and flags, one buffer a field
	count   counts
}

// record assembles what the decoder delivered.
func (a *assembler) record() (arrow.Record, error) {
	b := &a.batch
	a.count.rows += int64(b.rows)
	a.fates = a.fates[:0]
	if err := a.applyFilter(); err != nil {
		return nil, err
	}
	amount := a.amounts()
	a.judgePeriod()
	a.judgeContinued()
	a.judgeUnpaid()
	if err := a.judgeBad(); err != nil {
		return nil, err
	}
	a.judgeDuplicates()
	a.countWatched()
	rows := b.rows
	if len(a.fates) > 0 {
		a.countLeftOut(amount)
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

// judge prepares fates for rows that may not be used.
func (a *assembler) judge() {
	if len(a.fates) == 0 {
		a.fates = resize(a.fates, a.batch.rows)
		clear(a.fates)
	}
}

// applyFilter marks the rows that do not pass.
func (a *assembler) applyFilter() error {
	if a.filter == nil {
		return nil
	}
	a.judge()
	columns := make([]*vector, len(a.plan.filter))
	for i, k := range a.plan.filter {
		columns[i] = &a.batch.vectors[k]
	}
	unread := a.rowsWithBad(a.plan.filterNumbers()...)
	for row := range a.batch.rows {
		if unread[row] {
			continue // it is bad: to say that it does not pass would lose it silently
		}
		keep, err := a.filter.keeps(columns, row)
		if err != nil {
			return err
		}
		if keep {
			a.count.passed = true
		} else {
			a.fates[row] = filtered
			a.countFilterValues(columns, row)
		}
	}
	return nil
}

// countFilterValues counts what the text columns of the filter hold, until a
// row has passed.
func (a *assembler) countFilterValues(columns []*vector, row int) {
	if a.count.passed {
		return
	}
	if a.count.filterValues == nil {
		a.count.filterValues = make([]valueCounts, len(columns))
	}
	for i, v := range columns {
		if v.kind == kindText && !v.isNull(row) {
			a.count.filterValues[i].add(v.text(row), 1)
		}
	}
}

// rowsWithBad are the rows with a bad cell in the columns of these vectors.
func (a *assembler) rowsWithBad(vectors ...int) map[int]bool {
	rows := map[int]bool{}
	for _, cell := range a.batch.bad {
		for _, k := range vectors {
			if cell.column == a.plan.wants[k].index && cell.row != wholeRow {
				rows[cell.row] = true
			}
		}
	}
	return rows
}

// amountField is the field of the schema that says what a row brought, or none.
func (a *assembler) amountField() int {
	for i, field := range a.schema.Fields() {
		if (field.Name == "amount" || field.Name == "monetary") && a.plan.field[i].vector != none {
			return i
		}
	}
	return none
}

// amounts is the vector of what the rows brought: a column, or the product of
// two; nil where the input has none.
func (a *assembler) amounts() *vector {
	field := a.amountField()
	if field == none {
		return nil
	}
	source := a.plan.field[field]
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
			a.addBad(row, a.plan.wants[source.vector], price.decimals[row].ToString(price.scale), "times the quantity has too many digits")
			product = decimal128.Num{}
		}
		a.product.decimals[row] = product
	}
	return &a.product
}

// addBad adds a bad cell to those that the decoder found.
func (a *assembler) addBad(row int, w want, value, reason string) {
	morsel, line := a.decoder.position(row)
	a.batch.bad = append(a.batch.bad, badCell{row: row, morsel: morsel, line: line, column: w.index, name: w.name, value: value, reason: reason})
}

// countLeftOut counts the rows that are not used, and what they add up to.
func (a *assembler) countLeftOut(amount *vector) {
	for row, fate := range a.fates {
		if fate == used {
			continue
		}
		l := &a.count.leftOut[fate]
		if amount == nil {
			l.Rows++
		} else {
			l.add(1, amount.decimals[row], amount.scale)
		}
	}
}
