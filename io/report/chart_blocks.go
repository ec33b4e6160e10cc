package report

import (
	"fmt"
)

// Blocks shows who is in which cell of the grid, in the colours of the segments.
type Blocks Grid

// Figure answers: who are they?
func (c Blocks) Figure(l Language) Figure {
	f := Figure{Key: "map", Table: Grid(c).table(func(cell Cell) string { return c.label(cell) }),
		Read: l.Say("Each cell: customers · net revenue. To the right: more orders; up: more recent.",
			"每格：客户数 · 净收入。越靠右购买次数越多，越靠上越近期。")}
	best := biggest(c.Groups)
	if best >= 0 {
		g := c.Groups[best]
		f.Title = l.Say(
			fmt.Sprintf("%s of the revenue comes from %s: %s", l.Percent(share(g.Revenue, c.Groups)), l.Counted(g.Customers, "customer", "位客户"), g.Label),
			fmt.Sprintf("%s的收入来自%s位%s", l.Percent(share(g.Revenue, c.Groups)), Count(g.Customers), g.Label))
	} else {
		f.Title = l.Say("Customers by recency and frequency", "按最近购买与购买频率划分的客户")
	}
	d, at := Grid(c).frame(l)
	for _, cell := range c.Cells {
		x, y, w, h := at(cell)
		ink := Ink(Shade)
		if cell.Group >= 0 && cell.Customers > 0 {
			ink = hue(c.Groups[cell.Group].Hue)
		}
		d.rect(ink, x, y, w, h)
		if cell.Customers == 0 {
			d.note(x+w/2, y+h/2+4, Middle, "0")
			continue
		}
		name := d.text(x+w/2, y+h/2-5, Middle, fit(c.label(cell), w*0.85))
		numbers := d.text(x+w/2, y+h/2+13, Middle, Count(cell.Customers)+" · "+l.Short(cell.Revenue.Float()))
		name.Bold, name.Ink, name.On, numbers.Ink, numbers.On = true, ink, true, ink, true
	}
	f.Drawing = d
	return f
}

func (c Blocks) label(cell Cell) string {
	if cell.Group < 0 {
		return ""
	}
	return c.Groups[cell.Group].Label
}
