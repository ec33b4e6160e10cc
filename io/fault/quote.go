package fault

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote shows a cell in a message: shortened, control characters escaped.
func Quote(s string) string {
	return fmt.Sprintf("%q", Shorten(s))
}

// Shorten is a text that fits a message.
func Shorten(s string) string {
	const longest = 60
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	end := 0
	for range longest {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end] + "…"
}

// Visible returns text as it may be sent to a terminal: control characters,
// escape sequences, invisible and direction-changing characters and bytes that
// are not UTF-8 are written as in Go source, \x1b, \n, \u202e, \xff.
func Visible(text string) string {
	if strings.IndexFunc(text, isHidden) < 0 && utf8.ValidString(text) {
		return text
	}
	var out []byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if isHidden(r) || r == utf8.RuneError && size == 1 {
			quoted := strconv.Quote(text[i : i+size])
			out = append(out, quoted[1:len(quoted)-1]...)
		} else {
			out = append(out, text[i:i+size]...)
		}
		i += size
	}
	return string(out)
}

// isHidden tells whether a character has no form of its own on a screen.
func isHidden(r rune) bool { return !unicode.IsGraphic(r) }

// ShellWord is a text as it is typed in a shell.
func ShellWord(s string) string {
	if strings.ContainsAny(s, " \t'\"$`\\|&;<>()*?[]#~!{}") || s == "" {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
