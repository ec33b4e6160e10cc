package rfmio

import (
	"bytes"
	"rfm/io/value"
	"rfm/io/vector"
	"strings"
)

// IDFormatInteger is the form of ids that are whole numbers, which some program
// has written as 17850.0; IDFormatText takes ids as they stand, also those that a
// spreadsheet has rounded.
const (
	IDFormatInteger = "integer"
	IDFormatText    = "text"
)

// reasonRounded says what is bad about 1.23457E+15.
const reasonRounded = "is an id that a spreadsheet has rounded, so that several become one"

// DefaultGuests are the texts that stand for no customer, beside empty cells.
func DefaultGuests() []string {
	return []string{"guest", "guests", "unknown", "anonymous", "none", "undefined", "nil", "n/a", "#n/a", "-", "--", "?",
		"Gast", "unbekannt", "游客", "访客", "匿名", "未知", "ゲスト", "비회원"}
}

// guestWords finds the ids that stand for no customer. Nearly all ids are told
// from them by their first byte and their length.
type guestWords struct {
	words   [][]byte
	lengths [256]uint32 // by first byte, in both cases: a bit for each length
}

// longestGuest is the length up to which a text may stand for no customer.
const longestGuest = 31

func newGuestWords(words []string) *guestWords {
	g := &guestWords{}
	for _, word := range words {
		if word = strings.TrimSpace(word); word == "" || len(word) > longestGuest {
			continue
		}
		g.words = append(g.words, []byte(word))
		for _, first := range []byte{word[0], strings.ToLower(word)[0], strings.ToUpper(word)[0]} {
			g.lengths[first] |= 1 << len(word)
		}
	}
	return g
}

// has tells whether an id stands for no customer.
func (g *guestWords) has(id []byte) bool {
	for _, word := range g.words {
		if bytes.EqualFold(id, word) {
			return true
		}
	}
	return false
}

// dropGuards takes the cells of text out of the guards that spreadsheets know.
func (a *assembler) dropGuards() {
	for i := range a.batch.Vectors {
		if v := &a.batch.Vectors[i]; v.Kind == vector.KindText && value.HasGuard(v.Bytes) {
			rewrite(v, a.batch.Rows, value.Unguarded)
		}
	}
}

// readIDs looks at the customer ids of a batch before anything else does: it mends
// them as the options say, takes out those that stand for no customer, and
// reports those that a spreadsheet has rounded.
func (a *assembler) readIDs() {
	if a.customer == vector.None {
		return
	}
	v := &a.batch.Vectors[a.customer]
	if a.ids.integer {
		rewrite(v, a.batch.Rows, withoutPointZero)
	}
	if a.ids.fold {
		rewrite(v, a.batch.Rows, foldID)
	}
	a.lookAtPoints(v)
	if !a.ids.text && bytes.IndexByte(v.Bytes, '+') >= 0 {
		for row := range a.batch.Rows {
			if id := v.Text(row); isRounded(id) {
				a.addBad(row, a.plan.Wants[a.customer], string(id), reasonRounded)
			}
		}
	}
	if len(a.ids.guests.words) == 0 {
		return
	}
	start := v.Offsets[0]
	for row, end := range v.Offsets[1 : a.batch.Rows+1] {
		id := v.Bytes[start:end]
		if len(id) > 0 && (id[0] <= ' ' || id[len(id)-1] <= ' ') {
			id = value.TrimSpace(id)
		}
		if length := len(id); length > 0 && length <= longestGuest && a.ids.guests.lengths[id[0]]>>length&1 == 1 && !v.IsNull(row) && a.ids.guests.has(id) {
			a.count.guests.add(id, 1)
			v.SetNull(row, a.batch.Rows)
		}
		start = end
	}
}

// lookAtPoints notes whether an id does not end as whole floats do. Once there is
// one, no more are looked at.
func (a *assembler) lookAtPoints(v *vector.Vector) {
	if a.count.otherIDs {
		return
	}
	for row := range a.batch.Rows {
		id := v.Text(row)
		switch {
		case v.IsNull(row) || len(id) == 0:
		case isPointZero(id):
			a.count.pointZero = true
		case !value.IsBlank(id):
			a.count.otherIDs = true
			return
		}
	}
}

// isPointZero tells whether an id is a whole number with .0 behind it.
func isPointZero(id []byte) bool {
	digits, found := bytes.CutSuffix(id, []byte(".0"))
	return found && value.IsDigits(digits)
}

// withoutPointZero is an id without .0, .00 and the like behind a whole number.
func withoutPointZero(id []byte) []byte {
	whole, zeros, found := bytes.Cut(bytes.TrimSpace(id), []byte{'.'})
	if found && value.IsDigits(whole) && len(bytes.Trim(zeros, "0")) == 0 {
		return whole
	}
	return id
}

// foldID is an id in small letters and without blanks around it.
func foldID(id []byte) []byte { return bytes.ToLower(bytes.TrimSpace(id)) }

// isRounded tells whether an id is a number such as 1.23457E+15, as spreadsheets
// show long ones.
func isRounded(id []byte) bool {
	number, exponent, found := bytes.Cut(bytes.ToUpper(bytes.TrimSpace(id)), []byte("E+"))
	whole, fraction, _ := bytes.Cut(number, []byte{'.'})
	return found && value.IsDigits(exponent) && value.IsDigits(whole) && len(whole) == 1 && (len(fraction) == 0 || value.IsDigits(fraction))
}

// rewrite changes the cells of a text vector; none may become longer than the
// text behind it allows, so that a new text is made.
func rewrite(v *vector.Vector, rows int, change func([]byte) []byte) {
	text := make([]byte, 0, len(v.Bytes))
	for row := range rows {
		cell := v.Text(row)
		v.Offsets[row] = int32(len(text))
		text = append(text, change(cell)...)
	}
	v.Offsets[rows] = int32(len(text))
	v.Bytes = text
}

// guests lists the ids that stand for no customer, and tells whether all others
// end in .0.
func guests(all []counts) (values []ValueCount, pointZero bool) {
	var total valueCounts
	other := false
	for _, c := range all {
		total.merge(c.guests)
		other = other || c.otherIDs
		pointZero = pointZero || c.pointZero
	}
	return total.list(), pointZero && !other
}
