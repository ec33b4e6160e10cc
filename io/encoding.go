package rfmio

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// lostText stands in decoded text for bytes that mean nothing in the encoding.
const lostText = "\uFFFD"

// Encodings names the usual encodings of text files. Those of the HTML standard
// are known as well.
func Encodings() []string {
	return []string{"utf-8", "utf-16", "utf-16le", "utf-16be", "gb18030", "gbk", "big5", "shift-jis", "euc-kr",
		"latin1", "windows-1252", "macroman"}
}

// encodingByName finds an encoding; nil for the empty name.
func encodingByName(name string) (encoding.Encoding, error) {
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
		return nil, unknown("encoding", name, Encodings())
	}
	return e, nil
}

// decode makes the source give UTF-8. A byte order mark says which encoding a
// text has, and is taken away; without one it is the encoding given, nil for
// UTF-8.
func (s *source) decode(e encoding.Encoding, name string) error {
	s.isText, s.encoding, s.likely = true, "", ""
	s.lost.Store(0)
	s.empty.Store(0)
	first, err := s.peek(3)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(first, []byte("\xef\xbb\xbf")):
		_, err := io.CopyN(io.Discard, s.reader, 3)
		return err
	case bytes.HasPrefix(first, []byte("\xff\xfe")), bytes.HasPrefix(first, []byte("\xfe\xff")):
		e, name = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "utf-16"
	case e == nil:
		return nil
	}
	s.encoding = strings.ToLower(name)
	s.reader = transform.NewReader(s.reader, e.NewDecoder())
	return nil
}

// countLost notes how many characters of a decoded text are lost, and tells
// whether there are any.
func (s *source) countLost(text []byte) bool {
	if s.encoding == "" {
		return false
	}
	n := bytes.Count(text, []byte(lostText))
	s.lost.Add(int64(n))
	return n > 0
}

// reasonLost is the reason of a cell with characters that are lost.
func (s *source) reasonLost() string { return "holds bytes that are not " + s.encoding }

// notUTF8 is the error for text of an unknown encoding: it shows a piece of it
// in the likeliest one and in another.
func notUTF8(s *source, where string, piece []byte) *Error {
	e := &Error{Kind: Undecided, Message: where + " is not UTF-8"}
	if !s.isText {
		e.Hints = []string{"write the column as text in UTF-8 when the file is made"}
		return e
	}
	likely := s.likely
	if likely == "" {
		likely = guessEncoding(nil, piece, nil)
	}
	other := "windows-1252"
	if likely == other {
		other = "macroman"
	}
	e.Message += "; it looks like " + likely
	for _, name := range []string{likely, other} {
		e.Hints = append(e.Hints, fmt.Sprintf("  %-12s  %s", name, shortened(Visible(decoded(piece, name)))))
	}
	e.Hints = append(e.Hints, "try: --encoding "+likely+", or another one in which it reads right")
	return e
}
