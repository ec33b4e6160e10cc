package rfmio

import (
	"fmt"
	"maps"
	"rfm/io/fault"
	"rfm/io/formula"
	"rfm/io/json"
	"rfm/io/role"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// lateColumns is an error when keys that the first rows lack would have changed
// which columns are read, or when a column that a flag names never came.
func (in *Input) lateColumns() error {
	for _, f := range in.files {
		t, ok := f.table.(*json.Table)
		if !ok {
			continue
		}
		columns, late, lost := t.KeysFound()
		if lost {
			return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: more than %d keys are not in the first rows: they look like values, not like columns", f.count.Name, json.MaxLateKeys),
				Hints: []string{"make a table of the file first, with the same keys in each row"}}
		}
		p, err := role.Match(in.finderOf(f, append(f.withPartitions(columns), late...)))
		if err != nil {
			return err
		}
		for i, column := range in.mapped(p) {
			if i < len(f.count.Columns) && column.Role == f.count.Columns[i].Role && column.Name == f.count.Columns[i].Name {
				continue
			}
			r, _ := role.Find(column.Role)
			return &fault.Error{Kind: fault.Undecided,
				Message: fmt.Sprintf("%s: the key %q, which looks like %s, is not in the first rows", f.count.Name, column.Name, r.What),
				Hints:   []string{fmt.Sprintf("choose: %s %s   or name another column", r.Flag, fault.ShellWord(column.Name))}}
		}
	}
	return nil
}

// Options are the options that say which columns are asked for.
func (in *Input) roleOptions() role.Options {
	o := role.Options{Table: in.roles, Schema: in.options.Schema, Columns: in.options.Columns, Named: in.options.Named, NoHeader: in.options.NoHeader,
		AnyCurrency: in.options.AnyCurrency, AnyStatus: in.options.AnyStatus, NoRefund: in.options.NoRefund, NoQuantity: in.options.NoQuantity,
		AmountPer: in.options.AmountPer, Summaries: in.options.Summaries, WholeRows: in.options.Dedupe || in.options.CountEqual != ""}
	if in.filter != nil {
		for _, c := range in.filter.Columns {
			o.Filter = append(o.Filter, role.FilterColumn{Name: c.Name, Kind: c.Kind})
		}
	}
	return o
}

// Named are the names of columns that flags and the row filter ask for. They may
// be missing from the first rows of JSON.
func (in *Input) named() []string {
	var names []string
	for _, role := range slices.Sorted(maps.Keys(in.options.Columns)) {
		text := in.options.Columns[role]
		if f, err := formula.Parse("", text); err == nil && len(f.Columns) > 1 && strings.ContainsAny(text, " (\"") {
			names = append(names, f.Columns...)
			continue
		}
		names = append(names, text)
	}
	for _, field := range slices.Sorted(maps.Keys(in.options.Named)) {
		names = append(names, in.options.Named[field].Column)
	}
	if in.filter != nil {
		for _, c := range in.filter.Columns {
			names = append(names, c.Name)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		_, err := strconv.Atoi(name)
		return err == nil
	})
}

// finderOf is the finder of a file, whose columns may be more than it began
// with.
func (in *Input) finderOf(f *inputFile, columns []string) *role.Finder {
	late := len(columns) != len(f.columns)
	layout := in.roles.LayoutOf(columns)
	if f.packed {
		layout = role.PackedLayout()
	}
	n := &role.Finder{File: f.source.Name, Columns: columns, Options: in.roleOptions(), Dates: in.dates, Layout: layout, Read: map[int][]string{}, Found: map[string]int{}}
	switch {
	case late:
		n.Read = f.heads
	case f.decided != nil:
		n.Decided, n.Read = f.decided, f.heads
	default:
		n.Head = f.head
	}
	return n
}

// remember keeps what was found for when the file is opened again.
func (f *inputFile) remember(n *role.Finder) {
	if f.decided == nil {
		f.decided, f.heads = n.Found, n.Read
	}
}

// recognize asks whether the file is of a kind that needs another schema. All
// files must be of the same kind; the first decides.
func (in *Input) recognize(f *inputFile) (bool, error) {
	if in.options.Recognize == nil {
		return false, nil
	}
	var schema *arrow.Schema
	if date, _ := in.roles.Find("date"); in.options.RecognizeAll || date.Named(f.columns) == nil {
		var err error
		if schema, err = in.options.Recognize(f.source.Name, f.columns); err != nil {
			return false, err
		}
	}
	if in.recognized == nil {
		in.recognized = &recognized{f.source.Name, schema}
		if schema != nil {
			in.options.Schema = schema
			in.options.Columns = map[string]string{}
			for _, field := range schema.Fields() {
				if r, known := role.Find(field.Name); known { // others are named
					in.options.Columns[r.Name] = field.Name
				}
			}
		}
	}
	if first := in.recognized; (schema == nil) != (first.schema == nil) || schema != nil && !schema.Equal(first.schema) {
		return false, &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: has other columns than %s", f.source.Name, first.file),
			Hints: []string{"columns: " + role.ListColumns(f.columns), "read the files in two runs"}}
	}
	return schema != nil, nil
}

// recognized is what the first file was found to be; schema is nil where it is
// nothing but what was asked for.
type recognized struct {
	file   string
	schema *arrow.Schema
}

// Recognized tells whether the files are read for a schema that Recognize gave.
func (in *Input) Recognized() bool { return in.recognized != nil && in.recognized.schema != nil }
