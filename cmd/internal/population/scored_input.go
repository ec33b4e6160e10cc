package population

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// recognizeScores tells a file that rfm score wrote by the names of its columns.
// What the flags say about transactions is refused then.
func (f *Flags) recognizeScores(file string, columns []string) (*arrow.Schema, error) {
	schema, missing := rfm.ScoredSchema(columns)
	if missing != nil {
		e := &rfmio.Error{Kind: rfmio.Undecided, Message: file + ": looks like scored customers, but lacks " + app.List(missing),
			Hints: []string{"columns: " + app.List(columns), "write it again without --columns, or with these",
				"other names for one row a customer: --customer, --frequency, --monetary, and --recency or --last"}}
		if flags := rfmio.SummaryFlags(columns); flags != "" && !slices.Contains(columns, rfm.FieldRScore) {
			e.Message = file + ": looks like one row a customer"
			e.Hints = []string{e.Hints[0], "try: " + flags}
		}
		return nil, e
	}
	if schema == nil {
		return nil, nil
	}
	late := []string{"as-of", "since", "until", "count", "returns", "monetary", "explain"}
	if schema.HasField(rfm.FieldRScore) {
		late = append(late, "method", "edges", "model", "save-model")
	}
	for _, flag := range late {
		if f.Given(flag) {
			return nil, app.Usage(file+" holds scored customers: --"+flag+" does not go with it",
				"give it to the step that reads the transactions")
		}
	}
	return schema, nil
}
