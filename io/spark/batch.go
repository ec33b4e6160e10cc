package spark

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"rfm/io/arrowipc"

	"github.com/apache/arrow/go/v17/arrow"
)

// decode reads the records of an Arrow stream; the caller releases them. The bytes
// are not trusted.
func decode(b []byte, records *[]arrow.Record) (schema *arrow.Schema, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = &protocolError{fmt.Sprintf("a batch that is not one of Arrow (%v)", cause)}
		}
	}()
	r, err := arrowipc.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, &protocolError{fmt.Sprintf("a batch that is not one of Arrow (%v)", err)}
	}
	defer r.Release()
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return r.Schema(), nil
		}
		if err != nil {
			return nil, &protocolError{fmt.Sprintf("a batch that is not one of Arrow (%v)", err)}
		}
		rec.Retain()
		*records = append(*records, rec)
	}
}
