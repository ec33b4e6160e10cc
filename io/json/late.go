package json

import (
	"cmp"
	"maps"
	"slices"
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

// MaxLateKeys bounds the memory of keys that are values rather than names.
const MaxLateKeys = 10_000

// appears notes a key that is not in the first rows.
func (t *Table) appears(key string, at linePlace) {
	t.late.mu.Lock()
	defer t.late.mu.Unlock()
	before, known := t.late.first[key]
	switch {
	case known && before.compare(at) <= 0:
	case !known && len(t.late.first) == MaxLateKeys:
		t.late.lost = true
	default:
		if t.late.first == nil {
			t.late.first = map[string]linePlace{}
		}
		t.late.first[key] = at
	}
}

// KeysFound are the keys of the first rows, and those that came later in the
// order in which they appear; lost tells that there were too many to keep.
func (t *Table) KeysFound() (first, late []string, lost bool) {
	late = slices.Sorted(maps.Keys(t.late.first))
	slices.SortStableFunc(late, func(a, b string) int { return t.late.first[a].compare(t.late.first[b]) })
	return slices.Clone(t.Names[:t.sampled]), late, t.late.lost
}
