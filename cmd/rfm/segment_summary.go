package main

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/segment"
)

// writeSummary writes one row a segment.
func (j *segmentJob) writeSummary(ctx context.Context) error {
	o := j.options
	if err := o.output.check(segment.SummarySchema(0, 0)); err != nil {
		return err
	}
	out, err := o.output.prepare(ctx, j.streams, j.paths)
	if err != nil {
		return err
	}
	modelFile, err := o.scoring.createModel(j.scheme.Scheme, o.output.path, j.paths)
	if err != nil {
		return err
	}
	r, err := j.assign(ctx)
	if err != nil {
		return err
	}
	summary, err := summaryRecord(r.assignment, r.scores.Customers, j.scheme.language)
	if err != nil {
		return err
	}
	defer summary.Release()
	if shares := summary.Schema().FieldIndices(segment.FieldMonetaryShare)[0]; summary.Column(shares).NullN() > 0 {
		fmt.Fprintln(j.words, "notice: the revenue of all customers is not above zero: there are no shares of it")
	}
	if out.width > 0 && out.file == nil {
		fmt.Fprintln(j.words) // between the words and the table on the screen
	}
	if err := out.write(summary, "", summaryExtras(j.scheme.language)); err != nil {
		return err
	}
	return o.scoring.save(modelFile, r.scores, j.scheme.Scheme, &o.population, r.read)
}

// summaryExtras are the columns that a table of segments can do without, the
// first to go first. The codes are English.
func summaryExtras(l segment.Language) []string {
	name := segment.FieldLabel
	if l != segment.English {
		name = segment.Field
	}
	return []string{segment.FieldAdvice, segment.FieldMedianMonetary, segment.FieldMedianOrders, segment.FieldMedianRecency,
		name, rfm.FieldAverage, rfm.FieldOrders}
}

// summaryRecord is one row a segment, with words in a language. The caller releases it.
func summaryRecord(a *segment.Assignment, c *rfm.Customers, l segment.Language) (arrow.Record, error) {
	all, err := a.Summarize()
	if err != nil {
		return nil, err
	}
	return segment.SummaryRecord(memory.DefaultAllocator, all, c, l)
}
