package daybook

import (
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
)

// Sheet is a table for a person to look at, whose numbers stand beside marks:
// what is to come, what cannot be known.
type Sheet struct {
	Columns []string
	Left    int // so many columns are text; the others are numbers, to the right
	Rows    [][]string
	// Expendable are columns that a narrow screen can do without, the first to go
	// first. What stands in the one without a name, remarks on the rows, is then
	// written below.
	Expendable []string
}

// Signs stand for what has no number.
type Signs struct{ ToCome, Unknown, OrBefore string }

// NewSigns are signs that the terminal has.
func NewSigns() Signs {
	if os.Getenv("TERM") == "dumb" {
		return Signs{".", "-", "<="}
	}
	return Signs{"·", "–", "≤"}
}

// Write writes the sheet and lines of text below it, with thousands signs on a
// terminal.
func (s *Sheet) Write(out *app.Output, notes ...string) error {
	if out.Terminal() {
		for _, row := range s.Rows {
			for i := s.Left; i < len(row); i++ {
				row[i] = app.Grouped(row[i])
			}
		}
	}
	shown := s.fit(out.Width)
	fields, columns := make([]arrow.Field, len(shown)), make([]arrow.Array, len(shown))
	for k, i := range shown {
		width := s.width(i)
		fit := func(text string) string {
			blanks := strings.Repeat(" ", width-utf8.RuneCountInString(text))
			if i < s.Left || s.Columns[i] == "" {
				return text + blanks
			}
			return blanks + text
		}
		fields[k] = arrow.Field{Name: fit(s.Columns[i]), Type: arrow.BinaryTypes.String}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for _, row := range s.Rows {
			b.Append(fit(row[i]))
		}
		columns[k] = b.NewArray()
		b.Release()
		defer columns[k].Release()
	}
	rec := array.NewRecord(arrow.NewSchema(fields, nil), columns, int64(len(s.Rows)))
	defer rec.Release()
	if err := out.WriteRecord(rec); err != nil {
		return err
	}
	left := len(s.Columns) - len(shown)
	if i := slices.Index(s.Columns, ""); i >= 0 && !slices.Contains(shown, i) { // remarks go below
		left--
		for _, row := range s.Rows {
			if row[i] != "" {
				notes = append([]string{row[0] + ": " + row[i]}, notes...)
			}
		}
	}
	if left > 0 {
		notes = append([]string{fmt.Sprintf("… %s (all: -o FILE, or --format csv)", app.Counted(left, "more column"))}, notes...)
	}
	for _, line := range notes {
		if _, err := fmt.Fprintln(out.Sentences, line); err != nil {
			return err
		}
	}
	return nil
}

// width of a column.
func (s *Sheet) width(i int) int {
	width := utf8.RuneCountInString(s.Columns[i])
	for _, row := range s.Rows {
		width = max(width, utf8.RuneCountInString(row[i]))
	}
	return width
}

// fit are the columns that a screen has room for; all of them for a width of 0.
func (s *Sheet) fit(screen int) []int {
	const gap = 2
	total := -gap
	var shown []int
	for i := range s.Columns {
		shown = append(shown, i)
		total += s.width(i) + gap
	}
	for _, name := range s.Expendable {
		if screen == 0 || total <= screen {
			break
		}
		if i := slices.Index(s.Columns, name); i >= 0 {
			shown = slices.DeleteFunc(shown, func(k int) bool { return k == i })
			total -= s.width(i) + gap
		}
	}
	return shown
}

// Fixed writes part / whole with some decimals; a sign where the whole is not
// above zero.
func Fixed(part, whole *big.Rat, by int64, decimals int, sign string) string {
	if whole.Sign() <= 0 {
		return sign
	}
	v := new(big.Rat).Quo(part, whole)
	return v.Mul(v, big.NewRat(by, 1)).FloatString(decimals)
}

// Share writes a share of counts in percent with one decimal.
func Share(part, whole int64, sign string) string {
	return Fixed(big.NewRat(part, 1), big.NewRat(whole, 1), 100, 1, sign)
}
