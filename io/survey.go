package rfmio

import (
	"io"
)

// settleForms decides how every column is written. Where the heads of the files
// leave a choice, it looks on until a row of any file decides.
func (in *Input) settleForms() error {
	var again []*inputFile // to be rewound; only now are their lines known
	for i, f := range in.files {
		if !in.undecided() {
			break
		}
		if !f.source.once {
			if err := in.open(f); err != nil {
				return err
			}
		}
		err := in.look(i, false)
		if f.source.once {
			again = append(again, f)
		} else if closeErr := in.setBack(f); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
	}
	for _, c := range in.forms {
		if err := c.settle(in.files); err != nil {
			return err
		}
	}
	for _, f := range again {
		if err := in.setBack(f); err != nil {
			return err
		}
	}
	for _, f := range in.files {
		if f.source.once {
			f.source.tape.recording = false
		}
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
	var wants []want
	for _, w := range f.plan.wants {
		if w.form != nil && !in.formOf(w).given && f.table.spelled(w) {
			w.kind = kindText
			wants = append(wants, w)
		}
	}
	forms := len(wants)
	if head {
		wants = append(wants, f.plan.amountOfOrder()...)
	}
	if len(wants) == 0 {
		return nil
	}
	d := f.table.decoder(wants)
	var b batch
	for {
		if err := d.next(&b); err == io.EOF {
			return nil
		} else if err != nil {
			return locatedError(err)
		}
		in.noteCells(file, wants[:forms], d, &b)
		if len(wants) > forms && continuesOrders(&b.vectors[forms], &b.vectors[forms+1], b.rows) {
			in.continues = true
		}
		if head || !in.undecided() {
			return nil
		}
	}
}

// noteCells notes what the cells of a batch tell.
func (in *Input) noteCells(file int, wants []want, d decoder, b *batch) {
	for i, w := range wants {
		form := in.formOf(w)
		for row := range b.rows {
			cell := b.vectors[i].text(row)
			found, unsure := form.spelling().classify(cell)
			currency := form.newCurrency(cell)
			if form.knows(found, unsure) && currency == "" {
				continue
			}
			morsel, line := d.position(row)
			form.note(badCell{file: file, row: row, morsel: morsel, line: line, column: w.index, name: w.name, value: string(cell)})
		}
	}
}

// setBack makes a file ready to be read from its first row: it is opened again
// when it is its turn, or rewound where that cannot be.
func (in *Input) setBack(f *inputFile) error {
	if !f.source.once {
		if err := f.table.close(); err != nil {
			return inputError(f.path, err)
		}
		return nil
	}
	if t, ok := f.table.(*parquetTable); ok {
		t.rewind()
		return nil
	}
	if err := f.source.rewind(&in.bytes); err != nil {
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
func (in *Input) setForms(p *plan) {
	for i, w := range p.wants {
		if w.kind != kindText {
			p.wants[i].form = &in.formOf(w).form
		}
	}
}

// formOf is the form of the columns that have a role.
func (in *Input) formOf(w want) *columnForm {
	in.formsMu.Lock()
	defer in.formsMu.Unlock()
	for _, c := range in.forms {
		if c.role == w.role {
			return c
		}
	}
	c := &columnForm{role: w.role}
	if w.kind == kindDay {
		days := *in.dates
		c.form.days, c.given = &days, !days.found
	} else {
		c.form.numbers, c.given, _ = newNumberParser(in.options.Decimal) // checked by Open
		c.numbers.anyCurrency = in.options.AnyCurrency
	}
	in.forms = append(in.forms, c)
	return c
}

// noteDoubts notes what the cells of a batch tell that are not in the form of
// their column, or that are the first to show it.
func (in *Input) noteDoubts(file int, b *batch) {
	for _, cells := range [][]badCell{b.bad, b.doubts} {
		for _, cell := range cells {
			for _, w := range in.files[file].plan.wants {
				if w.form != nil && w.index == cell.column && cell.row != wholeRow && cell.reason == w.form.reason() {
					cell.file = file
					in.formOf(w).note(cell)
				}
			}
		}
	}
}

// note notes what a cell tells.
func (c *columnForm) note(cell badCell) {
	found, unsure := c.spelling().classify([]byte(cell.value))
	c.add(sighting{badCell: cell, forms: found}, unsure)
	if currency := c.newCurrency([]byte(cell.value)); currency != "" && found != 0 {
		c.addCurrency(sighting{badCell: cell, forms: found, currency: currency})
		c.numbers.currency.CompareAndSwap(nil, &currency)
	}
}

// contradiction is the error for a column that turned out to be written in
// several forms, or in one that came too late; nil when there is none.
func (in *Input) contradiction() error {
	for _, c := range in.forms {
		if len(c.currencies) > 1 {
			return c.severalCurrencies(in.files)
		}
		if c.given {
			continue
		}
		left := c.left(c.spelling().all())
		switch {
		case left == 0:
			return c.mixed(in.files)
		case left.several() && c.unsure != nil:
			return c.ambiguous(left, in.files)
		case c.numbers != nil && left == decimalComma && c.numbers.guessed.Load():
			return c.late(in.files)
		}
	}
	return nil
}
