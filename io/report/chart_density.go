package report

import (
	"fmt"
	"math"
	"strconv"
)

// Density shows how many customers have been away how long, and what they
// brought: counts of cells instead of a dot for each customer.
type Density struct {
	Days, Money []float64 // edges of the cells; money on a logarithmic axis
	Counts      [][]int   // by days, then by money
	Below       int       // customers who brought 0 or less
	Frame       Frame
}

// Frame is the corner of customers who brought much and have been away for long.
type Frame struct {
	Days      float64 // away for at least so many
	Money     float64 // brought more than this
	Customers int
	Revenue   Decimal
}

// Figure answers: who brought much and has stayed away?
func (c Density) Figure(l Language) Figure {
	f := Figure{Key: "density", Title: c.title(l), Table: c.matrix(l), Data: c.table(l),
		Read: l.Say("Framed: brought much, away for long. Colour: number of customers. Money on a log scale.",
			"框内：高消费、久未购买。颜色：客户数；金额为对数刻度。")}
	const left, top, bottom = 52.0, 26.0, 330.0
	d := &Drawing{Width: full, Height: 372}
	nd, nm := len(c.Days), len(c.Money)
	x := scale{from: c.Days[0], to: c.Days[nd-1], a: full - 10, b: left}
	y := scale{from: c.Money[0], to: c.Money[nm-1], a: bottom, b: top, log: true}
	highest := 1
	for _, column := range c.Counts {
		for _, n := range column {
			highest = max(highest, n)
		}
	}
	d.rules(y, left, full-10, l.Short)
	var cells areas
	for i, column := range c.Counts {
		for k, n := range column {
			if n > 0 {
				ink := ramp(0.13 + 0.87*math.Log(float64(n))/math.Log(float64(highest)+1))
				cells.rect(ink, x.at(c.Days[i+1])+0.3, y.at(c.Money[k+1])+0.3, x.at(c.Days[i])-x.at(c.Days[i+1])-0.6, y.at(c.Money[k])-y.at(c.Money[k+1])-0.6)
			}
		}
	}
	d.areas(&cells)
	if c.Frame.Customers > 0 {
		box := d.rect(None, left, top-2, x.at(c.Frame.Days)-left, y.at(c.Frame.Money)-top+2)
		box.Stroke, box.Width = Second, 2
		d.text(left+6, top-9, Start, l.Counted(c.Frame.Customers, "customer", "位客户")+" · "+l.Short(c.Frame.Revenue.Float())).Bold = true
	}
	d.feet(x, bottom, func(v float64) string { return grouped(short(v)) })
	d.legend(full-10, 4, l.Say("1 customer", "1 位客户"), Count(highest))
	d.note(left-6, 10, End, l.Say("revenue", "净收入"))
	d.note((left+full-10)/2, bottom+36, Middle, l.Say("days since the last order (recent to the right)", "距最近一单的天数（越靠右越近期）"))
	f.Drawing = d
	return f
}

func (c Density) title(l Language) string {
	if c.Frame.Customers == 0 {
		return l.Say("Revenue and days since the last order", "收入与距最近一单的天数")
	}
	days, money := l.Away(c.Frame.Days), l.Say(grouped(short(c.Frame.Money)), l.Short(c.Frame.Money))
	have := "have"
	if c.Frame.Customers == 1 {
		have = "has"
	}
	return l.Say(
		fmt.Sprintf("%s who brought over %s %s been away for %s or more: %s in all", l.Counted(c.Frame.Customers, "customer", ""), money, have, days, l.Short(c.Frame.Revenue.Float())),
		fmt.Sprintf("%s位消费超过%s的客户已%s以上未购买，合计%s", Count(c.Frame.Customers), money, days, l.Short(c.Frame.Revenue.Float())))
}

func (c Density) table(l Language) Table {
	t := Table{Columns: []Column{{"days_from", l.Say("Days from", "天数自"), false}, {"days_to", l.Say("to", "至"), false},
		{"revenue_from", l.Say("Revenue from", "收入自"), false}, {"revenue_to", l.Say("to", "至"), false}, {"customers", l.Say("Customers", "客户数"), false}}}
	for i, column := range c.Counts {
		for k, n := range column {
			if n > 0 {
				t.Rows = append(t.Rows, []string{short(c.Days[i]), short(c.Days[i+1]), strconv.FormatFloat(c.Money[k], 'g', 4, 64),
					strconv.FormatFloat(c.Money[k+1], 'g', 4, 64), strconv.Itoa(n)})
			}
		}
	}
	return t
}

// matrix has a row for each span of days and a column for each of money.
func (c Density) matrix(l Language) Table {
	t := Table{Columns: []Column{{"days", l.Say("Days away from ↓, revenue from →", "距今天数自↓，收入自→"), true}}}
	for _, m := range c.Money[:len(c.Money)-1] {
		t.Columns = append(t.Columns, Column{short(m), l.Short(m), false})
	}
	for i, column := range c.Counts {
		cells := []string{short(math.Ceil(c.Days[i]))}
		for _, n := range column {
			cell := ""
			if n > 0 {
				cell = strconv.Itoa(n)
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
