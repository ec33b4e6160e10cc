package csv

import (
	"bytes"
	"rfm/io/value"
	"slices"
	"strings"
	"time"
)

// headerWithin is how many lines may stand above a header: a title, a period, the
// filters of a report, metadata.
const headerWithin = 30

// cutLines takes lines from the beginning of a text.
func cutLines(text []byte, newline byte, n int) []byte {
	for ; n > 0; n-- {
		i := bytes.IndexByte(text, newline)
		if i < 0 {
			return nil
		}
		text = text[i+1:]
	}
	return text
}

// findHeader is the number of the row that is the header: the first one as long
// as the rows usually are whose cells are names, where all rows above are titles
// or metadata; 0, the first row, in doubt.
func findHeader(rows []sampleRow) int {
	usual := usualCells(rows)
	if usual < 2 {
		return 0
	}
	for i, row := range rows[:min(len(rows), headerWithin+1)] {
		filled := filledCells(row)
		switch {
		case i == 0 && len(row.cells) == usual && filled > max(usual/2, 1):
			return 0
		case i > 0 && len(row.cells) == usual && filled > usual/2 && !slices.ContainsFunc(row.cells, isValue):
			return i
		case filled > max(usual/2, 1) && !(len(row.cells) != usual && slices.ContainsFunc(row.cells, isValue)):
			return 0 // neither a title nor metadata
		}
	}
	return 0
}

// usualCells is the number of cells that most rows have, among those with more
// than one.
func usualCells(rows []sampleRow) int {
	counts := map[int]int{}
	usual := 0
	for _, row := range rows {
		n := len(row.cells)
		if n < 2 {
			continue
		}
		if counts[n]++; counts[n] > counts[usual] || counts[n] == counts[usual] && n > usual {
			usual = n
		}
	}
	return usual
}

// filledCells counts the cells that hold something.
func filledCells(row sampleRow) (n int) {
	for _, cell := range row.cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// isValue tells whether a cell is a number or a date, which headers have not.
func isValue(cell string) bool {
	if !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	var numbers value.NumberParser
	if forms, _ := numbers.Classify([]byte(cell)); forms != 0 {
		return true
	}
	days, _ := value.NewDayParser(value.NewCalendar(nil), "", time.Now())
	forms, _ := days.Classify([]byte(cell))
	return forms != 0
}

// datevPeriod is the first and the last day of the bookings in a file of DATEV,
// whose metadata stands in the first line; their dates have no year.
func datevPeriod(first []string) (from, to string, found bool) {
	const fromCell, toCell = 14, 15
	if len(first) <= toCell || first[0] != "EXTF" && first[0] != "DTVF" {
		return "", "", false
	}
	return first[fromCell], first[toCell], true
}
