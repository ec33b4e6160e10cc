package rfmio

import (
	"errors"
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
		if w.form != nil && !w.form.given && f.table.spelled(w) {
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
		noteCells(file, wants[:forms], d, &b)
		if len(wants) > forms && continuesOrders(&b.vectors[forms], &b.vectors[forms+1], b.rows) {
			in.continues = true
		}
		if head || !in.undecided() {
			return nil
		}
	}
}

// noteCells notes what the cells of a batch tell.
func noteCells(file int, wants []want, d decoder, b *batch) {
	for i, w := range wants {
		for row := range b.rows {
			cell := b.vectors[i].text(row)
			found, unsure := w.form.spelling().classify(cell)
			if w.form.knows(found, unsure) {
				continue
			}
			morsel, line := d.position(row)
			w.form.add(sighting{badCell{file: file, row: row, morsel: morsel, line: line, column: w.index, name: w.name, value: string(cell)}, found}, unsure)
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
		if w.kind == kindDay {
			p.wants[i].form = in.formOf(w)
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
	days := *in.dates
	c := &columnForm{role: w.role, days: &days, given: !days.found}
	in.forms = append(in.forms, c)
	return c
}

// noteBad notes what the cells tell that are not in the form of their column.
func (in *Input) noteBad(file int, b *batch) {
	for _, cell := range b.bad {
		for _, w := range in.files[file].plan.wants {
			if w.form == nil || w.form.given || w.index != cell.column || cell.row == wholeRow || cell.reason != reasonNoDate {
				continue
			}
			found, unsure := w.form.spelling().classify([]byte(cell.value))
			cell.file = file
			w.form.add(sighting{cell, found}, unsure)
		}
	}
}

// contradiction is the error for a column that turned out to be written in
// several forms; nil when there is none.
func (in *Input) contradiction() error {
	for _, c := range in.forms {
		if !c.given && c.left(c.spelling().all()) == 0 {
			return c.mixed(in.files)
		}
	}
	return nil
}

// locatedError names the line of a row without an end.
func locatedError(err error) error {
	var long *longRowError
	if errors.As(err, &long) {
		return long.located()
	}
	return err
}
