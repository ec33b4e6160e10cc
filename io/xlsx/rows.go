package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// Rows reads a sheet from its first row to its last.
type Rows struct {
	book   *Workbook
	sheet  Sheet
	part   io.Closer
	m      *markup
	shared *sharedStrings
	want   []bool // by column; nil for all

	row     Row
	text    []byte // of the cells of the row that are not shared
	value   []byte // of the cell in work
	formula []byte
	column  int      // of the last cell
	seen    []uint32 // by column: the row, as counted here, that had it last
	count   uint32

	inside bool // of sheetData
	err    error
	merged []Range
}

// Rows begins to read a sheet.
func (w *Workbook) Rows(sheet Sheet) (*Rows, error) {
	shared, err := w.sharedStrings()
	if err != nil {
		return nil, err
	}
	part, _, err := w.container.open(sheet.part)
	if err != nil {
		return nil, err
	}
	return &Rows{book: w, sheet: sheet, part: part, m: newMarkup(part, sheet.part), shared: shared}, nil
}

// Only leaves out the cells of all other columns, which saves time.
func (r *Rows) Only(columns []int) {
	r.want = make([]bool, MaxColumns)
	for _, c := range columns {
		if c >= 0 && c < MaxColumns {
			r.want[c] = true
		}
	}
}

// Close gives up what is open. Rows that have been read to their end need it
// too.
func (r *Rows) Close() error { return r.part.Close() }

// Merged lists the merged cells of the sheet, of which only the first has a
// value. They stand behind the rows: they are known once Next has returned
// io.EOF.
func (r *Rows) Merged() []Range { return r.merged }

// Next reads the next row, which may be empty; io.EOF after the last. Other
// errors are *FormatError.
func (r *Rows) Next() (*Row, error) {
	if r.err == nil {
		if r.err = r.next(); r.err == nil {
			return &r.row, nil
		}
	}
	return nil, r.err
}

func (r *Rows) next() error {
	for {
		if err := r.m.next(); err != nil {
			return err
		}
		switch {
		case r.m.kind == markupText:
		case string(r.m.name) == "sheetData":
			r.inside = r.m.kind == markupStart
		case r.inside && r.m.start("row"):
			return r.readRow()
		case r.m.start("mergeCell"):
			if err := r.merge(); err != nil {
				return err
			}
		}
	}
}

// maxMerged bounds the list of merged cells.
const maxMerged = 1 << 18

func (r *Rows) merge() error {
	area, ok := parseRange([]byte(r.m.attribute("ref")))
	if !ok {
		return corrupt("sheet %s merges the cells %s", quoted(r.sheet.Name), quoted(r.m.attribute("ref")))
	}
	if r.merged = append(r.merged, area); len(r.merged) > maxMerged {
		return corrupt("sheet %s has more than %d merged cells", quoted(r.sheet.Name), maxMerged)
	}
	return nil
}

// readRow reads the row whose tag has just begun.
func (r *Rows) readRow() error {
	r.row = Row{Number: r.row.Number + 1, Cells: r.row.Cells[:0]}
	r.text, r.column = r.text[:0], -1
	r.count++
	for {
		name, value, err := r.m.nextAttribute()
		if err != nil {
			return err
		}
		if len(name) == 0 {
			break
		}
		switch string(name) {
		case "r":
			number, ok := parseWhole(value)
			if !ok || number == 0 {
				return corrupt("sheet %s has a row %s", quoted(r.sheet.Name), quoted(string(value)))
			}
			r.row.Number = number
		case "hidden":
			r.row.Hidden = isTrue(string(value))
		}
	}
	if r.row.Number > MaxRows {
		return corrupt("sheet %s has more than %d rows", quoted(r.sheet.Name), MaxRows)
	}
	outside := r.m.depth - 1
	for {
		if err := r.m.next(); err != nil {
			return r.m.early(err)
		}
		if r.m.kind == markupEnd && r.m.depth == outside {
			return nil
		}
		if r.m.start("c") {
			if err := r.readCell(); err != nil {
				return err
			}
		}
	}
}

// early is the error of a part that ends inside an element.
func (m *markup) early(err error) error {
	if err == io.EOF {
		return m.damaged(errors.New("it ends too early"))
	}
	return err
}

// cellTag is what stands in the tag of a cell.
type cellTag struct {
	kind  []byte // t: s, str, inlineStr, b, e, d, n
	style int
}

// readCell reads the cell whose tag has just begun. A cell without an address
// follows the one before it.
func (r *Rows) readCell() error {
	r.column++
	var room [16]byte
	tag := cellTag{kind: room[:0]}
	for {
		name, value, err := r.m.nextAttribute()
		if err != nil {
			return err
		}
		if len(name) == 0 {
			break
		}
		switch string(name) {
		case "r":
			row, column, ok := parseAddress(value)
			if !ok || column < 0 || row != 0 && row != r.row.Number {
				return corrupt("sheet %s has a cell %s in row %d", quoted(r.sheet.Name), quoted(string(value)), r.row.Number)
			}
			r.column = column
		case "t":
			tag.kind = append(tag.kind, value...)
		case "s":
			tag.style, _ = parseWhole(value)
		}
	}
	if r.column >= MaxColumns {
		return corrupt("sheet %s, row %d has more than %d cells", quoted(r.sheet.Name), r.row.Number, MaxColumns)
	}
	if r.seen == nil {
		r.seen = make([]uint32, MaxColumns)
	}
	if r.seen[r.column] == r.count {
		return corrupt("sheet %s has the cell %s twice", quoted(r.sheet.Name), r.address())
	}
	r.seen[r.column] = r.count
	return r.readValue(&tag, r.want == nil || r.want[r.column])
}

func (r *Rows) address() string { return Address(r.row.Number, r.column) }

// readValue reads what a cell contains, up to its end.
func (r *Rows) readValue(tag *cellTag, wanted bool) error {
	m, outside := r.m, r.m.depth-1
	r.value, r.formula = r.value[:0], r.formula[:0]
	var into *[]byte // of the texts; nil where they are not part of the cell
	found, computed := false, false
	inline := -1 // where the text of the cell begins, once it has one
	for {
		if err := m.next(); err != nil {
			return m.early(err)
		}
		switch m.kind {
		case markupText:
			if into != nil && wanted {
				*into = m.appendText(*into)
				if len(*into) > maxPiece {
					return m.damaged(errLongText)
				}
			}
		case markupEnd:
			into = nil
			if m.depth == outside {
				if !found && !computed && inline < 0 {
					return nil
				}
				if !wanted {
					r.row.Others = true
					return nil
				}
				return r.addCell(tag, found, computed, inline)
			}
		case markupStart:
			switch string(m.name) {
			case "v":
				found, into = true, &r.value
			case "f":
				computed, into = true, &r.formula
			case "is":
				inline = len(r.text)
				var err error
				if r.text, err = m.appendString(r.text); err != nil {
					return err
				}
			}
		}
	}
}

// addCell adds the cell that has been read to the row.
func (r *Rows) addCell(tag *cellTag, found, computed bool, inline int) error {
	c := Cell{Column: r.column, Formula: computed}
	if computed {
		c.Total = addsUpColumn(r.formula, r.row.Number, r.column)
	}
	value := bytes.TrimSpace(r.value) // but of texts
	var err error
	switch kind := string(tag.kind); {
	case inline >= 0:
		c.Text = r.text[inline:]
	case computed && r.isUncomputed(kind, found):
		c.Kind = Uncomputed
		c.Text = r.keep(append(append(r.text, '='), r.formula...))
	case kind == "s":
		err = r.addShared(&c, value)
	case kind == "str" || kind == "inlineStr":
		c.Text = r.keep(unescapeCodes(append(r.text, r.value...), len(r.text)))
	case kind == "b":
		c.Kind, c.Text = Bool, []byte("FALSE")
		if isTrue(string(value)) {
			c.Text = []byte("TRUE")
		}
	case kind == "e":
		c.Kind, c.Text = Error, r.keep(append(r.text, value...))
	case kind == "d":
		c.Kind, c.Text = Date, r.keep(append(r.text, value...))
	case len(value) == 0:
		return nil
	default:
		err = r.addNumber(&c, value, tag.style)
	}
	if err == nil && (len(c.Text) > 0 || c.Kind == Uncomputed) {
		r.row.Cells = append(r.row.Cells, c)
	}
	return err
}

// isUncomputed tells whether a formula has no value. Some writers store 0 for
// every formula, and have Excel compute it when it opens the file.
func (r *Rows) isUncomputed(kind string, found bool) bool {
	if kind == "" || kind == "n" {
		return len(r.value) == 0 || r.book.recalculates && string(r.value) == "0"
	}
	return !found
}

// keep makes text the text of the row, and returns what has been added.
func (r *Rows) keep(text []byte) []byte {
	start := len(r.text)
	r.text = text
	return text[start:len(text):len(text)]
}

func (r *Rows) addShared(c *Cell, value []byte) error {
	if len(value) == 0 {
		return nil
	}
	number, ok := parseWhole(value)
	if ok {
		c.Text, ok = r.shared.at(number)
	}
	if !ok {
		return corrupt("sheet %s, cell %s refers to text %s of %d", quoted(r.sheet.Name), r.address(), quoted(string(value)), len(r.shared.ends))
	}
	return nil
}

func (r *Rows) addNumber(c *Cell, value []byte, style int) error {
	c.Kind = Number
	var format numberFormat
	if style < len(r.book.styles) {
		format = r.book.styles[style]
	}
	if format.class != formatNumber {
		days, err := strconv.ParseFloat(string(value), 64)
		if text, ok := appendSerial(r.text, days, format.class, r.book.date1904); ok && err == nil {
			c.Kind, c.Text = Date, r.keep(text)
			return nil
		}
	}
	start := len(r.text)
	text, long, ok := appendNumber(r.text, value)
	if !ok {
		return corrupt("sheet %s, cell %s holds the number %s", quoted(r.sheet.Name), r.address(), quoted(string(value)))
	}
	if format.zeros > 0 {
		plain := append([]byte(nil), text[start:]...)
		if padded, ok := appendZeros(text[:start], plain, format.zeros); ok {
			text = padded
		}
	}
	c.Long, c.Text = long, r.keep(text)
	return nil
}

// parseWhole reads a whole number of at most nine digits.
func parseWhole(text []byte) (n int, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(text) > 0 && len(text) < 10
}
