package report

import (
	"fmt"
	"math"
	"strconv"
)

// Measure is what a histogram counts customers by.
type Measure uint8

// The measures.
const (
	Recency Measure = iota // days since the last order
	Frequency
	Monetary
	Value // expected
)

// Histogram shows how many customers have which value, with the limits between
// the scores.
type Histogram struct {
	Measure Measure
	Log     bool
	Edges   []float64 // of the bins: one more than Counts; ascending, above 0 if Log
	Counts  []int
	Least   float64   // the least value, where the first bin holds some below its edge
	Below   int       // customers at 0 or below, whom a logarithmic axis cannot show
	Cuts    []float64 // limits between the scores
	Median  Decimal
	TopTen  float64 // of Value: the share of the total that the top 10 % hold
}

// Figure answers: how do they differ in this measure?
func (c Histogram) Figure(l Language) Figure {
	f := Figure{Key: [...]string{"recency", "frequency", "monetary", "value"}[c.Measure], Title: c.title(l), Table: c.table(l),
		Read: l.Say("Dashed: limits between the scores.", "虚线为分值界限。")}
	if c.Measure == Value {
		f.Read = l.Say("Customers by expected value; the axis is logarithmic.", "按预期价值划分的客户数，横轴为对数刻度。")
	} else if c.Below > 0 {
		f.Read += l.Say(fmt.Sprintf(" %s at 0 or below cannot be shown on this axis.", l.Counted(c.Below, "customer", "位客户")),
			fmt.Sprintf("另有%d位客户的值不大于 0，无法在此轴显示。", c.Below))
	}
	width, left := third, 38.0
	if c.Measure == Value {
		width, left = full, 46
	}
	const top, bottom = 20.0, 150.0
	d := &Drawing{Width: width, Height: 190}
	highest := 0
	for _, n := range c.Counts {
		highest = max(highest, n)
	}
	n := len(c.Edges)
	x, y := scale{from: c.Edges[0], to: c.Edges[n-1], a: left, b: width - 10, log: c.Log}, counts(float64(highest), bottom, top)
	if c.Measure == Recency { // the most recent at the right, as on the grid
		x.a, x.b = x.b, x.a
	}
	d.rules(y, left, width-10, l.Short)
	var bars areas
	for i, count := range c.Counts {
		a, b := x.at(c.Edges[i]), x.at(c.Edges[i+1])
		if count > 0 {
			bars.rect(Main, min(a, b)+0.4, y.at(float64(count)), max(math.Abs(b-a)-0.8, 0.6), bottom-y.at(float64(count)))
		}
	}
	d.areas(&bars)
	c.limits(d, x, top, bottom)
	d.feet(x, bottom, func(v float64) string {
		if c.Measure == Frequency && v < 1 {
			return ""
		}
		if c.Measure == Recency {
			return grouped(short(v))
		}
		return l.Short(v)
	})
	d.note((left+width-10)/2, bottom+36, Middle, c.axis(l))
	f.Drawing = d
	return f
}

// limits draws the cut points, with the scores between them where they have room.
func (c Histogram) limits(d *Drawing, x scale, top, bottom float64) {
	at := []float64{x.a}
	for _, cut := range c.Cuts {
		p := max(min(x.at(cut), max(x.a, x.b)), min(x.a, x.b))
		d.polyline(Second, 1.2, []float64{p, top - 4, p, bottom}).Dashed = true
		at = append(at, p)
	}
	at = append(at, x.b)
	for i := range at[1:] {
		score := i + 1
		if c.Measure == Recency {
			score = len(at) - 1 - i
		}
		if a, b := at[i], at[i+1]; len(c.Cuts) > 0 && math.Abs(b-a) >= 9 {
			d.note((a+b)/2, top-8, Middle, strconv.Itoa(score))
		}
	}
}

func (c Histogram) title(l Language) string {
	m := c.Median.Float()
	switch c.Measure {
	case Recency:
		return l.Say(fmt.Sprintf("Half ordered in the last %s days", l.Short(m)), fmt.Sprintf("一半客户在最近%s天内下过单", l.Short(m)))
	case Frequency:
		unit := "orders"
		if m == 1 {
			unit = "order"
		}
		return l.Say(fmt.Sprintf("The median customer has %s %s", l.Short(m), unit), fmt.Sprintf("客户订单数中位数为%s", l.Short(m)))
	case Monetary:
		return l.Say(fmt.Sprintf("The median customer brought %s", l.Short(m)), fmt.Sprintf("客户金额中位数为%s", l.Short(m)))
	}
	return l.Say(fmt.Sprintf("10\u00a0%% of the customers hold %s of the expected value", l.Percent(c.TopTen)),
		fmt.Sprintf("10%%的客户占预期价值的%s", l.Percent(c.TopTen)))
}

func (c Histogram) axis(l Language) string {
	log := ""
	if c.Log {
		log = l.Say(" (log scale)", "（对数刻度）")
	}
	return [...]string{l.Say("days since the last order", "距最近一单的天数"), l.Say("orders", "订单数"),
		l.Say("net revenue", "净收入"), l.Say("expected value", "预期价值")}[c.Measure] + log
}

func (c Histogram) table(l Language) Table {
	t := Table{Columns: []Column{{"from", l.Say("From", "自"), false}, {"to", l.Say("To", "至"), false}, {"customers", l.Say("Customers", "客户数"), false}}}
	if c.Below > 0 {
		t.Rows = append(t.Rows, []string{"", "0", strconv.Itoa(c.Below)})
	}
	for i, n := range c.Counts {
		from := c.Edges[i]
		if i == 0 && c.Least != 0 {
			from = min(from, c.Least)
		}
		t.Rows = append(t.Rows, []string{strconv.FormatFloat(from, 'g', 6, 64), strconv.FormatFloat(c.Edges[i+1], 'g', 6, 64), strconv.Itoa(n)})
	}
	return t
}
