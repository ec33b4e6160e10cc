package picture

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rfm/io/report"
)

// noOutlook is why there is no picture of a model; "" where there is one.
func (f *Facts) noOutlook() string {
	switch {
	case f.NoModel != "":
		return f.Language.Say("no model fits these customers: "+f.NoModel, "没有模型适用于这些客户，原因见 rfm clv")
	case f.Outlook == nil:
		return f.Language.Say("there is not a model without --clv", "需要 --clv")
	}
	return ""
}

func (f *Facts) track() (report.Chart, string, error) {
	if why := f.noOutlook(); why != "" {
		return nil, why, nil
	}
	if f.tracking == nil {
		return nil, f.Language.Say("no model could be fitted to the first half of the time, so there is nothing to hold against the second",
			"前半段数据无法拟合模型，因此无法用后半段检验"), nil
	}
	return report.Tracking{Expected: f.tracking.Expected, Actual: f.tracking.Actual, Split: f.tracking.Split}, "", nil
}

func (f *Facts) counts() (report.Chart, string, error) {
	if why := f.noOutlook(); why != "" {
		return nil, why, nil
	}
	var c report.Counts
	for _, n := range f.Outlook.Orders {
		c.Actual, c.Expected = append(c.Actual, n.Actual), append(c.Expected, n.Expected)
	}
	return c, "", nil
}

// value is the expected value of the customers. The top tenth are rounded up, as
// those of rfm pareto.
func (f *Facts) value() (report.Chart, string, error) {
	if why := f.noOutlook(); why != "" {
		return nil, why, nil
	}
	if f.Outlook.Value == nil {
		return nil, f.Language.Say("there are no amounts", "没有金额"), nil
	}
	var known []float64
	all, best := 0.0, 0.0
	for _, v := range f.Outlook.Value {
		if !math.IsNaN(v) {
			known, all = append(known, v), all+v
		}
	}
	slices.SortFunc(known, func(a, b float64) int { return cmp.Compare(b, a) })
	for _, v := range known[:(len(known)+9)/10] {
		best += v
	}
	h := report.Histogram{Measure: report.Value, Log: true}
	if all <= 0 || !fill(&h, known, false) {
		return nil, f.Language.Say("nothing is expected of these customers", "预期价值为零"), nil
	}
	h.TopTen = best / all
	return h, "", nil
}

// alive is the mean chance of being alive by repeat orders and days away. Where
// nearly all are nearly surely alive it says nothing.
func (f *Facts) alive() (report.Chart, string, error) {
	if why := f.noOutlook(); why != "" {
		return nil, why, nil
	}
	o := f.Outlook
	sure, longest := 0, 0
	for i, p := range o.Alive {
		longest = max(longest, o.Away[i])
		if p > 0.95 {
			sure++
		}
	}
	if 20*sure > 19*len(o.Alive) {
		part := f.Language.Percent(float64(sure) / float64(len(o.Alive)))
		return nil, f.Language.Say(fmt.Sprintf("the model takes %s of the customers for more than 95\u00a0%% alive: a picture of that would say nothing", part),
			fmt.Sprintf("模型认为%s的客户活跃概率超过95%%，图形没有意义", part)), nil
	}
	limits := []int{0, 30, 60, 90, 180, 365, 730}
	for len(limits) > 1 && limits[len(limits)-1] > longest {
		limits = limits[:len(limits)-1]
	}
	c := report.Alive{Orders: []string{"0", "1", "2", "3", "4", "5–6", "7+"}}
	for i, from := range limits {
		if i == len(limits)-1 {
			c.Days = append(c.Days, fmt.Sprintf("%d+", from))
		} else {
			c.Days = append(c.Days, fmt.Sprintf("%d–%d", from, limits[i+1]-1))
		}
	}
	sums := make([]float64, len(c.Orders)*len(c.Days))
	counts := make([]int, len(sums))
	for i, p := range o.Alive {
		order := min(o.Repeats[i], 7)
		if order >= 5 {
			order = 5 + (order-5)/2
		}
		day := len(limits) - 1
		for limits[day] > o.Away[i] {
			day--
		}
		at := order*len(c.Days) + day
		sums[at], counts[at] = sums[at]+p, counts[at]+1
	}
	for at, n := range counts {
		if n > 0 {
			c.Cells = append(c.Cells, report.AliveCell{Order: at / len(c.Days), Day: at % len(c.Days), Customers: n, Chance: sums[at] / float64(n)})
		}
	}
	return c, "", nil
}
