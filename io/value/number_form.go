package value

import (
	"bytes"
	"rfm/io/fault"
	"strconv"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// The forms of a column of numbers are the signs that can stand before the
// decimals.
const (
	decimalPoint Forms = 1 << iota
	DecimalComma
)

// NumberParser reads the cells of a column of numbers.
type NumberParser struct {
	// Form is what the cells have shown so far; both where none has shown it. Then
	// the cell that first shows it decides for those to come: whatever was read
	// before is the same in both forms, but for what guessed notes.
	Form atomic.Uint32
	// Guessed tells that a cell that differs was read with a decimal point before
	// any cell had shown the form.
	Guessed atomic.Bool
	// Currency is the first one that a cell was noted with; nil for none.
	Currency atomic.Pointer[string]
	// AnyCurrency tells that currencies are not looked at.
	AnyCurrency bool
}

// NewNumberParser returns a reader of numbers with the decimal sign given, or
// with the one that the cells are to tell. The error is an *Error of kind
// BadRequest.
func NewNumberParser(sign string) (p *NumberParser, given bool, err error) {
	p = &NumberParser{}
	switch sign {
	case "":
		p.Form.Store(uint32(p.All()))
	case ".":
		p.Form.Store(uint32(decimalPoint))
	case ",":
		p.Form.Store(uint32(DecimalComma))
	default:
		return nil, false, &fault.Error{Kind: fault.BadRequest, Message: "unknown decimal sign " + fault.Quote(sign), Hints: []string{"choose: --decimal .   or   --decimal ,"}}
	}
	return p, sign != "", nil
}

// PlainScale is the scale of the cells that parseTinyDecimal may read when those
// before have the scale given; negative where it may read none.
func (p *NumberParser) PlainScale(scale int32) int32 {
	if form := Forms(p.Form.Load()); form == decimalPoint || form.Several() && scale == 0 {
		return scale
	}
	return -1
}

// Decimal reads a cell; doubt tells that it shows something of its column.
func (p *NumberParser) Decimal(cell []byte) (n decimal128.Num, scale int32, ok, doubt bool) {
	var room [64]byte
	switch form := Forms(p.Form.Load()); {
	case form == decimalPoint:
		if n, scale, ok := parseDecimal(cell); ok {
			return n, scale, true, false
		}
	case form == DecimalComma:
		if len(cell) < len(room) && bytes.IndexByte(cell, '.') < 0 {
			text := append(room[:0], cell...)
			if at := bytes.IndexByte(text, ','); at >= 0 {
				text[at] = '.'
			}
			if n, scale, ok := parseShortDecimal(text); ok {
				return decimal128.FromI64(n), scale, true, false
			}
		}
	case len(cell) > 0 && isDigit(cell[len(cell)-1]):
		// A whole number is the same in both forms.
		if n, scale, ok := parseShortDecimal(cell); ok && scale == 0 {
			return decimal128.FromI64(n), 0, true, false
		}
	}
	text, ok, doubt := p.plain(room[:0], cell)
	if ok {
		n, scale, ok = parseDecimal(text)
	}
	return n, scale, ok, doubt
}

// Float is decimal for the nearest float64.
func (p *NumberParser) Float(cell []byte) (v float64, ok, doubt bool) {
	if Forms(p.Form.Load()) == decimalPoint {
		if v, err := strconv.ParseFloat(string(cell), 64); err == nil {
			return v, true, false
		}
	}
	var room [64]byte
	text, ok, doubt := p.plain(room[:0], cell)
	if ok {
		var err error
		v, err = strconv.ParseFloat(string(text), 64)
		ok = err == nil
	}
	return v, ok, doubt
}

// Plain appends a cell as a plain number: digits and a decimal point.
func (p *NumberParser) plain(dst, cell []byte) (text []byte, ok, doubt bool) {
	form := Forms(p.Form.Load())
	if form.Several() {
		found, unsure := p.Classify(cell)
		doubt = unsure || found == decimalPoint || found == DecimalComma
		if found != 0 && !found.Several() {
			p.Form.CompareAndSwap(uint32(form), uint32(found))
			form = Forms(p.Form.Load())
		} else if unsure {
			p.Guessed.Store(true)
		}
	}
	sign := byte('.')
	if form == DecimalComma {
		sign = ','
	}
	n, ok := SplitNumber(cell)
	if !ok {
		return nil, false, doubt
	}
	text, ok = n.Plain(dst, sign)
	return text, ok, doubt || p.newCurrency(n) != ""
}

// NewCurrency is the currency of a number, unless it is known or does not matter.
func (p *NumberParser) newCurrency(n number) string {
	known := p.Currency.Load()
	if p.AnyCurrency || n.currency == "" || known != nil && (n.currency == *known || SignOf(n.currency, *known)) {
		return ""
	}
	return n.currency
}

// All implements spelling.
func (p *NumberParser) All() Forms { return decimalPoint | DecimalComma }

// Classify implements spelling.
func (p *NumberParser) Classify(cell []byte) (f Forms, unsure bool) {
	if f := plainForms(cell); f != 0 {
		return f, false
	}
	return p.formsOf(cell)
}

// formsOf is classify for a cell that has to be taken apart.
func (p *NumberParser) formsOf(cell []byte) (f Forms, unsure bool) {
	n, ok := SplitNumber(cell)
	if !ok {
		return 0, false
	}
	var rooms [2][64]byte
	point, isPoint := n.Plain(rooms[0][:0], '.')
	comma, isComma := n.Plain(rooms[1][:0], ',')
	if isPoint {
		f |= decimalPoint
	}
	if isComma {
		f |= DecimalComma
	}
	return f, isPoint && isComma && !bytes.Equal(point, comma)
}

// plainForms are the forms of a cell that has nothing but digits, a sign before
// them and at most a point that cannot divide thousands; 0 for other cells.
func plainForms(cell []byte) Forms {
	_, decimals, ok := parseShortDecimal(cell)
	switch {
	case !ok || !isDigit(cell[len(cell)-1]):
		return 0
	case decimals == 0:
		return decimalPoint | DecimalComma
	case decimals < 3:
		return decimalPoint
	}
	return 0
}

// Take implements spelling.
func (p *NumberParser) Take(f Forms) { p.Form.Store(uint32(f)) }

// sign is the decimal sign of a form.
func (f Forms) sign() string {
	if f == DecimalComma {
		return ","
	}
	return "."
}

// Flag implements spelling.
func (p *NumberParser) flag(f Forms) string { return "--decimal " + f.sign() }

// Reading implements spelling.
func (p *NumberParser) Reading(cell string, f Forms) string {
	n, _ := SplitNumber([]byte(cell))
	text, _ := n.Plain(nil, f.sign()[0])
	return string(text) + " (decimal sign " + f.sign() + ")"
}

// Question implements spelling.
func (p *NumberParser) Question(Forms) string {
	return "what stands before the last three digits may divide thousands or decimals"
}

// Account says how the numbers are written; empty for a decimal point.
func (p *NumberParser) Account() string {
	if Forms(p.Form.Load()) == DecimalComma {
		return "decimal comma: 1.234,50"
	}
	return ""
}
