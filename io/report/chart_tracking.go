package report

import (
	"fmt"
	"strconv"
)

// Tracking holds the repeat orders that a model expects against those that came,
// week by week. The model was fitted to the weeks before Split.
type Tracking struct {
	Expected, Actual []float64 // repeat orders of each week
	Split            int       // index of the first week that the model has not seen
}

// sums are the orders from the split on.
func (c Tracking) sums() (expected, actual float64) {
	for i := c.Split; i < len(c.Actual); i++ {
		expected, actual = expected+c.Expected[i], actual+c.Actual[i]
	}
	return expected, actual
}

// Figure answers: can the model be trusted?
func (c Tracking) Figure(l Language) Figure {
	f := Figure{Key: "tracking", Title: c.title(l), Table: c.table(l),
		Read: l.Say("Judge the shaded part: there the model had no data. Below: orders added up from there on.",
			"看阴影部分：那是模型未见过的数据。下图：自该处起累计的订单数。")}
	const left, top, middle, bottom = 52.0, 22.0, 190.0, 400.0
	d := &Drawing{Width: full, Height: 440}
	n, highest := len(c.Actual), 1.0
	for i := range c.Actual {
		highest = max(highest, c.Actual[i], c.Expected[i])
	}
	x := scale{from: 0, to: float64(max(n-1, 1)), a: left, b: full - 10}
	y := counts(highest, middle, top)
	d.rect(Shade, x.at(float64(c.Split)), top, full-10-x.at(float64(c.Split)), middle-top)
	d.rules(y, left, full-10, l.Short)
	d.line2(x, y, Muted, c.Actual, 0)
	d.line2(x, y, Main, c.Expected, 0)
	d.feet(x, middle, short)
	d.note(left, 12, Start, l.Say("repeat orders per week", "每周复购订单数"))
	d.note(full-10, middle+34, End, l.Say("week", "周"))
	for k, words := range []string{l.Say("actual", "实际"), l.Say("expected by the model", "模型预期")} {
		at := 330.0 + 90*float64(k)
		d.polyline([]Ink{Muted, Main}[k], 2.4, []float64{at, 8, at + 22, 8})
		d.text(at+28, 12, Start, words)
	}
	from := scale{from: float64(c.Split), to: float64(max(n-1, c.Split+1)), a: left, b: full - 120}
	actual, expected := added(c.Actual[c.Split:]), added(c.Expected[c.Split:])
	e, a := c.sums()
	y = counts(max(e, a), bottom, middle+58)
	d.rect(Shade, left, middle+58, full-120-left, bottom-middle-58)
	d.rules(y, left, full-120, l.Short)
	d.line2(from, y, Muted, actual, c.Split)
	d.line2(from, y, Main, expected, c.Split)
	d.feet(from, bottom, short)
	d.note(left, middle+48, Start, l.Say("added up from the split on", "自划分日起累计"))
	high, low := y.at(max(e, a)), y.at(min(e, a))
	low = max(low, high+16)
	words := [2]string{Count(int(rounded(a, 0))) + l.Say(" actual", " 实际"), Count(int(rounded(e, 0))) + l.Say(" expected", " 预期")}
	if e > a {
		words[0], words[1] = words[1], words[0]
	}
	d.text(full-112, high+4, Start, words[0])
	d.text(full-112, low+4, Start, words[1])
	f.Drawing = d
	return f
}

// line2 draws values that are one week apart, the first at from.
func (d *Drawing) line2(x, y scale, ink Ink, values []float64, from int) {
	var xy []float64
	for i, v := range values {
		xy = append(xy, x.at(float64(from+i)), y.at(v))
	}
	d.polyline(ink, 2, xy)
}

func added(values []float64) []float64 {
	sums := make([]float64, len(values))
	var sum float64
	for i, v := range values {
		sum += v
		sums[i] = sum
	}
	return sums
}

func (c Tracking) title(l Language) string {
	e, a := c.sums()
	weeks := len(c.Actual) - c.Split
	if a <= 0 {
		return l.Say("Orders, and what the model expected", "实际订单与模型预期")
	}
	miss := e/a - 1
	switch {
	case fixed(100*miss, 0) == "0":
		return l.Say(fmt.Sprintf("In the %d weeks it had not seen the model was right to half a percent", weeks), fmt.Sprintf("在未见过的%d周里，模型误差不到 0.5%%", weeks))
	case miss < 0:
		return l.Say(fmt.Sprintf("In the %d weeks it had not seen the model was %s low", weeks, l.whole(-miss)), fmt.Sprintf("在未见过的%d周里，模型低估%s", weeks, l.whole(-miss)))
	}
	return l.Say(fmt.Sprintf("In the %d weeks it had not seen the model was %s high", weeks, l.whole(miss)), fmt.Sprintf("在未见过的%d周里，模型高估%s", weeks, l.whole(miss)))
}

func (c Tracking) table(l Language) Table {
	t := Table{Columns: []Column{{"week", l.Say("Week", "周"), false}, {"actual", l.Say("Actual", "实际"), false},
		{"expected", l.Say("Expected", "预期"), false}, {"held_out", l.Say("Held out", "留出"), true}}}
	for i := range c.Actual {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i), short(c.Actual[i]), fixed(c.Expected[i], 1), strconv.FormatBool(i >= c.Split)})
	}
	return t
}
