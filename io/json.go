package rfmio

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"
)

// jsonTable is a file of JSON objects, each a row; their keys are the columns.
// Numbers keep the digits that they are written with.
type jsonTable struct {
	textTable
	list bool // one list of objects, or objects over several lines

	keys map[string]int // the column of each key
	// strings are the columns that have strings in the first rows.
	strings map[int]bool
	// sampled is the number of columns that were found in the first rows. Those
	// behind are named by flags.
	sampled int
	late    lateKeys
}

// isJSON tells whether a text begins as an object or a list of objects.
func isJSON(text []byte) bool {
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

// openJSON finds the columns in the first block: the keys of its objects. Those
// named later, which are no numbers of columns, are columns as well.
func openJSON(s *source, later []string) (*jsonTable, error) {
	t := &jsonTable{keys: map[string]int{}, strings: map[int]bool{}}
	t.source, t.dialect = s, dialect{delimiter: jsonCellEnd, newline: jsonRowEnd}
	sample, err := t.firstLines(s.reader)
	if err != nil {
		return nil, err
	}
	if t.list = !startsWithLine(sample); t.list {
		if sample, err = t.firstLines(newJSONElements(s.name, io.MultiReader(bytes.NewReader(t.blocks.carry), t.blocks.r))); err != nil {
			return nil, err
		}
	}
	if len(sample) == 0 {
		return nil, &Error{Kind: Unreadable, Message: s.name + ": is empty"}
	}
	if err := t.findKeys(sample); err != nil {
		return nil, err
	}
	t.sampled = len(t.names)
	for _, key := range later {
		if !slices.ContainsFunc(t.names, func(name string) bool { return equalNames(name, key) }) {
			t.addKey(key)
		}
	}
	return t, nil
}

// firstLines fills the first block, which stays to be read.
func (t *jsonTable) firstLines(r io.Reader) ([]byte, error) {
	t.blocks = blockReader{r: r, size: blockSize, dialect: dialect{newline: '\n', unquoted: true}}
	sample := t.blocks.fill(nil)
	for bytes.IndexByte(sample, '\n') < 0 && t.blocks.err == nil && len(sample) < maxRow {
		sample = t.blocks.fill(sample)
	}
	if err := t.blocks.err; err != nil && err != io.EOF {
		return nil, damaged(t.source.name, err)
	}
	t.blocks.carry = sample
	if end := bytes.LastIndexByte(sample, '\n'); end >= 0 && t.blocks.err == nil {
		sample = sample[:end+1]
	}
	return sample, nil
}

// startsWithLine tells whether the first line is an object.
func startsWithLine(sample []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(sample, " \t\r\n"), []byte{'\n'})
	var o jsonObject
	return o.read(line, nothing{}) == nil
}

// nothing is a visitor that looks at nothing.
type nothing struct{}

func (nothing) visit(_, _ []byte, _ jsonForm) error { return nil }

// findKeys makes the keys of the first lines columns. A line that is no object
// is told when it is read.
func (t *jsonTable) findKeys(sample []byte) error {
	if !utf8.Valid(sample) {
		for line := range bytes.Lines(sample) {
			if !utf8.Valid(line) {
				return notUTF8(t.source, t.source.name+": the text", line)
			}
		}
	}
	var o jsonObject
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
		return &Error{Kind: Unreadable, Message: t.source.name + ": is no table: a line " + first.Error()}
	}
	return nil
}

// visit implements jsonVisitor.
func (t *jsonTable) visit(key, _ []byte, form jsonForm) error {
	column, known := t.keys[string(key)]
	if !known {
		column = len(t.names)
		t.addKey(string(key))
	}
	if form == jsonString {
		t.strings[column] = true
	}
	return nil
}

// spelled implements table. Numbers of JSON have a decimal point.
func (t *jsonTable) spelled(w want) bool {
	return w.kind == kindDay || w.kind != kindText && t.strings[w.index]
}

func (t *jsonTable) addKey(key string) {
	t.keys[key] = len(t.names)
	t.names = append(t.names, key)
}

func (t *jsonTable) describe() string {
	what := "JSON lines"
	if t.list {
		what = "JSON"
	}
	if t.source.encoding != "" {
		what += ", " + t.source.encoding
	}
	return what
}
