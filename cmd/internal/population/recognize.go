package population

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/io/role"
	"rfm/rfm"
)

// recognizeScores tells a file that rfm score wrote, or grouped rows, by the names
// of its columns. What the flags say about transactions is refused then.
func (f *Flags) recognizeScores(file string, columns []string) (*arrow.Schema, error) {
	schema, missing := rfm.ScoredSchema(columns)
	if missing != nil {
		if slices.Contains(columns, rfm.FieldKind) && !slices.Contains(missing, rfm.FieldKind) {
			return nil, &fault.Error{Kind: fault.Undecided, Message: file + ": looks like grouped rows, but lacks " + app.List(missing),
				Hints: []string{"columns: " + app.List(columns), "run all of the query that rfm sql prints"}}
		}
		e := &fault.Error{Kind: fault.Undecided, Message: file + ": looks like scored customers, but lacks " + app.List(missing),
			Hints: []string{"columns: " + app.List(columns), "write it again without --columns, or with these",
				"other names for one row per customer: --customer, --frequency, --monetary, and --recency or --last"}}
		if flags := role.SummaryFlags(columns); flags != "" && !slices.Contains(columns, rfm.FieldRScore) {
			e.Message = file + ": looks like one row per customer"
			e.Hints = []string{e.Hints[0], "try: " + flags}
		}
		return nil, e
	}
	if schema == nil {
		return nil, nil
	}
	if rfm.IsGrouped(schema) {
		for _, flag := range []string{"where", "since", "until", "dedupe", "on-bad-row", "fold-ids", "explain"} {
			if f.Given(flag) {
				return nil, app.Usage(file+" holds rows that are grouped already: --"+flag+" does not go with it",
					"give it to rfm sql, or to rfm score on the transactions")
			}
		}
		if f.Given("monetary") && f.Monetary == "median" {
			return nil, app.Usage(file+" holds rows that are grouped already: --monetary median needs the transactions", "the sum and the mean can be had: --monetary sum   or   --monetary mean")
		}
		return schema, nil
	}
	late := []string{"as-of", "since", "until", "count", "returns", "monetary", "explain", "dedupe", "keep"}
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

// RefuseCustomers refuses one row per customer where transactions are needed.
func RefuseCustomers(file string, columns []string) (*arrow.Schema, error) {
	if schema, missing := rfm.ScoredSchema(columns); schema != nil || missing != nil {
		return nil, app.Usage(file+" holds one row per customer, not transactions", "give the file that it was made from")
	}
	return nil, nil
}
