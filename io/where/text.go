package where

import (
	"bytes"
	"rfm/io/vector"
)

// textTest holds where the text of a column has a property. The cells of a column
// with a dictionary are looked at once per entry of it.
type textTest struct {
	column int
	has    func(text []byte) bool
	// known are the verdicts of the texts met, where has takes longer than a
	// look-up; nil where it does not, or there are too many.
	known map[string]Verdict

	dictionary *vector.Dictionary
	entries    []Verdict
}

// mostKnown is how many texts are remembered.
const mostKnown = 4096

func (t *textTest) judge(columns []*vector.Vector, out []Verdict) {
	v := columns[t.column]
	if v.Dictionary != nil {
		t.judgeCodes(v, out)
		return
	}
	start := v.Offsets[0]
	for i, end := range v.Offsets[1 : len(out)+1] {
		if v.Null != nil && v.Null[i] {
			out[i] = t.verdict(nil)
		} else {
			out[i] = t.verdict(v.Bytes[start:end])
		}
		start = end
	}
}

// judgeCodes judges the entries of a dictionary that is met for the first time.
func (t *textTest) judgeCodes(v *vector.Vector, out []Verdict) {
	if t.dictionary != v.Dictionary {
		t.dictionary = v.Dictionary
		t.entries = vector.Resize(t.entries, v.Dictionary.Len())
		for i := range t.entries {
			t.entries[i] = t.verdict(v.Dictionary.Text(i))
		}
	}
	codes := v.Codes[:len(out)]
	for i := range out {
		out[i] = t.entries[codes[i]]
	}
	if v.Null == nil {
		return
	}
	empty := t.verdict(nil)
	for i := range out {
		if v.Null[i] {
			out[i] = empty
		}
	}
}

func (t *textTest) verdict(text []byte) Verdict {
	if t.known == nil {
		return verdictOf(t.has(text))
	}
	v, known := t.known[string(text)]
	if !known {
		v = verdictOf(t.has(text))
		if len(t.known) == mostKnown {
			t.known = nil
			return v
		}
		t.known[string(text)] = v
	}
	return v
}

// textEquals holds where the text of a column is a given one: the commonest test,
// in a loop of its own.
type textEquals struct {
	textTest
	text string
}

func (t *textEquals) judge(columns []*vector.Vector, out []Verdict) {
	v := columns[t.column]
	if v.Dictionary != nil || v.Null != nil {
		t.textTest.judge(columns, out)
		return
	}
	start := v.Offsets[0]
	for i, end := range v.Offsets[1 : len(out)+1] {
		out[i] = verdictOf(int(end-start) == len(t.text) && string(v.Bytes[start:end]) == t.text)
		start = end
	}
}

// textComparison compares two columns of text.
type textComparison struct {
	left, right int
	holds       func(order int) bool
}

func (c *textComparison) judge(columns []*vector.Vector, out []Verdict) {
	left, right := columns[c.left], columns[c.right]
	for i := range out {
		out[i] = verdictOf(c.holds(bytes.Compare(cellOf(left, i), cellOf(right, i))))
	}
}

// cellOf is a cell as the condition sees it.
func cellOf(v *vector.Vector, row int) []byte {
	if v.IsNull(row) {
		return nil
	}
	return v.Text(row)
}
