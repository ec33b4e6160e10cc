package rfmio

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
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
	first   vector.BadCell
}

// watch says which columns must be UTF-8.
func (f *inputFile) watch(o Options) {
	f.foreign.columns = nil
	for i, field := range o.Schema.Fields() {
		if field.Name == "customer" || field.Name == "customer_id" {
			f.foreign.columns = append(f.foreign.columns, f.plan.Field[i].Vector)
		}
	}
	for _, k := range f.plan.Filter {
		if f.plan.Wants[k].Kind == vector.KindText && !slices.Contains(f.foreign.columns, k) {
			f.foreign.columns = append(f.foreign.columns, k)
		}
	}
}

// lookAt notes the cells of a batch that are not UTF-8.
func (f *inputFile) lookAt(a *assembler) {
	for _, k := range f.foreign.columns {
		v := &a.batch.Vectors[k]
		if value.IsASCII(v.Bytes) && (v.Dictionary == nil || value.IsASCII(v.Dictionary.Bytes)) {
			continue
		}
		cells, first := int64(0), vector.None
		for row := range a.batch.Rows {
			if !v.IsNull(row) && !utf8.Valid(v.Text(row)) {
				if cells++; first == vector.None {
					first = row
				}
			}
		}
		if first == vector.None {
			continue
		}
		w := a.plan.Wants[k]
		morsel, line := a.decoder.Position(first)
		cell := vector.BadCell{Morsel: morsel, Line: line, Column: w.Index, Name: w.Name, Value: string(v.Text(first))}
		f.foreign.mu.Lock()
		if f.foreign.cells == 0 || cell.Compare(f.foreign.first) < 0 {
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
		where := fmt.Sprintf("%s: %s %s", f.at(cell), cell.Name, fault.Quote(cell.Value))
		if f.foreign.cells > 1 {
			where += fmt.Sprintf(" (one of %d cells)", f.foreign.cells)
		}
		e := source.NotUTF8(f.source, where, []byte(cell.Value))
		e.Place = placeOf(cell, in.files)
		return e
	}
	return nil
}
