package rfmio

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// lateColumns is an error when keys that the first rows lack would have changed
// which columns are read, or when a column that a flag names never came.
func (in *Input) lateColumns() error {
	for _, f := range in.files {
		t, ok := f.table.(*jsonTable)
		if !ok {
			continue
		}
		columns, late, lost := t.keysFound()
		if lost {
			return &Error{Kind: Undecided, Message: fmt.Sprintf("%s: more than %d keys are not in the first rows: they look like values, not like columns", f.count.Name, maxLateKeys),
				Hints: []string{"make a table of the file first, with the same keys in each row"}}
		}
		p, err := matchColumns(in.finderOf(f, append(columns, late...)))
		if err != nil {
			return err
		}
		for i, column := range in.mapped(p) {
			if i < len(f.count.Columns) && column.Role == f.count.Columns[i].Role && column.Name == f.count.Columns[i].Name {
				continue
			}
			r, _ := findRole(column.Role)
			return &Error{Kind: Undecided,
				Message: fmt.Sprintf("%s: the key %q, which looks like %s, is not in the first rows", f.count.Name, column.Name, r.what),
				Hints:   []string{fmt.Sprintf("choose: %s %s   or name another column", r.flag, ShellWord(column.Name))}}
		}
	}
	return nil
}

// roleOptions are the options that say which columns are asked for.
func (in *Input) roleOptions() roleOptions {
	o := roleOptions{Schema: in.options.Schema, Columns: in.options.Columns, NoHeader: in.options.NoHeader,
		AnyCurrency: in.options.AnyCurrency, WholeRows: in.options.Dedupe || in.options.CountEqual}
	if in.filter != nil {
		for _, c := range in.filter.columns {
			o.Filter = append(o.Filter, namedKind{c.name, c.kind})
		}
	}
	return o
}

// named are the names of columns that flags and the row filter ask for. They may
// be missing from the first rows of JSON.
func (in *Input) named() []string {
	var names []string
	for _, role := range slices.Sorted(maps.Keys(in.options.Columns)) {
		names = append(names, in.options.Columns[role])
	}
	if in.filter != nil {
		for _, c := range in.filter.columns {
			names = append(names, c.name)
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		_, err := strconv.Atoi(name)
		return err == nil
	})
}

// finderOf is the finder of a file, whose columns may be more than it began
// with.
func (in *Input) finderOf(f *inputFile, columns []string) *finder {
	late := len(columns) != len(f.columns)
	n := &finder{file: f.source.name, columns: columns, options: in.roleOptions(), dates: in.dates, layout: layoutOf(columns), read: map[int][]string{}, found: map[string]int{}}
	switch {
	case late:
		n.read = f.heads
	case f.decided != nil:
		n.decided = f.decided
	default:
		n.head = f.table.head
	}
	return n
}

// remember keeps what was found for when the file is opened again.
func (f *inputFile) remember(n *finder) {
	if f.decided == nil {
		f.decided = n.found
		if _, ok := f.table.(*jsonTable); ok {
			f.heads = n.read // keys may come late
		}
	}
}
