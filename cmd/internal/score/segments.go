package score

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/cmd/internal/app"
	"rfm/io/table"
	"rfm/segment"
)

// checkSegments refuses codes of --segment that the scheme does not have.
// noSegments says why there are no segments; nil where there are.
func (j *job) checkSegments(noSegments error) error {
	switch {
	case j.segments == nil:
		return nil
	case j.explained != "":
		return app.Usagef("--explain shows one customer, --segment those of a segment: choose")
	case noSegments != nil:
		return app.Usagef("--segment chooses by segment: %v", noSegments)
	}
	codes := j.Scheme.Codes()
	for _, code := range j.segments {
		if slices.Contains(codes, code) {
			continue
		}
		e := app.Usagef("--segment %s: scheme %s has no such segment", code, j.Scheme.Name)
		e.Suggest("", code, codes)
		e.Hints = []string{"segments: " + app.List(codes)}
		return e
	}
	return nil
}

// ofSegments is the rows of the customers of the segments that --segment names,
// in the order they have. The caller releases it.
func (j *job) ofSegments(rec arrow.Record) arrow.Record {
	codes := rec.Column(rec.Schema().FieldIndices(segment.Field)[0]).(*array.String)
	var rows []int
	for i := range codes.Len() {
		if slices.Contains(j.segments, codes.Value(i)) {
			rows = append(rows, i)
		}
	}
	return table.Take(rec, rows)
}

// printSegments says how many customers these segments have.
func (j *job) printSegments(customers int64) {
	fmt.Fprintf(j.Messages, "%s of %s\n", app.Counted(customers, "customer"), app.List(j.segments))
}
