package report

import (
	"fmt"
	"math"
	"strconv"
)

// Counts holds how many customers have 0, 1, 2, … repeat orders against how many
// the model expects; the last of each is of all with more.
type Counts struct {
	Actual   []int
	Expected []float64
}

// Figure answers: does the model know these customers?
func (c Counts) Figure(l Language) Figure {
	f := Figure{Key: "counts", Title: c.title(l),
		Read: l.Say("Customers by number of repeat orders: as they are, and as the model expects them.", "按复购次数划分的客户数：实际与模型预期。"),
		Table: Table{Columns: []Column{{"repeat_orders", l.Say("Repeat orders", "复购次数"), true}, {"actual", l.Say("Actual", "实际"), false},
			{"expected", l.Say("Expected", "预期"), false}}}}
	const left, top, bottom = 52.0, 30.0, 200.0
	d := &Drawing{Width: full, Height: 240}
	highest := 1.0
	for i, n := range c.Actual {
		highest = max(highest, float64(n), c.Expected[i])
	}
	y, pitch := counts(highest, bottom, top), (full-left)/float64(len(c.Actual))
	d.rules(y, left, full, l.Short)
	var bars areas
	for i, n := range c.Actual {
		x, name := left+float64(i)*pitch, strconv.Itoa(i)
		if i == len(c.Actual)-1 {
			name += "+"
		}
		bars.rect(Stay, x+pitch*0.14, y.at(float64(n)), pitch*0.35, bottom-y.at(float64(n)))
		bars.rect(Main, x+pitch*0.51, y.at(c.Expected[i]), pitch*0.35, bottom-y.at(c.Expected[i]))
		d.note(x+pitch/2, bottom+16, Middle, name)
		f.Table.Rows = append(f.Table.Rows, []string{name, strconv.Itoa(n), fixed(c.Expected[i], 1)})
	}
	d.areas(&bars)
	d.note((left+full)/2, bottom+34, Middle, l.Say("repeat orders", "复购次数"))
	for k, words := range []string{l.Say("actual", "实际"), l.Say("expected by the model", "模型预期")} {
		d.rect([]Ink{Stay, Main}[k], 330+90*float64(k), 4, 12, 12)
		d.text(348+90*float64(k), 14, Start, words)
	}
	f.Drawing = d
	return f
}

// title names the number of orders at which the model misses the most.
func (c Counts) title(l Language) string {
	all, worst := 0, 0
	for i, n := range c.Actual {
		all += n
		if math.Abs(c.Expected[i]-float64(n)) > math.Abs(c.Expected[worst]-float64(c.Actual[worst])) {
			worst = i
		}
	}
	name := strconv.Itoa(worst)
	if worst == len(c.Actual)-1 {
		name += l.Say(" or more repeat orders", " 次及以上")
	} else if worst == 1 {
		name += l.Say(" repeat order", " 次")
	} else {
		name += l.Say(" repeat orders", " 次")
	}
	off := l.Percent(math.Abs(c.Expected[worst]-float64(c.Actual[worst])) / float64(max(all, 1)))
	return l.Say(
		fmt.Sprintf("The model misses most at %s: by %s of the customers", name, off),
		fmt.Sprintf("模型偏差最大处：复购 %s，相差客户总数的%s", name, off))
}

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
