package segment

import (
	"context"
	"fmt"

	"rfm/segment"
)

// planSummary prepares the place for the summary.
func (j *job) planSummary(ctx context.Context) (err error) {
	if err := j.Flags.Output.Check(segment.SummarySchema(0, 0)); err != nil {
		return err
	}
	if j.out, err = j.Flags.Output.Prepare(ctx, j.Streams, j.Input.Paths); err != nil {
		return err
	}
	return j.CreateModel()
}

// writeSummary writes one row per segment.
func (j *job) writeSummary(context.Context) error {
	summary, err := j.Summary()
	if err != nil {
		return err
	}
	defer summary.Release()
	if shares := summary.Schema().FieldIndices(segment.FieldMonetaryShare)[0]; summary.Column(shares).NullN() > 0 {
		fmt.Fprintln(j.Messages, "notice: the revenue of all customers is not above zero: there are no shares of it")
	}
	j.out.Separate(j.Messages)
	return j.out.Write(summary, "", j.SummaryExtras())
}
