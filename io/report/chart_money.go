package report

import (
	"fmt"
	"math"
	"strconv"
)

// Money shows what a customer of each cell brought on average.
type Money Grid

// few is the number of customers below which a mean says little.
const few = 30

// Figure answers: where is a customer worth the most?
func (c Money) Figure(l Language) Figure {
	f := Figure{Key: "money", Title: c.title(l), Table: c.table(l),
		Read: l.Say("Mean net revenue per customer, and their number. Colour: the mean, on a log scale. Hatched: fewer than 30 customers, do not rely on it.",
			"人均净收入与客户数。颜色：人均（对数刻度）；斜线：不足 30 人，不宜据此判断。")}
	least, greatest := math.Inf(1), math.Inf(-1)
	for _, cell := range c.Cells {
		if m := cell.mean(); cell.Customers > 0 && m > 0 {
			least, greatest = min(least, m), max(greatest, m)
		}
	}
	d, at := Grid(c).frame(l)
	lines := &Shape{Stroke: Muted, Width: 1}
	var texts []Mark
	for _, cell := range c.Cells {
		x, y, w, h := at(cell)
		if cell.Customers == 0 {
			d.rect(Shade, x, y, w, h)
			continue
		}
		ink := Ramp0
		if m := cell.mean(); m > 0 && greatest > least {
			ink = ramp(math.Log(m/least) / math.Log(greatest/least))
		}
		d.rect(ink, x, y, w, h)
		box := Shape{Fill: ink, Steps: []Step{{Op: 'R', A: x + w/2 - 34, B: y + h/2 - 17, C: 68, D: 36}}}
		if cell.Customers < few {
			lines.Steps = append(lines.Steps, hatch(x, y, w, h)...)
			texts = append(texts, &box)
		}
		texts = append(texts,
			&Text{X: x + w/2, Y: y + h/2 - 3, Size: plain + 1, Anchor: Middle, Bold: true, Ink: ink, On: true, Words: l.Short(cell.mean())},
			&Text{X: x + w/2, Y: y + h/2 + 14, Size: small, Anchor: Middle, Ink: ink, On: true, Words: "n = " + Count(cell.Customers)})
	}
	if lines.Steps != nil {
		d.shape(lines)
	}
	d.Marks = append(d.Marks, texts...)
	if greatest > least {
		d.legend(full-130, d.Height-15, l.Short(least), l.Short(greatest))
	}
	f.Drawing = d
	return f
}

func (c Cell) mean() float64 { return c.Revenue.Float() / float64(max(c.Customers, 1)) }

// title compares the cell that brought the most per customer with the one that
// brought the least, among those with enough customers.
func (c Money) title(l Language) string {
	low, high := -1, -1
	for i, cell := range c.Cells {
		if cell.Customers < few {
			continue
		}
		if high < 0 || cell.mean() > c.Cells[high].mean() {
			high = i
		}
		if low < 0 || cell.mean() < c.Cells[low].mean() {
			low = i
		}
	}
	if low == high { // one cell, or none
		return l.Say("Mean revenue per customer by recency and frequency", "按最近购买与购买频率看人均收入")
	}
	a, b := c.Cells[high], c.Cells[low]
	return l.Say(
		fmt.Sprintf("R %d, F %d: %s per customer on average; R %d, F %d: %s", a.R, a.F, l.Short(a.mean()), b.R, b.F, l.Short(b.mean())),
		fmt.Sprintf("R %d、F %d：人均%s；R %d、F %d：人均%s", a.R, a.F, l.Short(a.mean()), b.R, b.F, l.Short(b.mean())))
}

func (c Money) table(l Language) Table {
	t := Table{Columns: []Column{{"r_score", "R", false}, {"f_score", "F", false}, {"customers", l.Say("Customers", "客户数"), false},
		{"revenue", l.Say("Revenue", "收入"), false}, {"mean", l.Say("Mean", "人均"), false}}}
	for _, cell := range c.Cells {
		mean := ""
		if cell.Customers > 0 {
			mean = fixed(cell.mean(), 3)
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(cell.R), strconv.Itoa(cell.F), strconv.Itoa(cell.Customers), string(cell.Revenue), mean})
	}
	return t
}
