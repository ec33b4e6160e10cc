package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
)

// sharedStrings are the texts of a workbook that cells name by number, in one
// piece of memory.
type sharedStrings struct {
	text []byte
	ends []uint32 // of each
}

// Bounds of the shared strings: what a real workbook's archive unpacks to, and
// what a number of 32 bits can point at.
const (
	maxStringsRatio = 200 // bytes for one byte of the archive
	minStringsBound = 16 << 20
	maxStringsBound = 2 << 30
)

// text is a string by its number; false if there is none.
func (s *sharedStrings) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(s.ends) {
		return nil, false
	}
	start := uint32(0)
	if i > 0 {
		start = s.ends[i-1]
	}
	return s.text[start:s.ends[i]:s.ends[i]], true
}

// readSharedStrings reads the part. The counts it claims are not looked at.
func (c *container) readSharedStrings(part string) (*sharedStrings, error) {
	s := &sharedStrings{}
	r, size, err := c.open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	bound := min(max(size*maxStringsRatio, minStringsBound), maxStringsBound)
	m := newMarkup(r, part)
	for {
		if err := m.next(); err != nil {
			if isEnd(err) {
				return s, nil
			}
			return nil, err
		}
		if !m.start("si") {
			continue
		}
		if s.text, err = m.appendString(s.text); err != nil {
			return nil, err
		}
		s.ends = append(s.ends, uint32(len(s.text)))
		if int64(len(s.text))+4*int64(len(s.ends)) > bound {
			return nil, corrupt("its texts unpack to more than %d MiB, which its size of %d kB does not explain", bound>>20, size>>10)
		}
	}
}

// appendString appends the text of the element si or is that has just begun, up
// to its end: of one run or of several (rich text), without the readings that
// Japanese texts carry (rPh).
func (m *markup) appendString(dst []byte) ([]byte, error) {
	outside := m.depth - 1
	start, text, reading := len(dst), 0, 0
	for {
		if err := m.next(); err != nil {
			return dst, m.early(err)
		}
		switch m.kind {
		case markupStart:
			switch {
			case string(m.name) == "rPh" && reading == 0:
				reading = m.depth
			case string(m.name) == "t" && reading == 0 && text == 0:
				text = m.depth
			}
		case markupEnd:
			if m.depth < text {
				text = 0
			}
			if m.depth < reading {
				reading = 0
			}
			if m.depth == outside {
				return unescapeCodes(dst, start), nil
			}
		case markupText:
			if text > 0 {
				dst = m.appendText(dst)
			}
			if len(dst)-start > maxPiece {
				return dst, m.damaged(errLongText)
			}
		}
	}
}

// unescapeCodes replaces, behind start, what Excel writes for characters that
// XML cannot hold: _x000D_ is a carriage return, _x005F_ the _ of a text that
// looks like this.
func unescapeCodes(text []byte, start int) []byte {
	at := bytes.Index(text[start:], []byte("_x"))
	if at < 0 {
		return text
	}
	out := start + at
	for i := out; i < len(text); {
		code, ok := escapedCode(text[i:])
		if !ok {
			text[out] = text[i]
			out, i = out+1, i+1
			continue
		}
		i += codeLength
		r := rune(code)
		if utf16.IsSurrogate(r) {
			if low, ok := escapedCode(text[i:]); ok && utf16.DecodeRune(r, rune(low)) != '\ufffd' {
				r = utf16.DecodeRune(r, rune(low))
				i += codeLength
			}
		}
		out = len(appendRune(text[:out], r)) // never longer than the code
	}
	return text[:out]
}

const codeLength = len("_x000D_")

// escapedCode is the number in a text that begins like _x000D_.
func escapedCode(text []byte) (uint16, bool) {
	if len(text) < codeLength || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	code, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return uint16(code), err == nil
}
