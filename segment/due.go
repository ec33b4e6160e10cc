package segment

import (
	"fmt"
	"math"
	"slices"

	"rfm/rfm"
	"rfm/rfm/period"
)

// dueFields are the fields that the order days of the customers tell, as
// period.NewDue does by its defaults.
func dueFields() []string { return append(ownDueFields(), sharedDueFields()...) }

// ownDueFields are those in which the other customers have no part.
func ownDueFields() []string {
	return []string{period.FieldGaps, period.FieldLastGap, period.FieldAmountNow, period.FieldAmountBefore, period.FieldChangePct}
}

func sharedDueFields() []string {
	return []string{period.FieldRhythm, period.FieldLate, period.FieldLateBefore, period.FieldStatus, period.FieldDueDate, period.FieldStake}
}

// MissingError is a field of the rules that an input of one row per customer
// cannot tell.
type MissingError struct{ Field string }

func (e *MissingError) Error() string {
	return fmt.Sprintf("rules look at %s, which needs the transactions of the customers", e.Field)
}

// LooksAtDays is a field of the rules that needs Customers.Days; empty for none.
func (s *Scheme) LooksAtDays() string {
	for _, name := range dueFields() {
		if s.looksAtField(name) {
			return name
		}
	}
	return ""
}

// dueReader sets the fields of every customer.
type dueReader struct {
	*period.Due
	date bool // some rule looks at the due date, which is text
}

// dueFor looks at the order days where the fields that rules look at ask for it;
// nil where they do not.
func dueFor(c *rfm.Customers, looks []string) (*dueReader, error) {
	at := slices.IndexFunc(looks, func(name string) bool { return slices.Contains(dueFields(), name) })
	if at < 0 {
		return nil, nil
	}
	if c.Days == nil {
		return nil, &MissingError{looks[at]}
	}
	due, err := period.NewDue(c, period.DueOptions{
		Rhythm: period.NewRhythm(c.Days, c.AsOf), Bands: period.DefaultBands(), Window: period.DefaultWindow,
	})
	return &dueReader{due, slices.Contains(looks, period.FieldDueDate)}, err
}

// set sets the fields of one customer.
func (d *dueReader) set(f *fields, i int) {
	if d == nil {
		return
	}
	scale := d.Customers.Days.Scale
	f.Gaps, f.LastGap = int(d.Gaps[i]), int(d.LastGap[i])
	f.AmountNow, f.AmountBefore, f.ChangePct = amount(d.Now[i], scale), amount(d.Before[i], scale), math.NaN()
	if change, ok := d.Change(i); ok {
		f.ChangePct = amount(change, period.PercentScale)
	}
	f.Status, f.DueDate = d.Status[i].String(), ""
	f.Rhythm, f.Late, f.LateBefore, f.Stake = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if !d.Options.Rhythm.Known() {
		return
	}
	f.Rhythm, f.Late = d.Rhythm(i), d.Late[i]
	if d.Gaps[i] > 0 {
		f.LateBefore = d.CameLate[i]
	}
	if stake, ok := d.Stake(i); ok {
		f.Stake = amount(stake, d.StakeScale())
	}
	if date, ok := d.Date(i); ok && d.date {
		f.DueDate = date.FormattedString()
	}
}
