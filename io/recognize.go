package rfmio

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/role"

	"github.com/apache/arrow/go/v17/arrow"
)

// recognize asks whether the file is of a kind that needs another schema. All
// files must be of the same kind; the first decides.
func (in *Input) recognize(f *inputFile) (bool, error) {
	if in.options.Recognize == nil {
		return false, nil
	}
	var schema *arrow.Schema
	if date, _ := role.Find("date"); in.options.RecognizeAll || date.Named(f.columns) == nil {
		var err error
		if schema, err = in.options.Recognize(f.source.Name, f.columns); err != nil {
			return false, err
		}
	}
	if in.recognized == nil {
		in.recognized = &recognized{f.source.Name, schema}
		if schema != nil {
			in.options.Schema = schema
			in.options.Columns = map[string]string{}
			for _, field := range schema.Fields() {
				if r, known := role.Find(field.Name); known { // others are named
					in.options.Columns[r.Name] = field.Name
				}
			}
		}
	}
	if first := in.recognized; (schema == nil) != (first.schema == nil) || schema != nil && !schema.Equal(first.schema) {
		return false, &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: has other columns than %s", f.source.Name, first.file),
			Hints: []string{"columns: " + role.ListColumns(f.columns), "read the files in two runs"}}
	}
	return schema != nil, nil
}

// recognized is what the first file was found to be; schema is nil where it is
// nothing but what was asked for.
type recognized struct {
	file   string
	schema *arrow.Schema
}

// Recognized tells whether the files are read for a schema that Recognize gave.
func (in *Input) Recognized() bool { return in.recognized != nil && in.recognized.schema != nil }
