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
	say.line("%s mailed, %s responded: %s (95 %% interval %s to %s)", "寄送 %s，响应 %s：%s（95%% 区间 %s 至 %s）",
		app.Count(all.Mailed.Customers), app.Count(all.Mailed.Responders), percent(rate(all.Mailed)), percent(low), percent(high))
	if r.Unmailed > 0 {
		say.line("notice: %s in groups of which nobody was mailed; not counted", "提示：%s所在的组无人寄送，不计入", j.counted(int(r.Unmailed), "customer", "位客户"))
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
		j.say.line("break-even %s; profit %s on %s spent (%s)", "保本响应率 %s；花费 %[3]s，利润 %[2]s（%[4]s）",
			fmt.Sprintf("%.4f %%", 100*be), amountText(profit), amountText(r.Spend(&r.All)), fmt.Sprintf("%.2f %%", 100*r.Return(&r.All)))
		if be > 1 {
			j.say.line("notice: a response brings less than a piece costs: no group can pay", "提示：一次响应带来的利润低于单件成本，任何一组都不可能保本")
		}
	} else {
		j.say.line("no response rate pays: responders spent nothing; %s spent", "没有能保本的响应率：响应者没有消费；花费 %s", amountText(r.Spend(&r.All)))
	}
	if gain, ok := r.All.Incremental(); ok {
		j.say.line("profit on what the mailing added: %s", "仅计增量的利润：%s", amountText(gain))
	}
}

// tellEffects says what the mailing added.
func (j *job) tellEffects(r *campaign.Reading) {
	e, ok := r.Effects()
	if !ok {
		j.say.line("notice: no group has both arms: there is nothing to compare", "提示：没有一组同时有寄送和对照，无法比较")
		return
	}
	points := func(v float64) string { return fmt.Sprintf("%.3f", 100*v) }
	j.say.line("uplift %s points (95 %% interval %s to %s), groups weighed by their customers; the pooled rates differ by %s",
		"增量响应 %s 个百分点（95%% 区间 %s 至 %s），按各组客户数加权；合并后直接相减为 %s",
		points(e.Uplift.Value), points(e.Uplift.Low()), points(e.Uplift.High()), points(e.Pooled.Value))
	if e.Groups < len(r.Rows) {
		j.say.line("notice: %s without a control arm; not in these figures", "提示：%s没有对照，不在以上数字之内", j.counted(len(r.Rows)-e.Groups, "group", "组"))
	}
	if e.PerHead != nil {
		j.say.line("money per customer assigned: %.6f mailed, %.6f control; difference %.6f (95 %% interval %.4f to %.4f, t %.4f)",
			"每位分入客户的消费：寄送 %.6f，对照 %.6f；相差 %.6f（95%% 区间 %.4f 至 %.4f，t %.4f）",
			e.Spent.Mailed, e.Spent.Control, e.PerHead.Value, e.PerHead.Low(), e.PerHead.High(), e.PerHead.T())
	}
	if h := e.Heterogeneity; h != nil {
		j.say.line("%s; %s", "%s；%s", j.gains(e), j.differ(e, h))
		if h.Sparse > 0 {
			j.say.line("notice: %s with fewer than 5 responders or others in an arm: Q and p are rough", "提示：%s中有一臂的响应或未响应不足 5 人，Q 与 p 仅供参考", j.counted(h.Sparse, "group", "组"))
		}
	}
}

// gains says in how many groups the mailing gained.
func (j *job) gains(e campaign.Effects) string {
	switch e.Gaining {
	case e.Groups:
		return j.say.pick("every group gains", "每一组都有增量")
	case 0:
		return j.say.pick("no group gains", "没有一组有增量")
	}
	return fmt.Sprintf(j.say.pick("%d of %d groups gain", "%[2]d 组中有 %[1]d 组有增量"), e.Gaining, e.Groups)
}

// differ says what Cochran's Q says. The level is the usual 5 %.
func (j *job) differ(e campaign.Effects, h *campaign.Heterogeneity) string {
	text := j.say.pick("the gains differ no more than chance makes them (Q %.1f, %d df, p %.2g)", "各组之间的差异不超出偶然（Q %.1f，自由度 %d，p %.2g）")
	if h.P < 0.05 {
		text = j.say.pick("the gains differ more than chance makes them (Q %.1f, %d df, p %.2g): some groups gain more", "各组之间的差异超出偶然（Q %.1f，自由度 %d，p %.2g）：有的组增量更大")
	} else if e.Gaining == e.Groups && e.Uplift.Low() > 0 {
		text += j.say.pick(": nobody to leave out", "：不必剔除任何一组")
	}
	return fmt.Sprintf(text, h.Q, h.DF, h.P)
}

// tellChoice says what the rule chose.
func (j *job) tellChoice(r *campaign.Reading) {
	chosen := &r.Chosen
	profit, _ := chosen.Profit()
	what := j.say.pick("response rate", "响应率")
	if r.Controlled {
		what = j.say.pick("uplift", "增量")
		if gain, ok := chosen.Incremental(); ok {
			profit = gain
		}
	}
	share := new(big.Rat)
	if r.All.Mailed.Customers > 0 {
		share = big.NewRat(chosen.Mailed.Customers, r.All.Mailed.Customers)
	}
	j.say.line("chosen by %[1]s (%[2]s): %[3]d of %[4]s, %[5]s of customers, profit %[6]s", "按 %[1]s（%[2]s）选中 %[4]s中的 %[3]d 组，占客户 %[5]s，利润 %[6]s",
		string(r.Rule), what, chosen.Groups, j.counted(len(r.Rows), "group", "组"), app.Percent(share, big.NewRat(1, 1)), amountText(profit))
	if small, least := r.Small(); small > 0 {
		j.say.line("notice: %[1]s mailed to fewer than %[2]s, too few to read (4 / break-even)", "提示：%[1]s的寄送不足 %[2]s 件，样本太小（4 / 保本响应率）",
			j.counted(small, "group", "组"), app.Count(least))
	}
	if j.groupBy == rfm.FieldScore {
		j.say.line("groups can be any column: models such as rfm clv often choose better than RFM cells (--group COLUMN)",
			"分组可用任意列：rfm clv 等模型往往比 RFM 单元选得更好（--group 列名）")
	}
	if chosen.Groups > 0 && chosen.Groups < len(r.Rows) {
		j.say.line("notice: these customers chose the groups and judge them: expect less of others (--choose lower is more careful)",
			"提示：选组与评估用的是同一批客户，对其他客户应预期更低（--choose lower 更谨慎）")
	}
}

// tellBeside says what came and what was projected.
func (j *job) tellBeside(r *campaign.Reading, c *campaign.Comparison) {
	profit, _ := r.All.Profit()
	j.say.line("projected %[1]s responders and a profit of %[2]s; came %[3]s and %[4]s", "预计响应 %[1]s、利润 %[2]s；实际 %[3]s、%[4]s",
		c.Total.Responders().FloatString(1), amountText(round(c.Total.Profit())), app.Count(r.All.Mailed.Responders), amountText(profit))
	if others := r.All.Mailed.Customers - c.Total.Customers; others > 0 {
		j.say.line("notice: %s in groups that the test did not have; nothing was projected for them", "提示：%s所在的组测试中没有，没有预计值", j.counted(int(others), "customer", "位客户"))
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
	j.say.line("to mail: %[1]s of %[2]s in %[3]s; projected %[4]s responders, profit %[5]s", "寄送 %[2]s中的 %[1]s（%[3]s）；预计响应 %[4]s，利润 %[5]s",
		app.Count(p.Mail.Customers), j.counted(j.customers.Len(), "customer", "位客户"), j.counted(groups, "group", "组"),
		p.Mail.Responders().FloatString(1), amountText(round(p.Mail.Profit())))
	if p.Untested > 0 {
		j.say.line("notice: %s in groups that the test did not have; not mailed", "提示：%s所在的组测试中没有，不寄送", j.counted(int(p.Untested), "customer", "位客户"))
	}
	if plan.Reading.Controlled {
		j.say.line("notice: the projection counts all responders; what the mailing adds is less", "提示：预计值包含全部响应者，邮寄带来的增量更少")
	}
}

// round rounds what is expected to two decimals: more would be a pretence.
func round(r *big.Rat) *big.Rat {
	out, _ := new(big.Rat).SetString(r.FloatString(2))
	return out
}
