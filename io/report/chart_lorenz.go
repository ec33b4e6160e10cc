package report

import (
	"fmt"
	"strconv"
)

// Lorenz shows how much of the revenue the best customers bring.
type Lorenz struct {
	Curve   []Point // shares of customers and of revenue from the best down, from 0, 0 to 1, 1
	Top     []Top
	Classes []Class // A, B, …
	Gini    float64
}

// Point is one of a curve.
type Point struct{ X, Y float64 }

// Top is what the best Percent of the customers bring.
type Top struct {
	Percent   float64
	Customers int
	Revenue   Decimal
	Share     float64 // of the revenue
}

// Class is a class of customers by what they bring together.
type Class struct {
	Name      string
	Customers int
	Revenue   Decimal
	Share     float64
}

// Figure answers: how much depends on how few?
func (c Lorenz) Figure(l Language) Figure {
	f := Figure{Key: "lorenz", Title: c.title(l), Table: c.table(l),
		Read: l.Say(fmt.Sprintf("The more the curve bulges from the dashed line, the more depends on few. Gini %s: 0 if all brought the same, near 1 if one brought all.", fixed(c.Gini, 2)),
			fmt.Sprintf("曲线离虚线越远，收入越集中于少数客户。基尼系数%s：0 表示人人相同，接近 1 表示集中于一人。", fixed(c.Gini, 2)))}
	const left, right, top, bottom = 46.0, 500.0, 10.0, 330.0
	d := &Drawing{Width: full, Height: 396}
	highest := 1.0
	for _, p := range c.Curve {
		highest = max(highest, p.Y)
	}
	x, y := scale{from: 0, to: 1, a: left, b: right}, scale{from: 0, to: highest, a: bottom, b: top}
	d.rules(y, left, right, l.whole)
	d.feet(x, bottom, l.whole)
	d.note((left+right)/2, bottom+58, Middle, l.Say("share of the customers, the best first", "客户占比，从最好的开始"))
	d.polyline(Muted, 1, []float64{x.at(0), y.at(0), x.at(1), y.at(1)}).Dashed = true
	d.note(x.at(0.62)+8, y.at(0.58)+14, Start, l.Say("if all brought the same", "人人相同时"))
	xy := make([]float64, 0, 2*len(c.Curve))
	for _, p := range c.Curve {
		xy = append(xy, x.at(p.X), y.at(p.Y))
	}
	d.polyline(Main, 2.2, xy)
	d.text(right+36, top+14, Start, l.Say("Of the revenue, the", "收入占比")).Bold = true
	for i, t := range c.Top {
		d.dot(Second, x.at(t.Percent/100), y.at(t.Share), 5)
		line := top + 40 + float64(i)*23
		d.text(right+36, line, Start, l.Say("top "+short(t.Percent)+"\u00a0% bring", "前"+short(t.Percent)+"%的客户"))
		d.text(full-20, line, End, l.Percent(t.Share)).Bold = true
	}
	from := 0.0
	for i, k := range c.Classes { // a ribbon below the axis
		n := 0
		for _, other := range c.Classes {
			n += other.Customers
		}
		to := from + float64(k.Customers)/float64(max(n, 1))
		ink := []Ink{Ramp6, Ramp4, Ramp2}[min(i, 2)]
		d.rect(ink, x.at(from)+0.5, bottom+24, max(x.at(to)-x.at(from)-1, 0.5), 16)
		if x.at(to)-x.at(from) > 16 {
			t := d.text(x.at((from+to)/2), bottom+36, Middle, k.Name)
			t.Ink, t.On, t.Bold = ink, true, true
		}
		line := top + 60 + float64(len(c.Top)+i)*23
		d.text(right+36, line, Start, l.Say("class ", "类别 ")+k.Name+": "+l.Counted(k.Customers, "customer", "位"))
		d.text(full-20, line, End, l.Percent(k.Share)).Bold = true
		from = to
	}
	f.Drawing = d
	return f
}

// title tells what the top 20 % bring, or the share nearest to that.
func (c Lorenz) title(l Language) string {
	for _, t := range c.Top {
		if t.Percent == 20 {
			return l.Say(fmt.Sprintf("The top 20\u00a0%% bring %s of the revenue", l.Percent(t.Share)), fmt.Sprintf("前20%%的客户带来%s的收入", l.Percent(t.Share)))
		}
	}
	return l.Say("Who brings the money", "收入来自谁")
}

func (c Lorenz) table(l Language) Table {
	t := Table{Columns: []Column{{"part", l.Say("Part", "部分"), true}, {"customers", l.Say("Customers", "客户数"), false},
		{"revenue", l.Say("Revenue", "收入"), false}, {"revenue_pct", l.Say("Share, %", "占比%"), false}}}
	for _, p := range c.Top {
		t.Rows = append(t.Rows, []string{"top " + short(p.Percent) + " %", strconv.Itoa(p.Customers), string(p.Revenue), fixed(100*p.Share, 3)})
	}
	for _, k := range c.Classes {
		t.Rows = append(t.Rows, []string{k.Name, strconv.Itoa(k.Customers), string(k.Revenue), fixed(100*k.Share, 3)})
	}
	return t
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
