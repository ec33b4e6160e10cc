package source

import "fmt"

// UTF16Pattern is the kind of UTF-16 that a text without a byte order mark is,
// told by its line ends; "" for other text.
func UTF16Pattern(head []byte) string {
	little, big := 0, 0
	for i := 0; i+1 < len(head); i += 2 {
		switch string(head[i : i+2]) {
		case "\n\x00", "\r\x00":
			little++
		case "\x00\n", "\x00\r":
			big++
		}
	}
	switch {
	case little > big:
		return "utf-16le"
	case big > little:
		return "utf-16be"
	}
	return ""
}

// Notes say what a reader of the result should know of the bytes.
func (s *Source) Notes() (notes []string) {
	if s.Likely != "" {
		notes = append(notes, "not UTF-8 (it looks like "+s.Likely+"), but the header and the customer ids are, so that the result is the same")
	}
	switch lost := s.lost.Load(); {
	case lost == 1:
		notes = append(notes, "1 character is not "+s.Encoding+"; it is in no column that is used")
	case lost > 1:
		notes = append(notes, fmt.Sprintf("%d characters are not %s; they are in no column that is used", lost, s.Encoding))
	}
	switch empty := s.Empty.Load(); {
	case empty == 1:
		notes = append(notes, "1 line holds nothing but separators; it is no row")
	case empty > 1:
		notes = append(notes, fmt.Sprintf("%d lines hold nothing but separators; they are no rows", empty))
	}
	switch remarks := s.Remarks.Load(); {
	case remarks == 1:
		notes = append(notes, "1 line below the header is a remark, of one cell; it is no row")
	case remarks > 1:
		notes = append(notes, fmt.Sprintf("%d lines below the header are remarks, of one cell; they are no rows", remarks))
	}
	if s.Unfinished {
		notes = append(notes, "the stream ends without the mark of its end; its writer may not have been done")
	}
	return notes
}
