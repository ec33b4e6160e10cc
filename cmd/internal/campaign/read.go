package campaign

import (
	"context"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/io/place"
	"rfm/io/table"
	"rfm/segment/campaign"
	"rfm/segment/draw"
)

// read reads responses: alone, or beside the projection of a plan.
func (j *job) read(ctx context.Context) error {
	o := j.options
	terms, err := o.terms()
	if err != nil {
		return err
	}
	rule, err := o.rule(terms)
	if err != nil {
		return err
	}
	if o.savePlan != "" && terms == nil {
		return app.Usage("--save-plan: a plan needs to know what a mailing costs and brings", "give --cost-per-piece, and --margin or --profit-per-order")
	}
	plan, err := o.loadPlan()
	if err != nil {
		return err
	}
	groupBy, mailing := o.group, (func(string) bool)(nil)
	if plan != nil {
		j.cuts = plan.Cuts
		groupBy, terms, rule, mailing = plan.GroupBy, &plan.Terms, campaign.All, plan.Chooses
	}
	inputs := []string{j.path}
	for _, path := range []string{o.responses, o.sales, o.plan} {
		if path != "" {
			inputs = append(inputs, path)
		}
	}
	out, err := o.output.Prepare(ctx, j.streams, inputs)
	if err != nil {
		return err
	}
	var planOut *place.File
	if o.savePlan != "" {
		if planOut, err = o.createPlan(j.streams, inputs); err != nil {
			return err
		}
	}
	got, err := j.outcome(ctx, groupBy)
	if err != nil {
		return err
	}
	tally, err := j.tally(got, mailing)
	if err != nil {
		return err
	}
	if terms != nil && terms.Margin != nil && !tally.Amounts {
		return app.Usage("--margin is a share of what responders spent, and no column tells that", "name it: --amount COLUMN   or, in place of --margin, give the profit of an order: --profit-per-order 32.50")
	}
	reading, err := tally.Read(terms, rule)
	if err != nil {
		return err
	}
	if len(reading.Rows) == 0 {
		return app.Usagef("nobody was mailed: no customer is in a group of the plan or in the mailed arm")
	}
	if planOut != nil {
		if err := savePlan(planOut, j.groupBy, j.cuts, reading); err != nil {
			return err
		}
	}
	var comparison *campaign.Comparison
	if plan != nil {
		comparison = reading.Beside(plan)
	}
	if err := j.write(out, tally, reading, comparison); err != nil {
		return err
	}
	j.tell(reading, comparison)
	return nil
}

// tally counts the customers by group and arm.
func (j *job) tally(got *outcome, mailing func(string) bool) (*campaign.Tally, error) {
	arms, err := j.arms(got.table, got.rows, mailing)
	if err != nil {
		return nil, err
	}
	t := &campaign.Tally{Scale: got.scale, Amounts: got.amounts != nil}
	unmailed := 0
	for i, arm := range arms {
		var amount decimal128.Num
		if got.amounts != nil {
			amount = got.amounts[i]
		}
		t.Add(j.groups[i], arm, got.responded[i], amount)
		if arm == draw.Left && got.responded[i] && j.options.arm == "" { // else of another arm
			unmailed++
		}
	}
	if unmailed > 0 {
		j.say.line("notice: %s responded without being in the test; not counted", app.Counted(unmailed, "customer"))
	}
	return t, nil
}

// write writes the groups. A screen has a row of all groups below, and no empty
// columns.
func (j *job) write(out *app.Output, t *campaign.Tally, r *campaign.Reading, c *campaign.Comparison) error {
	record, screen := r.Record, r.Screen
	if c != nil {
		record, screen = c.Record, c.Screen
	}
	onScreen := out.OnScreen() && !j.options.output.Chooses()
	if onScreen {
		record = screen
	}
	rec, err := record(memory.DefaultAllocator)
	if err != nil {
		return err
	}
	defer func() { rec.Release() }()
	if !onScreen {
		return out.Write(rec, "", expendable())
	}
	if len(r.Rows) > 1 {
		all, err := j.totals(t, r, c)
		if err != nil {
			return err
		}
		joined, err := below(rec, all)
		all.Release()
		if err != nil {
			return err
		}
		rec.Release()
		rec = joined
	}
	columns := filled(rec)
	if r.Terms == nil || c != nil { // nothing was chosen here
		columns = slices.DeleteFunc(columns, func(name string) bool { return name == campaign.FieldChosen })
	}
	shown, err := table.Select(rec, columns)
	if err != nil {
		return err
	}
	rec.Release()
	rec = shown
	columns = expendable()
	if c != nil { // what came stays beside what was projected
		columns = append([]string{campaign.FieldProjectedResponse, campaign.FieldResponse, campaign.FieldProjectedProfit, campaign.FieldIndex}, columns...)
	}
	if err := out.Write(rec, "", columns); err != nil {
		return err
	}
	switch {
	case c != nil || j.options.savePlan != "":
		return nil
	case r.Terms == nil:
		return out.Next(app.FollowUp{Command: "campaign", Flags: "--cost-per-piece 2.50 --margin 0.5"})
	}
	return out.Next(app.FollowUp{Command: "campaign", Flags: "--save-plan plan.json"})
}

// totals is a record of all groups as one.
func (j *job) totals(t *campaign.Tally, r *campaign.Reading, c *campaign.Comparison) (arrow.Record, error) {
	one, err := t.Whole(j.streams.Say("all")).Read(r.Terms, campaign.All)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return one.Screen(memory.DefaultAllocator)
	}
	return one.BesideTotal(c).Screen(memory.DefaultAllocator)
}

// below puts the rows of one record below those of another of the same columns.
func below(top, bottom arrow.Record) (arrow.Record, error) {
	columns := make([]arrow.Array, top.NumCols())
	defer func() {
		for _, c := range columns {
			if c != nil {
				c.Release()
			}
		}
	}()
	for i := range columns {
		var err error
		if columns[i], err = array.Concatenate([]arrow.Array{top.Column(i), bottom.Column(i)}, memory.DefaultAllocator); err != nil {
			return nil, err
		}
	}
	return array.NewRecord(top.Schema(), columns, top.NumRows()+bottom.NumRows()), nil
}

// filled are the columns that hold anything.
func filled(rec arrow.Record) (names []string) {
	for i, column := range rec.Columns() {
		if column.NullN() < column.Len() {
			names = append(names, rec.ColumnName(i))
		}
	}
	return names
}

// expendable are the columns that a table on a narrow screen can do without, the
// first to go first.
func expendable() []string {
	return []string{campaign.FieldPerHeadLow, campaign.FieldPerHeadHigh, campaign.FieldPerHeadControl, campaign.FieldPerHead,
		campaign.FieldMailedCum, campaign.FieldProfitCum, campaign.FieldReturn, campaign.FieldResponseLow, campaign.FieldResponseHigh,
		campaign.FieldUpliftLow, campaign.FieldUpliftHigh, campaign.FieldLift, campaign.FieldBreakEven, campaign.FieldPerHeadUplift,
		campaign.FieldIncRevenue, campaign.FieldRevenue, campaign.FieldProjectedRevenue, campaign.FieldIncProfit, campaign.FieldProfit, campaign.FieldIndex, campaign.FieldChosen}
}
