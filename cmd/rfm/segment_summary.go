package main

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

// summaryExtras are the columns that a table of segments can do without, the
// first to go first.
func summaryExtras() []string {
	return []string{segment.FieldAdvice, segment.FieldMedianMonetary, segment.FieldMedianOrders, segment.FieldMedianRecency,
		segment.FieldLabel, rfm.FieldAverage, rfm.FieldOrders}
}

// summaryRecord is one row a segment. The caller releases it.
func summaryRecord(a *segment.Assignment, c *rfm.Customers) (arrow.Record, error) {
	all, err := a.Summarize()
	if err != nil {
		return nil, err
	}
	return segment.SummaryRecord(memory.DefaultAllocator, all, c)
}

// writeBelow writes the segments below a table of customers on the screen.
func (o *output) writeBelow(summary arrow.Record) error {
	if o.width == 0 {
		return o.writeRecord(summary)
	}
	selected, err := rfmio.Select(summary, rfmio.FitColumns(summary, o.width, summaryExtras()))
	if err != nil {
		return err
	}
	defer selected.Release()
	return o.writeRecord(selected)
}
