package xlsx

import "bytes"

// addsUpColumn tells whether a formula in a cell adds up cells above or below
// it: SUM(D2:D99), SUBTOTAL(109,[Amount]), AGGREGATE(9,5,D$2:D$99). A formula
// that adds up cells of its row is an ordinary value.
func addsUpColumn(formula []byte, row, column int) bool {
	text := bytes.ToUpper(bytes.TrimLeft(formula, "=+ "))
	name, arguments, found := cutByte(text, '(')
	arguments = bytes.TrimRight(arguments, " ")
	if !found || !bytes.HasSuffix(arguments, []byte{')'}) {
		return false
	}
	arguments = arguments[:len(arguments)-1]
	skip := 0 // arguments that say how to add up
	switch string(bytes.TrimSpace(name)) {
	case "SUM":
	case "SUBTOTAL":
		skip = 1
	case "AGGREGATE":
		skip = 2
	default:
		return false
	}
	for i, argument := range bytes.Split(arguments, []byte{','}) {
		if i < skip {
			continue
		}
		argument = bytes.TrimSpace(argument)
		if inTable := bytes.IndexByte(argument, '['); inTable >= 0 {
			// Orders[Amount] is a column, [@Amount] and Orders[[#THIS ROW],… a cell.
			return !bytes.ContainsRune(argument, '@') && !bytes.Contains(argument, []byte("#THIS ROW"))
		}
		r, ok := parseColumns(argument)
		if ok && r.FirstColumn <= column && column <= r.LastColumn && (r.FirstRow != row || r.LastRow != row) {
			return true
		}
	}
	return false
}

// parseColumns is parseRange that also takes whole columns, D:D.
func parseColumns(name []byte) (Range, bool) {
	if r, ok := parseRange(name); ok {
		return r, true
	}
	first, last, two := cutByte(name, ':')
	row, column, ok := parseAddress(first)
	lastRow, lastColumn, okLast := parseAddress(last)
	if !two || !ok || !okLast || row != 0 || lastRow != 0 {
		return Range{}, false
	}
	return Range{FirstRow: 1, LastRow: MaxRows, FirstColumn: min(column, lastColumn), LastColumn: max(column, lastColumn)}, true
}

func cutByte(text []byte, sep byte) (before, after []byte, found bool) {
	if i := bytes.IndexByte(text, sep); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, nil, false
}
