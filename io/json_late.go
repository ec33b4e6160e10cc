package rfmio

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
)

// lateKeys are keys of JSON objects that are not in the first rows, by which the
// columns were found, and where each of them appears first.
type lateKeys struct {
	mu    sync.Mutex
	first map[string]linePlace
	lost  bool // there were too many to keep
}

// linePlace is a line of a morsel.
type linePlace struct {
	morsel int
	line   int64
}

func (p linePlace) compare(q linePlace) int {
	return cmp.Or(cmp.Compare(p.morsel, q.morsel), cmp.Compare(p.line, q.line))
}

// maxLateKeys bounds the memory of keys that are values rather than names.
const maxLateKeys = 10_000

// appears notes a key that is not in the first rows.
func (t *jsonTable) appears(key string, at linePlace) {
	t.late.mu.Lock()
	defer t.late.mu.Unlock()
	before, known := t.late.first[key]
	switch {
	case known && before.compare(at) <= 0:
	case !known && len(t.late.first) == maxLateKeys:
		t.late.lost = true
	default:
		if t.late.first == nil {
			t.late.first = map[string]linePlace{}
		}
		t.late.first[key] = at
	}
}

// addNamed adds the columns that flags and the row filter name and the first
// rows lack: they may come.
func (t *jsonTable) addNamed(o Options, f *filter) {
	var names []string
	for _, role := range slices.Sorted(maps.Keys(o.Columns)) {
		names = append(names, o.Columns[role])
	}
	if f != nil {
		for _, c := range f.columns {
			names = append(names, c.name)
		}
	}
	for _, name := range names {
		_, err := strconv.Atoi(name)
		if _, notThere := namedColumn("", t.names, name, "", Undecided); notThere != nil && err != nil {
			t.addKey(name)
		}
	}
}

// lateColumns is an error when keys that the first rows lack would have changed
// which columns are read, or when a column that a flag names never came.
func (in *Input) lateColumns() error {
	for _, f := range in.files {
		t, ok := f.table.(*jsonTable)
		if !ok {
			continue
		}
		if t.late.lost {
			return &Error{Kind: Undecided, Message: fmt.Sprintf("%s: more than %d keys are not in the first rows: they look like values, not like columns", f.count.Name, maxLateKeys),
				Hints: []string{"make a table of the file first, with the same keys in each row"}}
		}
		late := slices.Sorted(maps.Keys(t.late.first))
		slices.SortStableFunc(late, func(a, b string) int { return t.late.first[a].compare(t.late.first[b]) })
		columns := append(slices.Clone(t.names[:t.sampled]), late...)
		p, err := matchColumns(in.finderOf(f, columns), in.filter)
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
