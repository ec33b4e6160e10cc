package report

import (
	"fmt"
	"math"
	"strconv"
)

// Cohorts shows who stays: customers by the time of their first order.
type Cohorts struct {
	Unit string // month or quarter
	Rows []Cohort
	// Open tells whether the last time of every row is not complete.
	Open bool
}

// Cohort are the customers who ordered first at one time.
type Cohort struct {
	Name   string // 2011-03 or 2011-Q1
	Size   int
	Active []int // how many of them ordered 1, 2, … months after the first
	// OrBefore tells that the data begin with this time: some ordered before.
	OrBefore bool
}

// Figure answers: who stays?
func (c Cohorts) Figure(l Language) Figure {
	unit := l.Say(c.Unit, map[string]string{"month": "月", "quarter": "季"}[c.Unit])
	f := Figure{Key: "cohort", Title: c.title(l, unit), Table: c.table(l),
		Read: l.Say("Row: customers by their first order, with their number. Cell: % of them who ordered so many "+unit+"s later.",
			"每行：按首购时间划分的客户及人数；数字：其后第几"+unit+"仍下单的百分比。")}
	rows := c.Rows[max(0, len(c.Rows)-most):]
	if c.Open {
		f.Read += l.Say(" ·: the "+unit+" is not over.", "·：当"+unit+"尚未结束。")
	}
	if len(rows) > 0 && rows[0].OrBefore {
		f.Read += l.Say(" ≤: or earlier, before the data begin.", "≤：首购可能早于数据起始。")
	}
	columns := 1
	highest := 0.01
	for i, row := range rows {
		columns = max(columns, len(row.Active))
		for k := range row.Active {
			if !c.open(rows, i, k) {
				highest = max(highest, row.rate(k))
			}
		}
	}
	const left, top, height = 124.0, 40.0, 23.0
	width := min(44, (full-left)/float64(columns))
	d := &Drawing{Width: full, Height: top + float64(len(rows))*height + 6}
	d.note(left, 12, Start, l.Say(unit+"s after the first order", "首购后第几"+unit))
	d.note(left-10, top-8, End, l.Say("customers", "客户数"))
	for k := range columns {
		if width >= 18 || k%3 == 0 {
			d.note(left+(float64(k)+0.5)*width, top-8, Middle, strconv.Itoa(k+1))
		}
	}
	var cells areas
	var texts []Mark
	for i, row := range rows {
		y := top + float64(i)*height
		d.note(0, y+16, Start, orBefore(row.Name, row.OrBefore))
		d.text(left-10, y+16, End, Count(row.Size))
		for k := range row.Active {
			ink, words := ramp(row.rate(k)/highest), fixed(100*row.rate(k), 0)
			if c.open(rows, i, k) {
				ink, words = Shade, "·"
			}
			x := left + float64(k)*width
			cells.rect(ink, x+0.5, y+0.5, width-1, height-1)
			if width >= 20 {
				texts = append(texts, &Text{X: x + width/2, Y: y + 16, Size: small, Anchor: Middle, Ink: ink, On: true, Words: words})
			}
		}
	}
	d.legend(full, 2, l.Say("0\u00a0%", "0%"), l.whole(highest))
	d.areas(&cells)
	d.Marks = append(d.Marks, texts...)
	f.Drawing = d
	return f
}

// open tells whether a cell is of the last time, which is not complete.
func (c Cohorts) open(rows []Cohort, i, k int) bool { return c.Open && k == len(rows[i].Active)-1 }

// orBefore marks the time with which the data begin.
func orBefore(name string, is bool) string {
	if is {
		return "≤" + name
	}
	return name
}

func (c Cohort) rate(k int) float64 { return float64(c.Active[k]) / float64(max(c.Size, 1)) }

// title adds up the first later time of all rows that have a complete one.
func (c Cohorts) title(l Language, unit string) string {
	active, size := 0, 0
	for i, row := range c.Rows {
		if len(row.Active) > 0 && !c.open(c.Rows, i, 0) {
			active, size = active+row.Active[0], size+row.Size
		}
	}
	if size == 0 {
		return l.Say("Who stays", "谁留下来了")
	}
	rate := l.Percent(float64(active) / float64(size))
	return l.Say(fmt.Sprintf("%s of a %s's new customers order in the next %[2]s", rate, unit), fmt.Sprintf("%s的新客户在首购次%s再次下单", rate, unit))
}

func (c Cohorts) table(l Language) Table {
	t := Table{Columns: []Column{{"cohort", l.Say("First order", "首购"), true}, {"customers", l.Say("Customers", "客户数"), false}}}
	columns := 0
	for _, row := range c.Rows {
		columns = int(math.Max(float64(columns), float64(len(row.Active))))
	}
	for k := range columns {
		t.Columns = append(t.Columns, Column{"active_" + strconv.Itoa(k+1), strconv.Itoa(k + 1), false})
	}
	for i, row := range c.Rows {
		cells := []string{row.Name, strconv.Itoa(row.Size)}
		for k := range columns {
			cell := ""
			if k < len(row.Active) && !c.open(c.Rows, i, k) {
				cell = strconv.Itoa(row.Active[k])
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
