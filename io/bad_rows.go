package rfmio

import (
	"fmt"
	"sort"
	"strings"
)

// maxBadKept bounds the memory that bad rows take.
const maxBadKept = 100_000

// badKind is what bad rows have in common.
type badKind struct{ name, reason string }

// badCell notes a row that cannot be understood.
func (f *inputFile) badCell(cell badCell) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.badKinds == nil {
		f.badKinds = map[badKind]int64{}
	}
	f.badKinds[badKind{cell.name, cell.reason}]++
	if f.badCount++; len(f.bad) < maxBadKept {
		f.bad = append(f.bad, cell)
	}
}

// badRows is the error that lists the bad rows; nil when there are none.
func (in *Input) badRows() error {
	var total, misread int64
	e := &Error{Kind: BadRows}
	for _, f := range in.files {
		if len(f.bad) == 0 {
			continue
		}
		total += f.badCount
		for kind, n := range f.badKinds {
			if kind.reason == reasonNoDate || kind.reason == notANumber {
				misread += n
			}
		}
		if e.Message != "" {
			continue
		}
		f.locate()
		first := f.bad[0]
		e.Message = fmt.Sprintf("%s:%d: the row %s: %s", f.count.Name, first.line, first.reason, quoteValue(first.value))
		if first.row != wholeRow {
			e.Message = fmt.Sprintf("%s:%d:%d: %s %s %s", f.count.Name, first.line, first.column+1, first.name, quoteValue(first.value), first.reason)
			if first.value == "" {
				e.Message = fmt.Sprintf("%s:%d:%d: %s %s", f.count.Name, first.line, first.column+1, first.name, first.reason)
			}
		}
		if hint := f.sameReason(first); hint != "" {
			e.Hints = append(e.Hints, hint)
		}
		e.Hints = append(e.Hints, f.otherReasons(first)...)
		if first.reason == notANumber {
			e.Hints = append(e.Hints, "a number must read like 1234.50, without signs of currency or thousands")
		}
		if first.reason == reasonNoDate {
			e.Hints = append(e.Hints, "a date must read like "+in.days.format.Example)
			e.Hints = append(e.Hints, "other forms: --date-format "+otherFormats(in.days.format.Name))
		}
	}
	if total == 0 {
		return nil
	}
	if misread == in.account.Rows {
		e.Kind = Undecided // the columns are others, or have another form
	}
	if total > 1 {
		e.Hints = append(e.Hints, fmt.Sprintf("%d of %d rows cannot be read; nothing was written", total, in.account.Rows))
	}
	return e
}

// otherFormats names the date formats but one.
func otherFormats(name string) string {
	var names []string
	for _, f := range DateFormats() {
		if f.Name != name {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, "|")
}

// locate turns the positions of bad cells into lines of the file, and sorts them.
func (f *inputFile) locate() {
	before := make([]int64, 1, len(f.table.lines())+1)
	for _, n := range f.table.lines() {
		before = append(before, before[len(before)-1]+n)
	}
	for i := range f.bad {
		f.bad[i].line += before[f.bad[i].morsel] + f.table.firstLine()
	}
	sort.Slice(f.bad, func(i, j int) bool { return f.bad[i].line < f.bad[j].line })
}

// sameReason counts the rows that are bad as the first one is.
func (f *inputFile) sameReason(first badCell) string {
	const shown = 5
	n := f.badKinds[badKind{first.name, first.reason}]
	if n == 1 {
		return ""
	}
	var lines []string
	for _, cell := range f.bad {
		if cell.reason == first.reason && cell.name == first.name && len(lines) < shown {
			lines = append(lines, fmt.Sprint(cell.line))
		}
	}
	more := ""
	if n > shown {
		more = ", …"
	}
	return fmt.Sprintf("%d rows like this: lines %s%s", n, strings.Join(lines, ", "), more)
}

// otherReasons counts the rows that are bad in other ways, each with its first
// line.
func (f *inputFile) otherReasons(first badCell) []string {
	const shown = 5
	var out []string
	told := map[badKind]bool{{first.name, first.reason}: true}
	for _, cell := range f.bad {
		kind := badKind{cell.name, cell.reason}
		if told[kind] || len(out) == shown {
			continue
		}
		told[kind] = true
		n := f.badKinds[kind]
		what := strings.TrimSpace(cell.name + " " + cell.reason)
		if cell.row == wholeRow {
			what = "the row " + cell.reason
		}
		if n == 1 {
			out = append(out, fmt.Sprintf("line %d: %s", cell.line, what))
		} else {
			out = append(out, fmt.Sprintf("line %d and %d more: %s", cell.line, n-1, what))
		}
	}
	return out
}
