package report

import (
	"fmt"
	"strconv"
)

// Orders shows how many customers have ordered how often: once, twice, …; the
// last count is of all who ordered more often.
type Orders []int

// Figure answers: how many come back?
func (c Orders) Figure(l Language) Figure {
	all, highest := 0, 0
	for _, n := range c {
		all += n
		highest = max(highest, n)
	}
	once := l.Percent(float64(c[0]) / float64(max(all, 1)))
	f := Figure{Key: "orders",
		Title: l.Say(once+" of the customers have ordered once", once+"的客户只下过一次单"),
		Read:  l.Say("Height: customers with that number of orders.", "高度：下过该次数订单的客户数。"),
		Table: Table{Columns: []Column{{"orders", l.Say("Orders", "订单数"), true}, {"customers", l.Say("Customers", "客户数"), false}, {"customers_pct", "%", false}}}}
	const top, bottom = 22.0, 190.0
	d := &Drawing{Width: full, Height: 230}
	y, pitch := scale{from: 0, to: float64(max(highest, 1)), a: bottom, b: top}, full/float64(len(c))
	var bars areas
	for i, n := range c {
		name := strconv.Itoa(i + 1)
		if i == len(c)-1 {
			name += "+"
		}
		x := float64(i) * pitch
		bars.rect(Main, x+5, y.at(float64(n)), pitch-10, bottom-y.at(float64(n)))
		d.text(x+pitch/2, y.at(float64(n))-6, Middle, Count(n))
		d.note(x+pitch/2, bottom+16, Middle, name)
		f.Table.Rows = append(f.Table.Rows, []string{name, strconv.Itoa(n), fmt.Sprint(fixed(100*float64(n)/float64(max(all, 1)), 1))})
	}
	d.areas(&bars)
	d.line(Rule, 0, bottom, full, bottom)
	d.note(full/2, bottom+34, Middle, l.Say("orders per customer", "每位客户的订单数"))
	f.Drawing = d
	return f
}
