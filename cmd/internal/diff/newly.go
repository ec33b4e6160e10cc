package diff

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/rfm"
	"rfm/segment"
)

// condition is that of --newly; nil for none.
func (o *options) condition() (*segment.Condition, error) {
	if o.newly == "" {
		return nil, nil
	}
	c, err := segment.ParseCondition(o.newly)
	return c, conditionError(err)
}

// conditionError makes a mistake in a condition one of the command line.
func conditionError(err error) error {
	var mistake *segment.ConditionError
	if !errors.As(err, &mistake) {
		return err
	}
	e := app.Usagef("--newly %s: %s", mistake.Text, mistake.Message)
	if mistake.Remark != "" {
		e.Hints = append(e.Hints, mistake.Remark, "and segment")
	}
	return e
}

// newlyOrder is the order of the rows on a screen: by what customers are worth
// now, where that is shown, else as they come.
func newlyOrder(rec arrow.Record) string {
	if rec.Schema().HasField(rfm.FieldMonetary + "_new") {
		return "-" + rfm.FieldMonetary + "_new"
	}
	return rfm.FieldCustomerID
}
