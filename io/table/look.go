package table

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Look is how a table is drawn for a person at a terminal. The zero Look draws
// the cells as the text formats have them.
type Look struct {
	// Signs puts thousands signs into numbers, and percent signs behind shares,
	// which stand in columns named …_pct.
	Signs bool
	// Bars are columns of shares that have a bar before the number. The longest bar
	// is that of the largest share in all of them, so that they can be compared.
	Bars []string
	// Labels stand for the codes in columns named segment or …_segment.
	Labels map[string]string
	// Total tells that the last row adds up the others.
	Total bool
	// Colour allows bold, faint and coloured text.
	Colour bool
}

// Size of a bar and of the share behind it, in characters.
const (
	barCells   = 6
	shareWidth = len("100.0 %")
)

const barBlocks = "▏▎▍▌▋▊▉█"

// Escape codes of terminals.
const (
	bold  = "\x1b[1m"
	faint = "\x1b[2m"
	cyan  = "\x1b[36m"
	plain = "\x1b[0m"
)

// Faint is a line of text that stands back, without its line end.
func (l Look) Faint(line string) string { return l.painted(faint, line) }

func (l Look) painted(code, text string) string {
	if !l.Colour || text == "" {
		return text
	}
	return code + text + plain
}

// dress is how the cell of a column looks, but for its bar.
func (l Look) dress(f arrow.Field, text string) string {
	if label, is := l.Labels[text]; is && (f.Name == "segment" || strings.HasSuffix(f.Name, "_segment")) {
		return label
	}
	if !l.Signs || text == "" || !alignsRight(f.Type) {
		return text
	}
	text = Grouped(text)
	if strings.HasSuffix(f.Name, "_pct") {
		text += " %"
	}
	return text
}

// width is how many characters wide the column of a field is whose widest cell
// is known.
func (l Look) width(f arrow.Field, widest int) int {
	if slices.Contains(l.Bars, f.Name) {
		widest = barCells + 1 + shareWidth
	}
	return max(widest, displayWidth(f.Name))
}

// drawBars puts bars before the shares in the rows.
func (l Look) drawBars(header []string, rows [][]string) {
	share := func(text string) float64 {
		v, err := strconv.ParseFloat(strings.TrimSuffix(text, " %"), 64)
		if err != nil {
			return 0 // there is none
		}
		return v
	}
	drawn := rows
	if l.Total && len(rows) > 0 {
		drawn = rows[:len(rows)-1]
	}
	largest := 0.0
	for i, name := range header {
		for _, row := range drawn {
			if slices.Contains(l.Bars, name) {
				largest = max(largest, share(row[i]))
			}
		}
	}
	for i, name := range header {
		if !slices.Contains(l.Bars, name) {
			continue
		}
		for k, row := range rows {
			cells := ""
			if k < len(drawn) && largest > 0 {
				cells = bar(share(row[i]) / largest)
			}
			row[i] = padded(cells, barCells, false) + " " + padded(row[i], shareWidth, true)
		}
	}
}

// bar is a part of the longest bar, of at least an eighth of a character unless
// it is not above zero.
func bar(part float64) string {
	if !(part > 0) {
		return ""
	}
	blocks := []rune(barBlocks)
	eighths := max(1, int(math.Round(part*barCells*8)))
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string(blocks[rest-1])
	}
	return text
}

// padded fills a text up with blanks.
func padded(text string, width int, before bool) string {
	blanks := strings.Repeat(" ", max(0, width-displayWidth(text)))
	if before {
		return blanks + text
	}
	return text + blanks
}

// paint colours the lines of a drawn table: the header, a rule, the rows.
func (l Look) paint(lines []string) {
	for i, line := range lines {
		switch {
		case i == 0, l.Total && i == len(lines)-1:
			lines[i] = l.painted(bold, line)
		case i == 1, l.Total && i == len(lines)-2:
			lines[i] = l.painted(faint, line)
		case l.Bars != nil:
			lines[i] = l.paintBars(line)
		}
	}
}

func (l Look) paintBars(line string) string {
	var b strings.Builder
	for line != "" {
		from := strings.IndexAny(line, barBlocks)
		if from < 0 {
			break
		}
		length := len(line[from:]) - len(strings.TrimLeft(line[from:], barBlocks))
		b.WriteString(line[:from] + l.painted(cyan, line[from:from+length]))
		line = line[from+length:]
	}
	return b.String() + line
}

// Grouped puts thousands signs into the whole part of a number; a text that is
// not a plain decimal number stays as it is.
func Grouped(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, point := strings.Cut(s, ".")
	if strings.Trim(whole, "0123456789") != "" {
		return sign + s
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}
