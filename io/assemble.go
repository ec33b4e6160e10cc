package rfmio

import (
	"rfm/io/role"
	"rfm/io/vector"
	"rfm/io/where"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// assembler turns the batches of one worker into records of the schema asked
// for. A record is valid until the next one is made.
type assembler struct {
	schema *arrow.Schema
	filter *where.Row
	// Plan and decoder are those of the file being read.
	plan    *role.Plan
	decoder vector.Decoder
	batch   vector.Batch

	// report takes down bad cells, with the text of their rows where withRaw asks
	// for it.
	report  func(vector.BadCell) error
	withRaw bool

	since, until *arrow.Date32 // nil for no bound
	latest       arrow.Date32  // later days are in the future
	duplicates   duplicates
	wholeOrders  bool // rows that continue an order are delivered
	// continuations are those of all workers, file the number of the file.
	continuations *continuations
	file          int

	// customer is the vector of the customer ids of the file being read, or none; ids
	// say what to do about them.
	customer int
	ids      idRules
	// orders are those of all workers whose amount has counted. states are the values
	// met in columns that tell which rows count, lastState the last one of the first
	// column and what it tells.
	orders     *textSet
	states     map[choiceValue]bool
	lastState  []byte
	lastCounts bool

	fates   []fate       // of the rows; empty when all are used
	keep    []vector.Run // rows that are used, when some are not
	product vector.Vector
	// computed is what a formula gives.
	computed vector.Vector
	// negative tells which rows have a quantity below zero beside their amount; empty
	// where none has.
	negative []bool
	rowText  []byte   // all cells of one row
	bits     [][]byte // validity and flags, one buffer a field
	count    counts
}

// idRules say how customer ids are read.
type idRules struct {
	integer, text, fold bool
	guests              *guestWords
}

// record assembles what the decoder delivered.
func (a *assembler) record() (arrow.Record, error) {
	b := &a.batch
	a.count.rows += int64(b.Rows)
	a.fates = a.fates[:0]
	a.dropGuards()
	a.readIDs()
	if err := a.applyFilter(); err != nil {
		return nil, err
	}
	amount := a.amounts()
	a.dropResidue(amount)
	a.turnReturns(amount)
	a.judgePeriod()
	a.judgeContinued()
	a.judgeUnpaid()
	a.judgeUncounted()
	if err := a.judgeBad(); err != nil {
		return nil, err
	}
	if err := a.judgeDuplicates(); err != nil {
		return nil, err
	}
	a.countOnce(amount)
	a.countWatched()
	rows := b.Rows
	if len(a.fates) > 0 {
		a.countLeftOut(amount)
		rows = a.compact()
	}
	columns := make([]arrow.Array, len(a.plan.Field))
	for i, source := range a.plan.Field {
		columns[i] = a.column(i, source, rows)
		defer columns[i].Release()
	}
	a.countWithoutOrder(columns)
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
		a.fates = vector.Resize(a.fates, a.batch.Rows)
		clear(a.fates)
	}
}

// applyFilter marks the rows that do not pass.
func (a *assembler) applyFilter() error {
	if a.filter == nil {
		return nil
	}
	a.judge()
	columns := make([]*vector.Vector, len(a.plan.Filter))
	for i, k := range a.plan.Filter {
		columns[i] = &a.batch.Vectors[k]
	}
	unread := a.rowsWithBad(a.plan.FilterNumbers()...)
	verdicts, err := a.filter.Judge(columns, a.batch.Rows, unread)
	if err != nil {
		return err
	}
	for row, v := range verdicts {
		if v.Keeps() {
			a.count.passed = true
		} else if len(unread) == 0 || !unread[row] { // else it is bad: to say that it does not pass would lose it silently
			a.fates[row] = filtered
		}
	}
	if a.count.passed {
		return nil
	}
	for row, f := range a.fates {
		if f == filtered {
			a.countFilterValues(columns, row)
		}
	}
	return nil
}

// countFilterValues counts what the text columns of the filter hold while no row
// has passed.
func (a *assembler) countFilterValues(columns []*vector.Vector, row int) {
	if a.count.filterValues == nil {
		a.count.filterValues = make([]valueCounts, len(columns))
	}
	for i, v := range columns {
		if v.Kind == vector.KindText && !v.IsNull(row) {
			a.count.filterValues[i].add(v.Text(row), 1)
		}
	}
}

// rowsWithBad are the rows with a bad cell in the columns of these vectors.
func (a *assembler) rowsWithBad(vectors ...int) map[int]bool {
	rows := map[int]bool{}
	for _, cell := range a.batch.Bad {
		for _, k := range vectors {
			if cell.Column == a.plan.Wants[k].Index && cell.Row != vector.WholeRow {
				rows[cell.Row] = true
			}
		}
	}
	return rows
}

// amountField is the field of the schema that says what a row brought, or none.
func (a *assembler) amountField() int {
	for i, field := range a.schema.Fields() {
		if (field.Name == "amount" || field.Name == "monetary") && a.plan.Field[i].Vector != vector.None {
			return i
		}
	}
	return vector.None
}

// addBad adds a bad cell to those that the decoder found.
func (a *assembler) addBad(row int, w vector.Want, value, reason string) {
	morsel, line := a.decoder.Position(row)
	a.batch.Bad = append(a.batch.Bad, vector.BadCell{Row: row, Morsel: morsel, Line: line, Column: w.Index, Name: w.Name, Value: value, Reason: reason})
}

// countLeftOut counts the rows that are not used, and what they add up to.
func (a *assembler) countLeftOut(amount *vector.Vector) {
	var small [fates]struct{ rows, sum int64 } // sums of amounts that cannot pass 64 bits
	for row, f := range a.fates {
		if f == used {
			continue
		}
		small[f].rows++
		if amount == nil || f == total {
			continue
		}
		n := amount.Decimals[row]
		if low := int64(n.LowBits()); n.HighBits() == low>>63 && low>>32 == low>>63 {
			small[f].sum += low
		} else {
			a.count.leftOut[f].add(0, n, amount.Scale)
		}
	}
	for f, of := range small {
		if of.rows == 0 {
			continue
		}
		l := &a.count.leftOut[f]
		if amount == nil || fate(f) == total {
			l.Rows += of.rows
		} else {
			l.add(of.rows, decimal128.FromI64(of.sum), amount.Scale)
		}
	}
}
