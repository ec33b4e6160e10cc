package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/orisano/gosax"
)

// markup reads XML tag by tag. Names are compared without their namespace
// prefix: writers differ in it, and no two elements that are read here share a
// name.
//
// gosax splits the text; what it leaves open is settled here: a piece may not
// be longer than maxPiece, since gosax keeps it in memory; a document type,
// which could define entities, is refused; the file must end outside a tag.
type markup struct {
	part   string // for messages
	events *gosax.Reader
	feed   *feed

	kind  markupKind
	name  []byte // of a tag, without prefix
	rest  []byte // its attributes, not yet taken apart
	empty bool   // the tag is <c/>: its end is told by the next call of next
	ended bool
	depth int
	bytes []byte // markupText: as it stands there
	cdata bool
	room  []byte // for text with entities
}

type markupKind uint8

const (
	markupStart markupKind = iota // <c …> or <c …/>
	markupEnd                     // </c>, and after <c/>
	markupText
)

// maxPiece bounds a tag, a comment, or a text between two tags. A cell has at
// most 32,767 characters, which can be written in 10 bytes each.
const maxPiece = 1 << 20

// markupBuffer is how much is read at a time.
const markupBuffer = 64 << 10

func newMarkup(r io.Reader, part string) *markup {
	f := &feed{r: r}
	return &markup{part: part, feed: f, events: gosax.NewReaderSize(f, markupBuffer)}
}

// feed hands bytes to the tokenizer, up to maxPiece for each piece.
type feed struct {
	r     io.Reader
	piece int // bytes read since the last piece
}

var (
	errLongPiece = errors.New("a tag or a text is too long")
	errLongText  = errors.New("the text of a cell is too long")
)

func (f *feed) Read(p []byte) (int, error) {
	for range 100 {
		n, err := f.r.Read(p)
		if f.piece += n; f.piece > maxPiece {
			return 0, errLongPiece
		}
		if n > 0 || err != nil { // the tokenizer takes nothing for the end
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// next goes to the next start, end or text; io.EOF after the last.
func (m *markup) next() error {
	if m.empty && !m.ended {
		m.ended, m.kind = true, markupEnd
		m.depth--
		return nil
	}
	m.empty, m.ended = false, false
	for {
		m.feed.piece = 0
		e, err := m.events.Event()
		if err != nil {
			if err == io.EOF {
				err = errors.New("it ends inside a tag")
			}
			return m.damaged(err)
		}
		switch e.Type() {
		case gosax.EventStart:
			if len(e.Bytes) < 3 {
				return m.damaged(errors.New("a tag without a name"))
			}
			m.kind, m.depth = markupStart, m.depth+1
			m.empty = e.Bytes[len(e.Bytes)-2] == '/'
			name, rest := gosax.Name(e.Bytes)
			m.name, m.rest = localName(name), rest
			return nil
		case gosax.EventEnd:
			if m.depth--; m.depth < 0 {
				return m.damaged(errors.New("an end without a start"))
			}
			name, _ := gosax.Name(e.Bytes)
			m.kind, m.name = markupEnd, localName(name)
			return nil
		case gosax.EventText, gosax.EventCData:
			m.kind, m.bytes, m.cdata = markupText, e.Bytes, e.Type() == gosax.EventCData
			return nil
		case gosax.EventEOF:
			if m.depth > 0 {
				return m.damaged(errors.New("it ends too early"))
			}
			return io.EOF
		case gosax.EventDocType:
			return m.damaged(errors.New("it has a document type"))
		}
	}
}

// damaged is the error of a part that is not XML, or cannot be read.
func (m *markup) damaged(err error) error {
	var own *FormatError
	if errors.As(err, &own) {
		return err
	}
	return corrupt("part %s: %v", m.part, err).because(err)
}

// start tells whether the tag is the start of an element.
func (m *markup) start(name string) bool { return m.kind == markupStart && string(m.name) == name }

// end tells whether the tag is the end of an element.
func (m *markup) end(name string) bool { return m.kind == markupEnd && string(m.name) == name }

// localName is a name without its prefix.
func localName(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// nextAttribute takes the next attribute off the tag; name is empty after the
// last. The value is as it stands there.
func (m *markup) nextAttribute() (name, value []byte, err error) {
	a, rest, err := gosax.NextAttribute(m.rest)
	if m.rest = rest; err != nil {
		return nil, nil, m.damaged(err)
	}
	if n := len(a.Value); n >= 2 {
		value = a.Value[1 : n-1]
	}
	return localName(a.Key), value, nil
}

// attribute is the value of an attribute, empty if there is none. It takes
// nothing off the tag, and is for tags that are few.
func (m *markup) attribute(name string) string {
	rest := m.rest
	defer func() { m.rest = rest }()
	for {
		key, value, err := m.nextAttribute()
		if err != nil || len(key) == 0 {
			return ""
		}
		if string(key) == name {
			m.room = appendUnescaped(m.room[:0], value)
			return string(m.room)
		}
	}
}

// appendText appends the text with its entities replaced.
func (m *markup) appendText(dst []byte) []byte {
	if m.cdata {
		const before, after = len("<![CDATA["), len("]]>")
		if len(m.bytes) < before+after {
			return dst
		}
		return appendLines(dst, m.bytes[before:len(m.bytes)-after])
	}
	return appendUnescaped(dst, m.bytes)
}

// appendUnescaped appends text with its entities replaced and its line ends
// made \n. An entity that XML does not have stays as it is.
func appendUnescaped(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return appendLines(dst, text)
		}
		dst = appendLines(dst, text[:i])
		text = text[i:]
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		if end < 0 {
			dst, text = append(dst, '&'), text[1:]
			continue
		}
		r, ok := entity(text[1:end])
		if !ok {
			dst, text = append(dst, '&'), text[1:]
			continue
		}
		dst, text = appendRune(dst, r), text[end+1:]
	}
}

// entity is the character of a reference, without & and ;.
func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := string(name[1:]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n <= 0x10ffff
}

// appendLines appends text; a line that ends with CR LF or CR ends with \n, as
// XML wants it.
func appendLines(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\r')
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(append(dst, text[:i]...), '\n')
		if text = text[i+1:]; len(text) > 0 && text[0] == '\n' {
			text = text[1:]
		}
	}
}

// appendRune appends a character; those that are none become U+FFFD.
func appendRune(dst []byte, r rune) []byte { return append(dst, string(r)...) }
