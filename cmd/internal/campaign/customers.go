package campaign

import (
	"context"
	"fmt"
	"math/big"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/customerfile"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/segment/campaign"
	"rfm/segment/draw"
)

// job is one run of the command.
type job struct {
	options *options
	streams *app.Streams
	path    string
	say     messages

	customers *customerfile.Table
	groupBy   string   // column of the groups; none for all in one
	groups    []string // of each customer
	cuts      campaign.Cuts
}

// none is the value of --group and --amount for no column.
const none = "none"

// allGroup is the group of all customers where there are no others.
const allGroup = "all"

// columns of the files, where no flag names others.
const (
	columnArm       = "arm"
	columnMailed    = "mailed"
	columnResponded = "responded"
)

// load reads the customers and their groups. amount is as in Read.
func (j *job) load(ctx context.Context, groupBy string, amount func([]string) (string, error)) (err error) {
	if j.customers, err = j.options.file.Read(ctx, j.streams, j.path, amount); err != nil {
		return err
	}
	if j.customers.Len() == 0 {
		return fmt.Errorf("%s: no customers%w", j.path, noCustomers{})
	}
	if err := j.customers.Twice(); err != nil {
		return err
	}
	if j.customers.Guests > 0 {
		j.say.line("notice: %s without a customer id left out", app.Counted(j.customers.Guests, "row"))
	}
	if err := j.loadAttributes(ctx); err != nil {
		return err
	}
	j.groupBy = groupBy
	for _, column := range []string{rfm.FieldScore, rfm.FieldSegment} {
		if j.groupBy == "" && j.customers.Has(column) && column != j.options.arm { // groups of one arm have nothing to compare with
			j.groupBy = column
		}
	}
	j.groups = make([]string, j.customers.Len())
	if j.groupBy == "" || j.groupBy == none {
		j.groupBy = none
		for i := range j.groups {
			j.groups[i] = allGroup
		}
		return nil
	}
	at, err := j.customers.Column("--group", j.groupBy)
	if err != nil {
		return err
	}
	if j.cuts != nil || j.options.quantiles > 0 {
		return j.divide(at)
	}
	for i := range j.groups {
		if j.groups[i] = j.customers.Text(at, i); j.groups[i] == "" {
			j.groups[i] = emptyGroup
		}
	}
	return nil
}

// divide makes groups of a column of numbers, by the cuts of a plan or by its own
// quantiles.
func (j *job) divide(column int) error {
	values := make([]*big.Rat, len(j.groups))
	var known []*big.Rat
	for i := range values {
		text := j.customers.Text(column, i)
		if text == "" {
			continue
		}
		var ok bool
		if values[i], ok = plainNumber(text); !ok {
			return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s %q is not a plain number", j.path, j.groupBy, text),
				Hints: []string{"--quantiles needs a column of numbers"}}
		}
		known = append(known, values[i])
	}
	if j.cuts == nil {
		j.cuts = campaign.NewCuts(known, j.options.quantiles)
	}
	for i, v := range values {
		if j.groups[i] = emptyGroup; v != nil {
			j.groups[i] = j.cuts.Group(v)
		}
	}
	return nil
}

// emptyGroup is the group of customers with an empty cell.
const emptyGroup = "(empty)"

// loadAttributes adds the columns of --attributes.
func (j *job) loadAttributes(ctx context.Context) error {
	path := j.options.attributes
	if path == "" {
		return nil
	}
	flags := j.options.file
	flags.Where = "" // is for the customers
	attributes, err := flags.Read(ctx, j.streams, path, nil)
	if err != nil {
		return err
	}
	defer attributes.Release()
	joined, err := j.customers.Join(attributes)
	if err != nil {
		return err
	}
	j.say.line("attributes of %s; %s without any, %s of nobody here",
		app.Counted(joined.Matched, "customer"), app.Counted(joined.CustomersOnly, "customer"), app.Counted(joined.RowsOnly, "row"))
	return nil
}

// noCustomers gives an error the exit code of an empty input, and no text.
type noCustomers struct{}

func (noCustomers) Error() string { return "" }
func (noCustomers) Unwrap() error { return rfm.ErrNoCustomers }

// arms tells who was mailed and who is compared with. The second table, where
// there is one, is that of the responses; mailing is a plan's choice of those
// mailed where no column tells, nil for everybody.
func (j *job) arms(responses *customerfile.Table, rows map[string]int, mailing func(group string) bool) ([]draw.Arm, error) {
	o := j.options
	arms := make([]draw.Arm, j.customers.Len())
	if cell, err := j.lookup("--arm", o.arm, columnArm, responses, rows); err != nil {
		return nil, err
	} else if cell != nil {
		mailed, control := o.treated, o.untreated
		if mailed == "" {
			mailed = draw.Mailed.String()
		}
		if control == "" {
			control = draw.Control.String()
		}
		seen := map[string]int{}
		for i := range arms {
			value := cell(i)
			seen[value]++
			switch value {
			case mailed:
				arms[i] = draw.Mailed
			case control:
				arms[i] = draw.Control
			}
		}
		for _, value := range []string{mailed, control} {
			if seen[value] == 0 && (value == mailed || o.untreated != "") {
				return nil, armError(value, seen)
			}
		}
		return arms, nil
	}
	if cell, err := j.lookup("--mailed", o.mailed, columnMailed, responses, rows); err != nil {
		return nil, err
	} else if cell != nil {
		for i := range arms {
			yes, err := customerfile.Truth(columnMailed, cell(i))
			if err != nil {
				return nil, err
			}
			if yes {
				arms[i] = draw.Mailed
			}
		}
		return arms, nil
	}
	for i := range arms {
		if mailing == nil || mailing(j.groups[i]) {
			arms[i] = draw.Mailed
		}
	}
	return arms, nil
}

// armError names the values that there are.
func armError(value string, seen map[string]int) error {
	var values []string
	for v := range seen {
		values = append(values, fmt.Sprintf("%q", v))
	}
	e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("no customer is in the arm %q", value)}
	if len(values) <= 20 {
		e.Hints = []string{"values: " + app.List(sorted(values))}
	}
	e.Hints = append(e.Hints, "name them: --arm COLUMN --treated VALUE --untreated VALUE")
	return e
}

// lookup finds a column that a flag names or that has the usual name, in the
// customers or in the responses; nil where there is none.
func (j *job) lookup(flag, name, usual string, responses *customerfile.Table, rows map[string]int) (func(customer int) string, error) {
	wanted := name
	if wanted == "" {
		wanted = usual
	}
	switch {
	case j.customers.Has(wanted):
		at, err := j.customers.Column(flag, wanted)
		return func(i int) string { return j.customers.Text(at, i) }, err
	case responses != nil && responses.Has(wanted):
		at, err := responses.Column(flag, wanted)
		return func(i int) string {
			row, found := rows[j.customers.IDs[i]]
			if !found {
				return ""
			}
			return responses.Text(at, row)
		}, err
	case name == "":
		return nil, nil
	}
	_, err := j.customers.Column(flag, name)
	return nil, err
}
