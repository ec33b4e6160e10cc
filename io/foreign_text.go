package rfmio

import (
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"
)

// foreignText is what one file has of text that is not UTF-8 where that
// matters: in the customer ids and in the texts that the row filter compares.
type foreignText struct {
	mu      sync.Mutex
	columns []int // vectors to look at
	cells   int64
	first   badCell
}

// watch says which columns must be UTF-8.
func (f *inputFile) watch(o Options) {
	f.foreign.columns = nil
	for i, field := range o.Schema.Fields() {
		if r, known := findRole(field.Name); known && r.name == "customer" {
			f.foreign.columns = append(f.foreign.columns, f.plan.field[i].vector)
		}
	}
	for _, k := range f.plan.filter {
		if f.plan.wants[k].kind == kindText && !slices.Contains(f.foreign.columns, k) {
			f.foreign.columns = append(f.foreign.columns, k)
		}
	}
}

// lookAt notes the cells of a batch that are not UTF-8.
func (f *inputFile) lookAt(a *assembler) {
	for _, k := range f.foreign.columns {
		v := &a.batch.vectors[k]
		if isASCII(v.bytes) {
			continue
		}
		cells, first := int64(0), none
		for row := range a.batch.rows {
			if !utf8.Valid(v.text(row)) {
				if cells++; first == none {
					first = row
				}
			}
		}
		if first == none {
			continue
		}
		w := a.plan.wants[k]
		morsel, line := a.decoder.position(first)
		cell := badCell{morsel: morsel, line: line, column: w.index, name: w.name, value: string(v.text(first))}
		f.foreign.mu.Lock()
		if f.foreign.cells == 0 || cell.compare(f.foreign.first) < 0 {
			f.foreign.first = cell
		}
		f.foreign.cells += cells
		f.foreign.mu.Unlock()
	}
}

// foreignTexts is the error for the first file with such text; nil for none.
func (in *Input) foreignTexts() error {
	for _, f := range in.files {
		if f.foreign.cells == 0 {
			continue
		}
		cell := f.foreign.first
		where := fmt.Sprintf("%s:%d:%d: %s %s", f.count.Name, f.lineOf(cell), cell.column+1, cell.name, quoteValue(cell.value))
		if f.foreign.cells > 1 {
			where += fmt.Sprintf(" (one of %d cells)", f.foreign.cells)
		}
		e := notUTF8(f.source, where, []byte(cell.value))
		e.Place = placeOf(cell, in.files)
		return e
	}
	return nil
}
