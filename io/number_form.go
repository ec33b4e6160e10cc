package rfmio

import (
	"bytes"
	"strconv"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// The forms of a column of numbers are the signs that can stand before the
// decimals.
const (
	decimalPoint forms = 1 << iota
	decimalComma
)

// numberParser reads the cells of a column of numbers.
type numberParser struct {
	// form is what the cells have shown so far; both where none has shown it. Then
	// the cell that first shows it decides for those to come: whatever was read
	// before is the same in both forms, but for what guessed notes.
	form atomic.Uint32
	// guessed tells that a cell that differs was read with a decimal point before
	// any cell had shown the form.
	guessed atomic.Bool
	// currency is the first one that a cell was noted with; nil for none.
	currency atomic.Pointer[string]
	// anyCurrency tells that currencies are not looked at.
	anyCurrency bool
}

// newNumberParser returns a reader of numbers with the decimal sign given, or
// with the one that the cells are to tell. The error is an *Error of kind
// BadRequest.
func newNumberParser(sign string) (p *numberParser, given bool, err error) {
	p = &numberParser{}
	switch sign {
	case "":
		p.form.Store(uint32(p.all()))
	case ".":
		p.form.Store(uint32(decimalPoint))
	case ",":
		p.form.Store(uint32(decimalComma))
	default:
		return nil, false, &Error{Kind: BadRequest, Message: "unknown decimal sign " + quoteValue(sign), Hints: []string{"choose: --decimal .   or   --decimal ,"}}
	}
	return p, sign != "", nil
}

// plainScale is the scale of the cells that parseTinyDecimal may read when those
// before have the scale given; negative where it may read none.
func (p *numberParser) plainScale(scale int32) int32 {
	if form := forms(p.form.Load()); form == decimalPoint || form.several() && scale == 0 {
		return scale
	}
	return -1
}

// decimal reads a cell; doubt tells that it shows something of its column.
func (p *numberParser) decimal(cell []byte) (n decimal128.Num, scale int32, ok, doubt bool) {
	var room [64]byte
	switch form := forms(p.form.Load()); {
	case form == decimalPoint:
		if n, scale, ok := parseDecimal(cell); ok {
			return n, scale, true, false
		}
	case form == decimalComma:
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

// float is decimal for the nearest float64.
func (p *numberParser) float(cell []byte) (v float64, ok, doubt bool) {
	if forms(p.form.Load()) == decimalPoint {
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

// plain appends a cell as a plain number: digits and a decimal point.
func (p *numberParser) plain(dst, cell []byte) (text []byte, ok, doubt bool) {
	form := forms(p.form.Load())
	if form.several() {
		found, unsure := p.classify(cell)
		doubt = unsure || found == decimalPoint || found == decimalComma
		if found != 0 && !found.several() {
			p.form.CompareAndSwap(uint32(form), uint32(found))
			form = forms(p.form.Load())
		} else if unsure {
			p.guessed.Store(true)
		}
	}
	sign := byte('.')
	if form == decimalComma {
		sign = ','
	}
	n, ok := splitNumber(cell)
	if !ok {
		return nil, false, doubt
	}
	text, ok = n.plain(dst, sign)
	return text, ok, doubt || p.newCurrency(n) != ""
}

// newCurrency is the currency of a number, unless it is known or does not matter.
func (p *numberParser) newCurrency(n number) string {
	if known := p.currency.Load(); p.anyCurrency || known != nil && n.currency == *known {
		return ""
	}
	return n.currency
}

// all implements spelling.
func (p *numberParser) all() forms { return decimalPoint | decimalComma }

// classify implements spelling.
func (p *numberParser) classify(cell []byte) (f forms, unsure bool) {
	if f := plainForms(cell); f != 0 {
		return f, false
	}
	return p.formsOf(cell)
}

// formsOf is classify for a cell that has to be taken apart.
func (p *numberParser) formsOf(cell []byte) (f forms, unsure bool) {
	n, ok := splitNumber(cell)
	if !ok {
		return 0, false
	}
	var rooms [2][64]byte
	point, isPoint := n.plain(rooms[0][:0], '.')
	comma, isComma := n.plain(rooms[1][:0], ',')
	if isPoint {
		f |= decimalPoint
	}
	if isComma {
		f |= decimalComma
	}
	return f, isPoint && isComma && !bytes.Equal(point, comma)
}

// plainForms are the forms of a cell that has nothing but digits, a sign before
// them and at most a point that cannot divide thousands; 0 for other cells.
func plainForms(cell []byte) forms {
	_, decimals, ok := parseShortDecimal(cell)
	switch {
	case !ok || !isDigit(cell[len(cell)-1]):
		return 0
	case decimals == 0:
		return decimalPoint | decimalComma
	case decimals < 3:
		return decimalPoint
	}
	return 0
}

// take implements spelling.
func (p *numberParser) take(f forms) { p.form.Store(uint32(f)) }

// sign is the decimal sign of a form.
func (f forms) sign() string {
	if f == decimalComma {
		return ","
	}
	return "."
}

// flag implements spelling.
func (p *numberParser) flag(f forms) string { return "--decimal " + f.sign() }

// reading implements spelling.
func (p *numberParser) reading(cell string, f forms) string {
	n, _ := splitNumber([]byte(cell))
	text, _ := n.plain(nil, f.sign()[0])
	return string(text) + " (decimal sign " + f.sign() + ")"
}

// question implements spelling.
func (p *numberParser) question(forms) string {
	return "what stands before the last three digits may divide thousands or decimals"
}

// account says how the numbers are written; empty for a decimal point.
func (p *numberParser) account() string {
	if forms(p.form.Load()) == decimalComma {
		return "decimal comma: 1.234,50"
	}
	return ""
}
