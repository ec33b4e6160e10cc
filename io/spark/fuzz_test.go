package spark

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

// FuzzStream takes in what a server may send after its headers: whatever it is, it
// ends in records or an error.
func FuzzStream(f *testing.F) {
	whole := appendFrame(nil, batch("a", 0, 1, 2, 3))
	whole = appendFrame(whole, piece("b", 3, 2, 0, 2, arrowStream(4, 5)[:100]))
	whole = appendFrame(whole, piece("c", 3, 2, 1, 2, arrowStream(4, 5)[100:]))
	f.Add(appendFrame(whole, complete("d")))
	f.Add(appendFrame(nil, message("\x12\x04\x08\xff\xff\x0f")))
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, body []byte) {
		q := &query{session: &Session{}, each: func(r arrow.Record) error {
			for _, c := range r.Columns() {
				for i := range c.Len() {
					_ = c.ValueStr(i)
				}
			}
			return nil
		}}
		in := frames{r: bytes.NewReader(body)}
		for {
			b, err := in.next()
			if err != nil {
				return
			}
			r, err := readResponse(b)
			if err != nil {
				return
			}
			if q.take(&r) != nil {
				return
			}
		}
	})
}

// FuzzStatus takes in what may stand in trailers.
func FuzzStatus(f *testing.F) {
	f.Add("13", "a%20b%", []byte("\x08\x0d\x12\x01x\x1a\x02\x0a\x00"))
	f.Fuzz(func(t *testing.T, code, text string, details []byte) {
		e := &statusError{message: unescape(text)}
		e.addDetails(details)
		_ = e.Error()
		_, _ = decodeBase64(text)
		if a, err := ParseAddress("sc://"+text, Options{}); err == nil {
			_ = a.String()
		}
	})
}
