package campaign

import (
	"context"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/io/place"
	"rfm/segment/campaign"
)

// loadPlan reads --plan; nil where there is none.
func (o *options) loadPlan() (*campaign.Plan, error) {
	if o.plan == "" {
		return nil, nil
	}
	text, err := os.ReadFile(o.plan)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: err.Error(), Hints: []string{"--plan takes a file that --save-plan wrote"}}
	}
	plan, err := campaign.ParsePlan(text)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: o.plan + " is not a plan that --save-plan wrote: " + err.Error()}
	}
	return plan, nil
}

// createPlan prepares the file of a plan, so that a place where none can be
// written is refused before the work.
func (o *options) createPlan(s *app.Streams, inputs []string) (*place.File, error) {
	switch {
	case o.savePlan == "-":
		return nil, app.Usagef("--save-plan needs a file: stdout is for the result")
	case o.output.Path != "" && filepath.Clean(o.savePlan) == filepath.Clean(o.output.Path):
		return nil, app.Usagef("--save-plan and --output name the same file")
	}
	if err := app.RefuseInput(o.savePlan, inputs); err != nil {
		return nil, err
	}
	return s.Files.CreateBeside(o.savePlan)
}

func savePlan(file *place.File, groupBy string, cuts campaign.Cuts, r *campaign.Reading) error {
	plan, err := campaign.NewPlan(groupBy, cuts, r)
	if err != nil {
		return err
	}
	return app.WriteJSON(file, plan)
}

// apply writes whom to mail, or what a plan projects.
func (j *job) apply(ctx context.Context) error {
	o := j.options
	plan, err := o.loadPlan()
	if err != nil {
		return err
	}
	out, err := o.output.Prepare(ctx, j.streams, []string{j.path, o.plan})
	if err != nil {
		return err
	}
	j.cuts = plan.Cuts
	if err := j.load(ctx, plan.GroupBy, nil); err != nil {
		return err
	}
	customers := map[string]int64{}
	for _, group := range j.groups {
		customers[group]++
	}
	projection := plan.Project(customers)
	if o.summary || out.OnScreen() && !o.output.Chooses() {
		rec, err := projection.Record(memory.DefaultAllocator)
		if err != nil {
			return err
		}
		defer rec.Release()
		if err := out.Write(rec, "", []string{campaign.FieldProjectedRevenue, campaign.FieldProjectedResponse}); err != nil {
			return err
		}
	} else {
		rec := j.customers.Record(func(row int) bool { return plan.Chooses(j.groups[row]) }, "", nil)
		defer rec.Release()
		if err := out.Write(rec, j.order(), nil); err != nil {
			return err
		}
	}
	j.tellProjection(plan, projection)
	return nil
}
