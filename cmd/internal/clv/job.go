package clv

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/io/place"
	"rfm/rfm"
)

// job is one run of rfm clv after its input is read.
type job struct {
	options   *options
	plan      *plan
	customers *rfm.Customers
	account   rfm.Account
	amounts   bool // the input has amounts
	out       *app.Output
	modelOut  *place.File // nil unless the model is to be saved
	messages  app.Messages
}

// check refuses what the data cannot give.
func (j *job) check(o *options) error {
	if j.amounts {
		return nil
	}
	e := app.Usage("", "name it: --amount COLUMN, or --quantity and --price")
	switch {
	case j.plan.textbook():
		e.Message = "--model " + o.model + " needs a column of amounts"
	case o.cost != "":
		e.Message = "--cost needs a column of amounts"
	case o.withScores:
		e.Message = "--with-scores needs a column of amounts"
	default:
		return nil
	}
	return e
}

// value fits or applies a model and writes one row per customer.
func (j *job) value() error {
	return j.valueOf(newHistories(j.customers, j.customers.AsOf, j.plan.period()))
}

// valueOf is value for histories that are known.
func (j *job) valueOf(h *histories) error {
	fit, err := j.fit(h)
	var none *noModel
	if errors.As(err, &none) {
		return j.withoutModel(none)
	}
	if err != nil {
		return err
	}
	j.forget(h)
	v, err := j.valuation(h, fit)
	if err != nil {
		return err
	}
	rec, err := j.record(h, v)
	if err != nil {
		return err
	}
	defer rec.Release()
	j.printStaying(h, v)
	j.printFit(h, fit)
	j.printValuation(h, fit, v)
	top := "-clv"
	if v.Value == nil {
		top = "-expected_orders"
	}
	if err := j.write(rec, top); err != nil {
		return err
	}
	if err := j.out.Next(app.FollowUp{Command: "clv", Flags: "--holdout 26w"}, app.FollowUp{Command: "clv", Flags: "-o clv.csv"}); err != nil {
		return err
	}
	if j.modelOut == nil {
		return nil
	}
	return app.WriteJSON(j.modelOut, newModelFile(j, h, fit))
}

// forget lets go of what the prediction has no use for: memory grows with the
// number of customers.
func (j *job) forget(h *histories) {
	c := j.customers
	if h.period.index == nil {
		c.Days = nil
	}
	if !j.plan.scores {
		c.FirstOrder, c.LastOrder, c.Recency, c.Orders, c.Monetary, c.Average = nil, nil, nil, nil, nil, nil
	}
}

// write writes the result; top is the order of a table on the screen.
func (j *job) write(rec arrow.Record, top string) error {
	j.out.Separate(j.messages)
	return j.out.Write(rec, top, []string{"t_x_days", "t_days", "t_x_periods", "t_periods", rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, "expected_avg_value", "repeat_orders", "repeat_periods"})
}
