package campaign

import (
	"fmt"
	"math/big"

	"rfm/cmd/internal/app"
	"rfm/rfm"
	"rfm/segment/campaign"
)

// tell says in words what came of a mailing.
func (j *job) tell(r *campaign.Reading, c *campaign.Comparison) {
	say, all := j.say, &r.All
	low, high := campaign.Wilson(all.Mailed.Responders, all.Mailed.Customers)
	say.line("%s mailed, %s responded: %s (95 %% interval %s to %s)",
		app.Count(all.Mailed.Customers), app.Count(all.Mailed.Responders), percent(rate(all.Mailed)), percent(low), percent(high))
	if r.Unmailed > 0 {
		say.line("notice: %s in groups of which nobody was mailed; not counted", app.Counted(int(r.Unmailed), "customer"))
	}
	if r.Terms != nil {
		j.tellMoney(r)
	}
	if c != nil {
		j.tellBeside(r, c)
		return
	}
	if r.Controlled {
		j.tellEffects(r)
	}
	if r.Terms != nil {
		j.tellChoice(r)
	}
}

func rate(c campaign.Counts) float64 { return float64(c.Responders) / float64(c.Customers) }

// percent writes a share in percent with three decimals.
func percent(v float64) string { return fmt.Sprintf("%.3f %%", 100*v) }

// tellMoney says what all of it cost and brought.
func (j *job) tellMoney(r *campaign.Reading) {
	profit, _ := r.All.Profit()
	if be := r.BreakEven(); be == be {
		j.say.line("break-even %s; profit %s on %s spent (%s)",
			fmt.Sprintf("%.4f %%", 100*be), amountText(profit), amountText(r.Spend(&r.All)), fmt.Sprintf("%.2f %%", 100*r.Return(&r.All)))
		if be > 1 {
			j.say.line("notice: a response brings less than a piece costs: no group can pay")
		}
	} else {
		j.say.line("no response rate pays: responders spent nothing; %s spent", amountText(r.Spend(&r.All)))
	}
	if gain, ok := r.All.Incremental(); ok {
		j.say.line("profit on what the mailing added: %s", amountText(gain))
	}
}

// tellEffects says what the mailing added.
func (j *job) tellEffects(r *campaign.Reading) {
	e, ok := r.Effects()
	if !ok {
		j.say.line("notice: no group has both arms: there is nothing to compare")
		return
	}
	points := func(v float64) string { return fmt.Sprintf("%.3f", 100*v) }
	j.say.line("uplift %s points (95 %% interval %s to %s), groups weighed by their customers; the pooled rates differ by %s",
		points(e.Uplift.Value), points(e.Uplift.Low()), points(e.Uplift.High()), points(e.Pooled.Value))
	if e.Groups < len(r.Rows) {
		j.say.line("notice: %s without a control arm; not in these figures", app.Counted(len(r.Rows)-e.Groups, "group"))
	}
	if e.PerHead != nil {
		j.say.line("money per customer assigned: %.6f mailed, %.6f control; difference %.6f (95 %% interval %.4f to %.4f, t %.4f)",
			e.Spent.Mailed, e.Spent.Control, e.PerHead.Value, e.PerHead.Low(), e.PerHead.High(), e.PerHead.T())
	}
	if h := e.Heterogeneity; h != nil {
		j.say.line("%s; %s", j.gains(e), j.differ(e, h))
		if h.Sparse > 0 {
			j.say.line("notice: %s with fewer than 5 responders or others in an arm: Q and p are rough", app.Counted(h.Sparse, "group"))
		}
	}
}

// gains says in how many groups the mailing gained.
func (j *job) gains(e campaign.Effects) string {
	switch e.Gaining {
	case e.Groups:
		return "every group gains"
	case 0:
		return "no group gains"
	}
	return fmt.Sprintf("%d of %d groups gain", e.Gaining, e.Groups)
}

// differ says what Cochran's Q says. The level is the usual 5 %.
func (j *job) differ(e campaign.Effects, h *campaign.Heterogeneity) string {
	text := "the gains differ no more than chance makes them (Q %.1f, %d df, p %.2g)"
	if h.P < 0.05 {
		text = "the gains differ more than chance makes them (Q %.1f, %d df, p %.2g): some groups gain more"
	} else if e.Gaining == e.Groups && e.Uplift.Low() > 0 {
		text += ": nobody to leave out"
	}
	return fmt.Sprintf(text, h.Q, h.DF, h.P)
}

// tellChoice says what the rule chose.
func (j *job) tellChoice(r *campaign.Reading) {
	chosen := &r.Chosen
	profit, _ := chosen.Profit()
	what := "response rate"
	if r.Controlled {
		what = "uplift"
		if gain, ok := chosen.Incremental(); ok {
			profit = gain
		}
	}
	share := new(big.Rat)
	if r.All.Mailed.Customers > 0 {
		share = big.NewRat(chosen.Mailed.Customers, r.All.Mailed.Customers)
	}
	j.say.line("chosen by %[1]s (%[2]s): %[3]d of %[4]s, %[5]s of customers, profit %[6]s",
		string(r.Rule), what, chosen.Groups, app.Counted(len(r.Rows), "group"), app.Percent(share, big.NewRat(1, 1)), amountText(profit))
	if small, least := r.Small(); small > 0 {
		j.say.line("notice: %[1]s mailed to fewer than %[2]s, too few to read (4 / break-even)",
			app.Counted(small, "group"), app.Count(least))
	}
	if j.groupBy == rfm.FieldScore {
		j.say.line("groups can be any column: models such as rfm clv often choose better than RFM cells (--group COLUMN)")
	}
	if chosen.Groups > 0 && chosen.Groups < len(r.Rows) {
		j.say.line("notice: these customers chose the groups and judge them: expect less of others (--choose lower is more careful)")
	}
}

// tellBeside says what came and what was projected.
func (j *job) tellBeside(r *campaign.Reading, c *campaign.Comparison) {
	profit, _ := r.All.Profit()
	j.say.line("projected %[1]s responders and a profit of %[2]s; came %[3]s and %[4]s",
		c.Total.Responders().FloatString(1), amountText(round(c.Total.Profit())), app.Count(r.All.Mailed.Responders), amountText(profit))
	if others := r.All.Mailed.Customers - c.Total.Customers; others > 0 {
		j.say.line("notice: %s in groups that the test did not have; nothing was projected for them", app.Counted(int(others), "customer"))
	}
}

// tellProjection says whom a plan mails and what is expected of it.
func (j *job) tellProjection(plan *campaign.Plan, p *campaign.Projection) {
	groups := 0
	for i := range p.Rows {
		if p.Rows[i].Chosen {
			groups++
		}
	}
	j.say.line("to mail: %[1]s of %[2]s in %[3]s; projected %[4]s responders, profit %[5]s",
		app.Count(p.Mail.Customers), app.Counted(j.customers.Len(), "customer"), app.Counted(groups, "group"),
		p.Mail.Responders().FloatString(1), amountText(round(p.Mail.Profit())))
	if p.Untested > 0 {
		j.say.line("notice: %s in groups that the test did not have; not mailed", app.Counted(int(p.Untested), "customer"))
	}
	if plan.Reading.Controlled {
		j.say.line("notice: the projection counts all responders; what the mailing adds is less")
	}
}

// round rounds what is expected to two decimals: more would be a pretence.
func round(r *big.Rat) *big.Rat {
	out, _ := new(big.Rat).SetString(r.FloatString(2))
	return out
}
