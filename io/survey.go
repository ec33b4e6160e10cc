package rfmio

import (
	"io"
	"rfm/io/csv"
	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/parquet"
	"rfm/io/role"
	"rfm/io/sheet"
	"rfm/io/value"
	"rfm/io/vector"
)

// settleForms decides how every column is written. Where the heads of the files
// leave a choice, it looks on until a row of any file decides.
func (in *Input) settleForms() error {
	var again []*inputFile // to be rewound; only now are their lines known
	for i, f := range in.files {
		if !in.undecided() {
			break
		}
		if !f.source.Once {
			if err := in.open(f); err != nil {
				return err
			}
		}
		err := in.look(i, false)
		if f.source.Once {
			again = append(again, f)
		} else if closeErr := in.setBack(f); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
	}
	var open []error
	for _, c := range in.forms {
		open = append(open, c.settle(in.files))
	}
	if err := fault.Together(open...); err != nil {
		return err
	}
	for _, f := range again {
		if err := in.setBack(f); err != nil {
			return err
		}
	}
	for _, f := range in.files {
		f.source.Forget()
	}
	return nil
}

// undecided tells whether a column needs more rows.
func (in *Input) undecided() bool {
	for _, c := range in.forms {
		if c.undecided() {
			return true
		}
	}
	return false
}

// look reads the columns of a file whose form is to be found: one batch of the
// head, or until no column needs more.
func (in *Input) look(file int, head bool) error {
	f := in.files[file]
	var wants []vector.Want
	for _, w := range f.plan.Wants {
		if w.Form != nil && !in.formOf(w).given && f.spelled(w) {
			w.Kind = vector.KindText
			wants = append(wants, w)
		}
	}
	forms := len(wants)
	if head {
		wants = append(wants, f.plan.AmountOfOrder()...)
	}
	if len(wants) == 0 {
		return nil
	}
	d := f.decoder(wants)
	var b vector.Batch
	var orders repeats
	for blocks := 1; ; blocks++ {
		if err := d.Next(&b); err == io.EOF {
			return in.refuseRepeated(f, &orders)
		} else if err != nil {
			return delimited.LocatedError(err)
		}
		in.noteCells(file, wants[:forms], d, &b)
		if len(wants) > forms {
			if blocks == 1 && continuesOrders(&b.Vectors[forms], &b.Vectors[forms+1], b.Rows) {
				in.continues = true
			}
			orders.add(&b.Vectors[forms], &b.Vectors[forms+1], b.Rows)
			if orders.several < fewestOrders && blocks < blocksForOrders {
				continue
			}
			if err := in.refuseRepeated(f, &orders); err != nil {
				return err
			}
		}
		if head || !in.undecided() {
			return nil
		}
	}
}

// noteCells notes what the cells of a batch tell.
func (in *Input) noteCells(file int, wants []vector.Want, d vector.Decoder, b *vector.Batch) {
	for i, w := range wants {
		form := in.formOf(w)
		for row := range b.Rows {
			cell := b.Vectors[i].Text(row)
			found, unsure := form.Spelling().Classify(cell)
			currency := form.NewCurrency(cell)
			if form.knows(found, unsure) && currency == "" {
				continue
			}
			morsel, line := d.Position(row)
			form.note(vector.BadCell{File: file, Row: row, Morsel: morsel, Line: line, Column: w.Index, Name: w.Name, Value: string(cell)})
		}
	}
}

// setBack makes a file ready to be read from its first row: it is opened again
// when it is its turn, or rewound where that cannot be.
func (in *Input) setBack(f *inputFile) error {
	if !f.source.Once {
		if err := f.table.Close(); err != nil {
			return fault.Reading(f.path, err)
		}
		return nil
	}
	switch t := f.table.(type) {
	case *parquet.Table:
		t.Rewind()
		return nil
	case *sheet.Table:
		return t.Rewind()
	}
	if err := f.source.Rewind(&in.bytes); err != nil {
		return err
	}
	t, _, err := in.openTable(f.source)
	if err != nil {
		return err
	}
	f.table = t
	return nil
}

// setForms tells the columns of a plan how they are written.
func (in *Input) setForms(p *role.Plan) {
	for i, w := range p.Wants {
		if w.Kind != vector.KindText {
			p.Wants[i].Form = &in.formOf(w).Form
		}
	}
}

// setPeriod gives the dates of a file without years those of its period.
func (in *Input) setPeriod(f *inputFile) {
	t, ok := f.table.(*csv.Table)
	if !ok || in.options.DateFormat != "" {
		return
	}
	from, to := t.Period()
	days, ok := in.dates.DayMonth(from, to)
	if !ok {
		return
	}
	for i, w := range f.plan.Wants {
		if w.Role == "date" && w.Kind == vector.KindDay {
			form := in.formOf(w) // which tells how the dates read
			form.given, form.Days.Format = true, days.Format
			f.plan.Wants[i].Form = &value.Form{Days: days}
		}
	}
}

// formOf is the form of the columns that have a role.
func (in *Input) formOf(w vector.Want) *columnForm {
	in.formsMu.Lock()
	defer in.formsMu.Unlock()
	for _, c := range in.forms {
		if c.role == w.Role {
			return c
		}
	}
	c := &columnForm{role: w.Role}
	if w.Kind == vector.KindDay {
		days := *in.dates
		c.Form.Days, c.given = &days, !days.Found
	} else {
		c.Form.Numbers, c.given, _ = value.NewNumberParser(in.options.Decimal) // checked by Open
		c.Numbers.AnyCurrency = in.options.AnyCurrency
	}
	in.forms = append(in.forms, c)
	return c
}

// noteDoubts notes what the cells of a batch tell that are not in the form of
// their column, or that are the first to show it.
func (in *Input) noteDoubts(file int, b *vector.Batch) {
	for _, cells := range [][]vector.BadCell{b.Bad, b.Doubts} {
		for _, cell := range cells {
			for _, w := range in.files[file].plan.Wants {
				if w.Form != nil && w.Index == cell.Column && cell.Row != vector.WholeRow && cell.Reason == w.Form.Reason() {
					cell.File = file
					in.formOf(w).note(cell)
				}
			}
		}
	}
}

// note notes what a cell tells.
func (c *columnForm) note(cell vector.BadCell) {
	found, unsure := c.Spelling().Classify([]byte(cell.Value))
	c.add(sighting{BadCell: cell, forms: found}, unsure)
	if currency := c.NewCurrency([]byte(cell.Value)); currency != "" && found != 0 {
		c.addCurrency(sighting{BadCell: cell, forms: found, currency: currency})
		if known := c.Numbers.Currency.Load(); known == nil || value.SignOf(*known, currency) {
			c.Numbers.Currency.CompareAndSwap(known, &currency)
		}
	}
}

// contradiction is the error for a column that turned out to be written in
// several forms, or in one that came too late; nil when there is none.
func (in *Input) contradiction() error {
	for _, c := range in.forms {
		if len(c.differing()) > 1 {
			return c.severalCurrencies(in.files)
		}
		if c.given {
			continue
		}
		left := c.left(c.Spelling().All())
		switch {
		case left == 0:
			return c.mixed(in.files)
		case left.Several() && c.unsure != nil:
			return c.ambiguous(left, in.files)
		case c.Numbers != nil && left == value.DecimalComma && c.Numbers.Guessed.Load():
			return c.late(in.files)
		}
	}
	return nil
}
