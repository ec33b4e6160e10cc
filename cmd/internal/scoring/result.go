package scoring

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/segment"
)

// Schema is what the result may hold: no segment where the scheme is
// written for other numbers of scores.
func Schema(scoring rfm.ScoreOptions, scheme *Scheme) *arrow.Schema {
	fields := rfm.ScoreSchema(0, 0, scoring.Weights).Fields()
	if scheme.Fits(scoring.NumberOfScores()) == nil {
		fields = append(fields, arrow.Field{Name: segment.Field, Type: arrow.BinaryTypes.String})
	}
	return arrow.NewSchema(fields, nil)
}

// SummaryExtras are the columns that a table of segments can do without, the
// first to go first. The codes are English.
func SummaryExtras(l segment.Language) []string {
	name := segment.FieldLabel
	if l != segment.English {
		name = segment.Field
	}
	return []string{segment.FieldAdvice, segment.FieldMedianMonetary, segment.FieldMedianOrders, segment.FieldMedianRecency,
		name, rfm.FieldAverage, rfm.FieldOrders}
}

// SummaryRecord is one row per segment, with labels and advice in a language. The caller releases it.
func SummaryRecord(a *segment.Assignment, c *rfm.Customers, l segment.Language) (arrow.Record, error) {
	all, err := a.Summarize()
	if err != nil {
		return nil, err
	}
	return segment.SummaryRecord(memory.DefaultAllocator, all, c, l)
}
