package json

import (
	"bytes"
	"io"
	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"unicode/utf8"
)

// Table is a file of JSON objects, each a row; their keys are the columns.
// Numbers keep the digits that they are written with.
type Table struct {
	delimited.Table
	list bool // one list of objects, or objects over several lines

	keys map[string]int // the column of each key
	// strings are the columns that have strings in the first rows.
	strings map[int]bool
	// sampled is the number of columns that were found in the first rows. Those
	// behind are named by flags.
	sampled int
	late    lateKeys
}

// Sniff tells whether a text begins as an object or a list of objects.
func Sniff(text []byte) bool {
	first := bytes.TrimLeft(text, " \t\r\n")
	if len(first) == 0 || first[0] != '{' && first[0] != '[' {
		return false
	}
	second := bytes.TrimLeft(first[1:], " \t\r\n")
	if first[0] == '[' {
		return len(second) > 0 && (second[0] == '{' || second[0] == ']')
	}
	return len(second) > 0 && (second[0] == '"' || second[0] == '}')
}

// Open finds the columns in the first block: the keys of its objects. Those
// named later, which are no numbers of columns, are columns as well.
func Open(s *source.Source, later []string) (*Table, error) {
	t := &Table{keys: map[string]int{}, strings: map[int]bool{}}
	t.Source, t.Dialect = s, delimited.Dialect{Delimiter: cellEnd, Newline: rowEnd}
	sample, err := t.firstLines(s.Reader)
	if err != nil {
		return nil, err
	}
	wrapped := wrapsList(sample)
	if t.list = wrapped || !startsWithLine(sample); t.list {
		if sample, err = t.firstLines(newElements(s.Name, io.MultiReader(bytes.NewReader(t.Blocks.Carry), t.Blocks.Reader), wrapped)); err != nil {
			return nil, err
		}
	}
	if len(sample) == 0 {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: s.Name + ": is empty"}
	}
	if err := t.findKeys(sample); err != nil {
		return nil, err
	}
	t.sampled = len(t.Names)
	for _, key := range later {
		if !slices.ContainsFunc(t.Names, func(name string) bool { return value.EqualNames(name, key) }) {
			t.addKey(key)
		}
	}
	return t, nil
}

// firstLines fills the first block, which stays to be read.
func (t *Table) firstLines(r io.Reader) ([]byte, error) {
	t.Blocks = delimited.BlockReader{Reader: r, Size: delimited.BlockSize, Dialect: delimited.Dialect{Newline: '\n', Unquoted: true}}
	sample := t.Blocks.Fill(nil)
	for bytes.IndexByte(sample, '\n') < 0 && t.Blocks.Err == nil && len(sample) < delimited.MaxRow && !wrapsList(sample) {
		sample = t.Blocks.Fill(sample)
	}
	if err := t.Blocks.Err; err != nil && err != io.EOF {
		return nil, source.Damaged(t.Source.Name, err)
	}
	t.Blocks.Carry = sample
	if end := bytes.LastIndexByte(sample, '\n'); end >= 0 && t.Blocks.Err == nil {
		sample = sample[:end+1]
	}
	return sample, nil
}

// startsWithLine tells whether the first line is an object.
func startsWithLine(sample []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(sample, " \t\r\n"), []byte{'\n'})
	var o object
	return o.read(line, nothing{}) == nil
}

// nothing is a visitor that looks at nothing.
type nothing struct{}

func (nothing) visit(_, _ []byte, _ form) error { return nil }

// findKeys makes the keys of the first lines columns. A line that is no object
// is told when it is read.
func (t *Table) findKeys(sample []byte) error {
	if !utf8.Valid(sample) {
		for line := range bytes.Lines(sample) {
			if !utf8.Valid(line) {
				return source.NotUTF8(t.Source, t.Source.Name+": the text", line)
			}
		}
	}
	var o object
	var first error
	read := 0
	for line := range bytes.Lines(sample) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := o.read(line, t); err == nil {
			read++
		} else if first == nil {
			first = err
		}
	}
	if read == 0 {
		return &fault.Error{Kind: fault.Unreadable, Message: t.Source.Name + ": is no table: a line " + first.Error()}
	}
	return nil
}

// visit implements visitor.
func (t *Table) visit(key, _ []byte, form form) error {
	column, known := t.keys[string(key)]
	if !known {
		column = len(t.Names)
		t.addKey(string(key))
	}
	if form == formString {
		t.strings[column] = true
	}
	return nil
}

// Spelled implements table. Numbers of JSON have a decimal point.
func (t *Table) Spelled(w vector.Want) bool {
	return w.Kind == vector.KindDay || w.Kind != vector.KindText && t.strings[w.Index]
}

func (t *Table) addKey(key string) {
	t.keys[key] = len(t.Names)
	t.Names = append(t.Names, key)
}

// Describe names the format, for the account.
func (t *Table) Describe() string {
	what := "JSON lines"
	if t.list {
		what = "JSON"
	}
	if t.Source.Encoding != "" {
		what += ", " + t.Source.Encoding
	}
	return what
}
