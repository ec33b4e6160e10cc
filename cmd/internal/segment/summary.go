package segment

import (
	"context"
	"fmt"

	"rfm/cmd/internal/scoring"
	"rfm/segment"
)

// writeSummary writes one row per segment.
func (j *job) writeSummary(ctx context.Context) error {
	o := j.options
	if err := o.output.Check(segment.SummarySchema(0, 0)); err != nil {
		return err
	}
	out, err := o.output.Prepare(ctx, j.streams, j.paths)
	if err != nil {
		return err
	}
	modelFile, err := o.scoring.CreateModel(j.scheme.Scheme, o.output.Path, j.paths)
	if err != nil {
		return err
	}
	r, err := j.assign(ctx)
	if err != nil {
		return err
	}
	summary, err := scoring.SummaryRecord(r.assignment, r.scores.Customers, j.scheme.Language)
	if err != nil {
		return err
	}
	defer summary.Release()
	if shares := summary.Schema().FieldIndices(segment.FieldMonetaryShare)[0]; summary.Column(shares).NullN() > 0 {
		fmt.Fprintln(j.messages, "notice: the revenue of all customers is not above zero: there are no shares of it")
	}
	out.Separate(j.messages)
	if err := out.Write(summary, "", scoring.SummaryExtras(j.scheme.Language)); err != nil {
		return err
	}
	return o.scoring.Save(modelFile, r.scores, j.scheme.Scheme, &o.population, r.read)
}
