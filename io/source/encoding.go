package source

import (
	"bytes"
	"fmt"
	"io"
	"rfm/io/fault"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// LostText stands in decoded text for bytes that mean nothing in the encoding.
const LostText = "\uFFFD"

// Encodings names the usual encodings of text files. Those of the HTML standard
// are known as well.
func Encodings() []string {
	return []string{"utf-8", "utf-16", "utf-16le", "utf-16be", "gb18030", "gbk", "big5", "shift-jis", "euc-kr",
		"latin1", "windows-1252", "macroman"}
}

// EncodingByName finds an encoding; nil for the empty name.
func EncodingByName(name string) (encoding.Encoding, error) {
	switch strings.ToLower(name) {
	case "":
		return nil, nil
	case "utf-16", "utf16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case "macroman":
		name = "macintosh"
	}
	e, err := htmlindex.Get(name)
	if err != nil || e == encoding.Replacement { // which is for encodings nobody should read
		return nil, fault.Unknown("encoding", name, Encodings())
	}
	return e, nil
}

// Decode makes the source give UTF-8. A byte order mark says which encoding a
// text has, and is taken away; without one it is the encoding given, nil for
// UTF-8.
func (s *Source) Decode(e encoding.Encoding, name string) error {
	s.isText, s.Encoding, s.Likely = true, "", ""
	s.lost.Store(0)
	s.Empty.Store(0)
	first, err := s.Peek(3)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(first, []byte("\xef\xbb\xbf")):
		_, err := io.CopyN(io.Discard, s.Reader, 3)
		return err
	case bytes.HasPrefix(first, []byte("\xff\xfe")), bytes.HasPrefix(first, []byte("\xfe\xff")):
		e, name = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "utf-16"
	case e == nil:
		return nil
	}
	s.Encoding = strings.ToLower(name)
	s.Reader = transform.NewReader(s.Reader, e.NewDecoder())
	return nil
}

// CountLost notes how many characters of a decoded text are lost, and tells
// whether there are any.
func (s *Source) CountLost(text []byte) bool {
	if s.Encoding == "" {
		return false
	}
	n := bytes.Count(text, []byte(LostText))
	s.lost.Add(int64(n))
	return n > 0
}

// ReasonLost is the reason of a cell with characters that are lost.
func (s *Source) ReasonLost() string { return "holds bytes that are not " + s.Encoding }

// NotUTF8 is the error for text of an unknown encoding: it shows the first cell of a
// piece of it that reads differently in the likeliest one and in another.
func NotUTF8(s *Source, where string, piece []byte) *fault.Error {
	e := &fault.Error{Kind: fault.Undecided, Message: where + " is not UTF-8"}
	if !s.isText {
		e.Hints = []string{"write the column as text in UTF-8 when the file is made"}
		return e
	}
	likely := s.Likely
	if likely == "" {
		likely = GuessEncoding(nil, piece, nil)
	}
	other := "windows-1252"
	if likely == other {
		other = "macroman"
	}
	e.Message += "; it looks like " + likely
	a, b := firstDifference(decoded(piece, likely), decoded(piece, other))
	if a == b { // nobody can choose then
		other = "macroman"
		a, b = firstDifference(decoded(piece, likely), decoded(piece, other))
	}
	e.Hints = append(e.Hints, fmt.Sprintf("  %-12s  %s", likely, fault.Shorten(fault.Visible(a))), fmt.Sprintf("  %-12s  %s", other, fault.Shorten(fault.Visible(b))))
	e.Hints = append(e.Hints, "try: --encoding "+likely+", or another one in which it reads right")
	return e
}

// firstDifference is the first cell that differs between two readings of a text;
// the whole of them where they have other cells.
func firstDifference(a, b string) (string, string) {
	isEnd := func(c rune) bool { return strings.ContainsRune(",;\t|\r\n", c) }
	cells, others := strings.FieldsFunc(a, isEnd), strings.FieldsFunc(b, isEnd)
	if len(cells) != len(others) {
		return a, b
	}
	for i, cell := range cells {
		if cell != others[i] {
			return strings.Trim(cell, "\" "), strings.Trim(others[i], "\" ")
		}
	}
	return a, b
}
