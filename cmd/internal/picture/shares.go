package picture

import (
	"math/big"

	"rfm/io/report"
	"rfm/rfm/pareto"
)

// noShares is why there is no picture of shares.
func (f *Facts) noShares() string {
	return f.Language.Say("the revenue of all customers is not above zero: there are no shares", "全部客户的收入合计不大于零，无法计算占比")
}

func (f *Facts) bars() (report.Chart, string, error) {
	if !f.Ranking.HasShares() {
		return nil, f.noShares(), nil
	}
	return f.ofSegments(func(g []report.Group) report.Chart { return report.Bars(g) })
}

func (f *Facts) treemap() (report.Chart, string, error) {
	if !f.Ranking.HasShares() {
		return nil, f.noShares(), nil
	}
	return f.ofSegments(func(g []report.Group) report.Chart { return report.Treemap(g) })
}

// Segments is the table of the segments, with what to do; nil, with the reason,
// where there are none.
func (f *Facts) Segments() (report.Chart, string, error) {
	return f.ofSegments(func(g []report.Group) report.Chart { return report.Segments(g) })
}

func (f *Facts) ofSegments(chart func([]report.Group) report.Chart) (report.Chart, string, error) {
	if f.assignment == nil {
		return nil, f.Language.Say("scheme "+f.scheme.Name+" does not fit the number of scores", "方案 "+f.scheme.Name+" 与分值个数不符"), nil
	}
	return chart(f.groups()), "", nil
}

// lorenz is the cumulative share of the revenue, with the numbers of rfm pareto
// --summary.
func (f *Facts) lorenz() (report.Chart, string, error) {
	r := f.Ranking
	if !r.HasShares() {
		return nil, f.noShares(), nil
	}
	const points = 100
	c := report.Lorenz{Gini: share(r.Gini()), Curve: []report.Point{{}}}
	curve := map[int]bool{0: true}
	add := func(k int) {
		if !curve[k] {
			curve[k] = true
			c.Curve = append(c.Curve, report.Point{X: float64(k) / float64(r.Len()), Y: share(r.Share(k))})
		}
	}
	for i := range points + 1 { // denser among the best, where the curve bends
		p := float64(i) / points
		add(max(1, int(p*p*float64(r.Len()))))
	}
	for _, percent := range []int64{1, 5, 10, 20, 50} {
		k := r.Top(big.NewRat(percent, 100))
		c.Top = append(c.Top, report.Top{Percent: float64(percent), Customers: k, Revenue: f.decimal(r.Sum(k)), Share: share(r.Share(k))})
	}
	abc, err := pareto.ParseABC("80,95")
	if err != nil {
		return nil, "", err
	}
	from := 0
	for class, end := range abc.Ends(r) {
		part := r.Part(from, end)
		value := new(big.Rat).SetFrac(part.Value.BigInt(), r.Total().BigInt())
		c.Classes = append(c.Classes, report.Class{Name: abc.Letter(class), Customers: part.Customers, Revenue: f.decimal(part.Value), Share: share(value)})
		from = end
	}
	return c, "", nil
}
