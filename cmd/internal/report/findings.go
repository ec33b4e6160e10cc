package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rfm/cmd/internal/population"
	"rfm/io/report"
)

// finding is a sentence with the money that it is about.
type finding struct {
	words string
	key   string
	money float64
}

// most findings that a page shows.
const mostFindings = 5

// note takes the title of a figure for a finding, where it is about money or
// about customers who came, left, or brought much.
func (w *writer) note(kind string, chart report.Chart, f report.Figure) {
	add := func(money float64) {
		if strings.ContainsAny(f.Title, "0123456789") { // one without a number claims nothing
			w.findings = append(w.findings, finding{f.Title, f.Key, money})
		}
	}
	switch c := chart.(type) {
	case report.Blocks:
		add(largest(c.Groups))
	case report.Bars:
		if !slices.ContainsFunc(w.findings, func(f finding) bool { return f.key == "map" }) {
			add(largest(c))
		}
	case report.Lorenz:
		for _, t := range c.Top {
			if t.Percent == 20 {
				add(t.Revenue.Float())
			}
		}
	case report.Density:
		if c.Frame.Customers > 0 {
			add(c.Frame.Revenue.Float())
		}
	case report.Revenue:
		add(c.Change())
	case report.Flow:
		add(w.FallenRevenue())
	case report.Histogram:
		if kind == "value" {
			add(w.Outlook.Equity * c.TopTen)
		}
	case report.Orders:
		all := 0
		for _, n := range c {
			all += n
		}
		if 4*c[0] >= all { // fewer are no news
			add(w.OnceRevenue())
		}
	}
}

func largest(groups []report.Group) (most float64) {
	for _, g := range groups {
		most = max(most, g.Revenue.Float())
	}
	return most
}

// standsOut are the findings about the most money, the largest first.
func (w *writer) standsOut() ([]report.Finding, error) {
	account := population.NewRowAccount(w.Read.Input, w.Read.Account)
	guests, err1 := account.NoCustomer.Amount.Float64()
	all, err2 := account.Read.Amount.Float64()
	if err := cmp.Or(err1, err2); err != nil {
		return nil, err
	}
	if all > 0 && guests/all >= 0.05 {
		part := w.l.Percent(guests / all)
		w.findings = append(w.findings, finding{w.l.Say(
			fmt.Sprintf("%s of the revenue has no customer id and is not in these pictures", part),
			fmt.Sprintf("%s的收入没有客户编号，未计入各图", part)), "", guests})
	}
	slices.SortStableFunc(w.findings, func(a, b finding) int { return cmp.Compare(b.money, a.money) })
	var shown []report.Finding
	for _, f := range w.findings[:min(mostFindings, len(w.findings))] {
		shown = append(shown, report.Finding{Words: f.words, Key: f.key})
	}
	return shown, nil
}
