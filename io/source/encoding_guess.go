package source

import (
	"strings"
	"unicode/utf8"
)

// GuessEncoding says which encoding a text that is not UTF-8 most likely has,
// for a message: it is never used without being asked for. header is its first
// row, or a part of one; text as much as there is.
//
// A header with a name that is known in one of them decides, unless the text has
// characters that this encoding does not know: known counts its names of columns
// outside ASCII. It may be nil. Otherwise the bytes above 0x7f do: every encoding of Chinese, Japanese and Korean keeps its
// commonest characters in a range of its own.
func GuessEncoding(header, text []byte, known func(header string) int) string {
	best, most := "", 0
	if known != nil { // names that Latin letters make up as well tell nothing
		most = known(decoded(header, "windows-1252"))
	}
	for _, e := range eastAsian() {
		if known == nil {
			break
		}
		if e.loses(text) {
			continue
		}
		if n := known(decoded(header, e.name)); n > most {
			best, most = e.name, n
		}
	}
	if best != "" {
		return best
	}
	count := countHighBytes(text)
	if count.alone*4 > count.bytes*3 { // letters with accents among letters
		if count.macLetters*2 > count.alone {
			return "macroman"
		}
		return "windows-1252"
	}
	best, share := "windows-1252", 0.7
	for _, e := range eastAsian() {
		if n := e.commonShare(text); n > share {
			best, share = e.name, n
		}
	}
	return best
}

// decoded is text read in an encoding.
func decoded(text []byte, name string) string {
	e, err := EncodingByName(name)
	if err != nil {
		return ""
	}
	out, _ := e.NewDecoder().Bytes(text)
	return string(out)
}

// highBytes counts the bytes above 0x7f of a text.
type highBytes struct {
	bytes int
	// alone stand between two of ASCII, as accented letters of Latin scripts
	// do; macLetters of them would be letters in Mac Roman only.
	alone, macLetters int
}

func countHighBytes(text []byte) highBytes {
	var n highBytes
	for i, b := range text {
		if b < utf8.RuneSelf {
			continue
		}
		n.bytes++
		if (i == 0 || text[i-1] < utf8.RuneSelf) && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			n.alone++
			if b < 0xa0 && (i > 0 && isLetter(text[i-1]) || i+1 < len(text) && isLetter(text[i+1])) { // else it is €, … or a dash
				n.macLetters++
			}
		}
	}
	return n
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// doubleByte is an encoding with characters of two bytes, and where its
// commonest ones are.
type doubleByte struct {
	name   string
	common func(first, second byte) bool
}

// eastAsian lists them. Korean comes before Chinese, whose commonest characters
// include the bytes of all Korean syllables.
func eastAsian() []doubleByte {
	return []doubleByte{
		{"euc-kr", func(a, b byte) bool { return a >= 0xb0 && a <= 0xc8 && b >= 0xa1 }},  // syllables
		{"gb18030", func(a, b byte) bool { return a >= 0xb0 && a <= 0xd7 && b >= 0xa1 }}, // first level of GB 2312
		{"big5", func(a, b byte) bool { // first level of Big5
			return a >= 0xa4 && a <= 0xc6 && (b >= 0x40 && b <= 0x7e || b >= 0xa1)
		}},
		{"shift-jis", func(a, b byte) bool { // hiragana, katakana, first level of JIS X 0208
			return a == 0x82 && b >= 0x9f && b <= 0xf1 || a == 0x83 && b >= 0x40 && b <= 0x96 || a >= 0x88 && a <= 0x97 && b >= 0x40
		}},
	}
}

// loses reports whether the text has characters that the encoding does not know.
func (e doubleByte) loses(text []byte) bool {
	return strings.Count(decoded(text, e.name), LostText) > 1 // the last character may be cut off
}

// commonShare is the part of the text's characters of two bytes that are among
// the commonest; 0 if the text is no text of the encoding.
func (e doubleByte) commonShare(text []byte) float64 {
	if e.loses(text) {
		return 0
	}
	common, all := 0, 0
	for i := 0; i+1 < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		all++
		if e.common(text[i], text[i+1]) {
			common++
		}
		i++
	}
	return float64(common) / float64(max(all, 1))
}
