package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/segment/campaign"
)

// testSize tells how many customers a test needs.
func (j *job) testSize(ctx context.Context) error {
	o := j.options
	if o.rate == "" || (o.within == "") == (o.uplift == "") {
		return app.Usage("--test-size needs the expected --rate, and --precision or --uplift",
			"to know a rate of 2 % to within half a point: --rate 0.02 --precision 0.005", "to find a gain of one point: --rate 0.02 --uplift 0.01")
	}
	p, err := share("rate", o.rate)
	if err != nil {
		return err
	}
	flag, text := "precision", o.within
	if o.uplift != "" {
		flag, text = "uplift", o.uplift
	}
	d, err := share(flag, text)
	if err != nil {
		return err
	}
	if o.uplift != "" && p+d > 1 {
		return app.Usagef("--rate %s and --uplift %s are more than 1 together", o.rate, o.uplift)
	}
	out, err := o.output.Prepare(ctx, j.streams, []string{j.path})
	if err != nil {
		return err
	}
	if err := j.load(ctx, o.group, nil); err != nil {
		return err
	}
	size := func(customers int64) int64 { return campaign.SampleSize(p, d, customers) }
	if o.uplift != "" {
		size = func(int64) int64 { return campaign.ArmSize(p, d) }
		n := campaign.ArmSize(p, d)
		j.say.line("to find %s points above %s in four of five tests: %s in each of two arms",
			fmt.Sprintf("%g", 100*d), fmt.Sprintf("%g %%", 100*p), app.Counted(int(n), "customer"))
	} else {
		n := size(int64(j.customers.Len()))
		j.say.line("to know a rate of %[1]s to within %[2]s points, 95 %% sure: %[3]s of %[4]s",
			fmt.Sprintf("%g %%", 100*p), fmt.Sprintf("%g", 100*d), app.Count(n), app.Counted(j.customers.Len(), "customer"))
	}
	customers := map[string]int64{}
	for _, group := range j.groups {
		customers[group]++
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: campaign.FieldGroup, Type: arrow.BinaryTypes.String},
		{Name: campaign.FieldCustomers, Type: arrow.PrimitiveTypes.Int64},
		{Name: "needed", Type: arrow.PrimitiveTypes.Int64},
		{Name: "enough", Type: arrow.FixedWidthTypes.Boolean},
	}, nil))
	defer b.Release()
	arms := int64(1)
	if o.uplift != "" {
		arms = 2
	}
	for _, group := range slices.Sorted(maps.Keys(customers)) {
		needed := arms * size(customers[group])
		b.Field(0).(*array.StringBuilder).Append(group)
		b.Field(1).(*array.Int64Builder).Append(customers[group])
		b.Field(2).(*array.Int64Builder).Append(needed)
		b.Field(3).(*array.BooleanBuilder).Append(needed <= customers[group])
	}
	rec := b.NewRecord()
	defer rec.Release()
	out.Separate(j.say.to)
	return out.Write(rec, "", nil)
}
