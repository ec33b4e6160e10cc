package report

import (
	"fmt"
	"strconv"
)

// Bars shows the share of the customers and of the revenue of every segment.
type Bars []Group

// Figure answers: does a segment bring more than its share?
func (c Bars) Figure(l Language) Figure {
	f := Figure{Key: "bars", Title: c.title(l), Table: Segments(c).table(),
		Read: l.Say("Outline: share of customers. Filled: share of net revenue. A filled bar longer than its outline: the segment brings more than its share.",
			"空心：客户占比；实心：净收入占比。实心长于空心：收入占比高于人数占比。")}
	const left, pitch, bar = 170.0, 36.0, 12.0
	groups := folded(c, l)
	d := &Drawing{Width: full, Height: float64(len(groups))*pitch + 4}
	all, longest := crowd(c), 0.01
	for _, g := range groups {
		longest = max(longest, float64(g.Customers)/float64(max(all, 1)), share(g.Revenue, c))
	}
	s := scale{from: 0, to: longest, a: left, b: full - 130}
	for i, g := range groups {
		y, ink := float64(i)*pitch+4, hue(g.Hue)
		d.text(left-10, y+bar+4, End, fit(g.Label, left-14))
		people, money := float64(g.Customers)/float64(max(all, 1)), share(g.Revenue, c)
		d.rect(None, left+0.5, y+0.5, s.at(people)-left, bar-1).Stroke = ink
		d.Marks[len(d.Marks)-1].(*Shape).Width = 1.4
		d.note(s.at(people)+6, y+bar-2, Start, l.Percent(people)+" · "+Count(g.Customers))
		d.rect(ink, left, y+bar+1, max(s.at(max(money, 0))-left, 1), bar)
		d.text(s.at(max(money, 0))+6, y+2*bar, Start, l.Percent(money)+" · "+l.Short(g.Revenue.Float()))
	}
	f.Drawing = d
	return f
}

// title names the segment that brings the most beyond its share, and the one that
// falls the furthest behind it.
func (c Bars) title(l Language) string {
	up, down, all := -1, -1, crowd(c)
	beyond := func(i int) float64 { return share(c[i].Revenue, c) - float64(c[i].Customers)/float64(all) }
	for i := range c {
		if v := beyond(i); v > 0 && (up < 0 || v > beyond(up)) {
			up = i
		} else if v < 0 && (down < 0 || v < beyond(down)) {
			down = i
		}
	}
	if up < 0 || down < 0 {
		return l.Say("Share of customers and of revenue by segment", "各分层的客户占比与收入占比")
	}
	people := func(i int) string { return l.Percent(float64(c[i].Customers) / float64(all)) }
	money := func(i int) string { return l.Percent(share(c[i].Revenue, c)) }
	return l.Say(
		fmt.Sprintf("%s: %s of customers, %s of revenue. %s: %s and %s", c[up].Label, people(up), money(up), c[down].Label, people(down), money(down)),
		fmt.Sprintf("%s：客户占%s，收入占%s；%s：%s和%s", c[up].Label, people(up), money(up), c[down].Label, people(down), money(down)))
}

// Segments is a table of segments with what to do; it has no picture.
type Segments []Group

// Figure answers: what to do with whom?
func (c Segments) Figure(l Language) Figure {
	t := Table{Columns: []Column{{"segment", l.Say("Segment", "分层"), true}, {"customers", l.Say("Customers", "客户数"), false},
		{"customers_pct", l.Say("Share", "客户占比"), false}, {"monetary", l.Say("Net revenue", "净收入"), false}, {"monetary_pct", l.Say("Share", "收入占比"), false},
		{"median_recency_days", l.Say("Days away", "距今天数"), false}, {"median_orders", l.Say("Orders", "订单数"), false},
		{"median_monetary", l.Say("Money", "金额"), false}, {"advice", l.Say("What to do", "建议"), true}}}
	for _, g := range c {
		median := func(d Decimal) string {
			if g.Customers == 0 {
				return ""
			}
			return l.Short(d.Float())
		}
		t.Rows = append(t.Rows, []string{g.Label, Count(g.Customers), l.Percent(float64(g.Customers) / float64(max(crowd(c), 1))),
			l.Short(g.Revenue.Float()), l.Percent(share(g.Revenue, c)), median(g.Recency), median(g.Orders), median(g.Monetary), g.Advice})
	}
	return Figure{Key: "segments", Title: l.Say("What to do with whom", "如何对待各类客户"), Table: t, Data: c.table(),
		Read: l.Say("Days away, orders and money are medians: half of the segment's customers have less, half have more.",
			"距今天数、订单数和金额均为中位数：该分层一半客户低于它，一半高于它。")}
}

// table is exact, for programs.
func (c Segments) table() Table {
	t := Table{Columns: []Column{{"segment", "Segment", true}, {"customers", "Customers", false}, {"customers_pct", "%", false},
		{"monetary", "Revenue", false}, {"monetary_pct", "%", false}}}
	for _, g := range c {
		t.Rows = append(t.Rows, []string{g.Code, strconv.Itoa(g.Customers), fixed(100*float64(g.Customers)/float64(max(crowd(c), 1)), 1),
			string(g.Revenue), fixed(100*share(g.Revenue, c), 1)})
	}
	return t
}
