package campaign

import (
	"context"
	"errors"
	"math/big"

	"rfm/cmd/internal/app"
	"rfm/segment/draw"
)

// draw writes a panel.
func (j *job) draw(ctx context.Context) error {
	o := j.options
	settings := draw.Options{Size: o.draw, Seed: o.seed}
	if o.control != "" {
		var err error
		if settings.Control, err = readShare("control", o.control); err != nil {
			return err
		}
		if settings.Control.Cmp(big.NewRat(1, 1)) == 0 {
			return app.Usagef("--control %s leaves nobody to mail", o.control)
		}
	}
	out, err := o.output.Prepare(ctx, j.streams, []string{j.path})
	if err != nil {
		return err
	}
	if err := j.load(ctx, o.group, nil); err != nil {
		return err
	}
	if j.customers.Has(columnArm) {
		return app.Usage(j.path+" has a column "+columnArm+" already", "draw from the file of all customers, not from a panel")
	}
	arms, err := draw.Panel(j.customers.IDs, j.groups, settings)
	var few *draw.SizeError
	if errors.As(err, &few) {
		return app.Usagef("--draw %d: there are %s", few.Size, app.Counted(few.Customers, "customer"))
	}
	if err != nil {
		return err
	}
	var mailed, control, groups int
	seen, without := map[string]bool{}, map[string]bool{}
	for i, arm := range arms {
		switch arm {
		case draw.Mailed:
			mailed++
		case draw.Control:
			control++
			without[j.groups[i]] = true
		}
		if arm != draw.Left && !seen[j.groups[i]] {
			seen[j.groups[i]] = true
			groups++
		}
	}
	j.say.line("drawn %[1]s of %[2]s from %[3]s: %[4]s to mail, %[5]s to compare with",
		app.Count(o.draw), app.Counted(len(arms), "customer"), app.Counted(groups, "group"), app.Count(mailed), app.Count(control))
	if settings.Control != nil && len(without) < groups {
		j.say.line("notice: nobody to compare with in %s, which is too small for this share", app.Counted(groups-len(without), "group"))
	}
	rec := j.customers.Record(func(row int) bool { return arms[row] != draw.Left }, columnArm, func(row int) string { return arms[row].String() })
	defer rec.Release()
	out.Separate(j.say.to)
	if err := out.Write(rec, j.order(), nil); err != nil {
		return err
	}
	return out.Next(app.FollowUp{Command: "campaign", Flags: "-o panel.csv"})
}

// order is the order of customers on a screen.
func (j *job) order() string {
	if j.customers.Has("monetary") {
		return "-monetary"
	}
	return ""
}
