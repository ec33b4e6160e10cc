package yamlfile

import (
	"fmt"
	"strings"
)

// Error is a mistake in a file.
type Error struct {
	File         string
	Line, Column int // from 1; 0 where the whole file is meant
	Message      string
	Text         string // the line
	Remark       string // beside the mark below the line, "" for none
}

// Error is the place and the message; below them the line with a mark.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	number := fmt.Sprintf("%5d | ", e.Line)
	before := []rune(e.Text)
	before = before[:min(max(e.Column-1, 0), len(before))]
	fmt.Fprintf(&b, "\n%s%s\n%s^", number, e.Text, strings.Repeat(" ", len(number))+blanks(before))
	if e.Remark != "" {
		b.WriteString("  " + e.Remark)
	}
	return b.String()
}

// blanks takes as much room as the text does; tabs stay.
func blanks(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case r >= 0x1100: // Chinese signs and their like are two columns wide
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
