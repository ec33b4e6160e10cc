package report

import (
	"fmt"
	"strconv"
)

// Flow shows who moved between segments.
type Flow struct {
	Old, New string   // the days, or the names of the files
	Groups   []string // labels, the best first
	Codes    []string
	Moves    []Move
}

// Move are the customers who went one way. From is -1 for new customers, To is -1
// for those who are gone.
type Move struct{ From, To, Customers int }

// direction tells whether a move leads up, down, or neither.
func (m Move) direction() Ink {
	switch {
	case m.From < 0 || m.To < 0 || m.From == m.To:
		return Stay
	case m.To < m.From:
		return Up
	}
	return Down
}

const nodes = 12

// Figure answers: who moved?
func (c Flow) Figure(l Language) Figure {
	f := Figure{Key: "flow", Title: c.title(l), Table: c.matrix(l),
		Read: l.Say("Width: customers. Blue: to a better segment, orange: to a worse one, as the scheme orders them; grey: stayed, new or gone.",
			"宽度：客户数。蓝色：升入更好的分层；橙色：降级（按方案的顺序）；灰色：未变、新增或流失。")}
	fold := func(i int) int { // the place of a segment: the last is "other" where there are many
		if i < 0 || len(c.Groups) <= nodes {
			return i
		}
		return min(i, nodes-1)
	}
	count := min(len(c.Groups), nodes)
	flows := map[[2]int]int{}
	var sides [2][nodes + 1]int
	all := 0
	for _, m := range c.Moves {
		from, to := fold(m.From), fold(m.To)
		flows[[2]int{from, to}] += m.Customers
		sides[0][slot(from, count)] += m.Customers
		sides[1][slot(to, count)] += m.Customers
		all += m.Customers
	}
	const left, right, top, room, gap = 176.0, full - 176.0, 30.0, 420.0, 6.0
	d := &Drawing{Width: full, Height: top + room + float64(count)*gap + 12}
	unit := room / float64(max(all, 1))
	var at [2][nodes + 1]float64
	for side := range at {
		d.text([]float64{left, right}[side], 14, []Anchor{End, Start}[side], []string{c.Old, c.New}[side]).Bold = true
		y := top
		for k := range count + 1 {
			at[side][k] = y
			if n := sides[side][k]; n > 0 {
				y += float64(n)*unit + gap
			}
		}
	}
	begin := at
	for from := -1; from < count; from++ {
		for to := -1; to < count; to++ {
			n := flows[[2]int{from, to}]
			if n == 0 {
				continue
			}
			a, b := &at[0][slot(from, count)], &at[1][slot(to, count)]
			y1, y2, h, mid := *a, *b, float64(n)*unit, (left+right)/2
			*a, *b = *a+h, *b+h
			d.shape(&Shape{Fill: Move{From: from, To: to}.direction(), Alpha: 0.45, Steps: []Step{
				{Op: 'M', A: left + 10, B: y1}, {'C', mid, y1, mid, y2, right - 10, y2}, {Op: 'L', A: right - 10, B: y2 + h},
				{'C', mid, y2 + h, mid, y1 + h, left + 10, y1 + h}, {Op: 'Z'}}})
		}
	}
	var bars areas
	for side := range begin {
		below := 0.0 // labels of thin segments move down, out of each other's way
		for k := range count + 1 {
			n := sides[side][k]
			if n == 0 {
				continue
			}
			y, h := begin[side][k], float64(n)*unit
			bars.rect(Stay, []float64{left, right - 10}[side], y, 10, max(h, 0.8))
			line := max(y+h/2+4, below)
			below = line + 15
			d.text([]float64{left - 8, right + 8}[side], line, []Anchor{End, Start}[side], fit(c.label(l, k, count, side), 118)+" "+Count(n))
		}
	}
	d.areas(&bars)
	f.Drawing = d
	return f
}

// slot is where new and gone customers stand: below all segments.
func slot(i, count int) int {
	if i < 0 {
		return count
	}
	return i
}

func (c Flow) label(l Language, k, count, side int) string {
	switch {
	case k == count && side == 0:
		return l.Say("(new)", "（新增）")
	case k == count:
		return l.Say("(gone)", "（流失）")
	case k == nodes-1 && len(c.Groups) > nodes:
		return l.Say("other", "其他")
	}
	return c.Groups[k]
}

func (c Flow) title(l Language) string {
	var up, down, come, gone int
	for _, m := range c.Moves {
		switch {
		case m.From < 0:
			come += m.Customers
		case m.To < 0:
			gone += m.Customers
		case m.direction() == Up:
			up += m.Customers
		case m.direction() == Down:
			down += m.Customers
		}
	}
	en := fmt.Sprintf("%s rose, %s fell, %s are new", Count(up), Count(down), Count(come))
	zh := fmt.Sprintf("%s位客户升级，%s位降级，%s位新增", Count(up), Count(down), Count(come))
	if gone > 0 {
		en, zh = en+fmt.Sprintf(", %s are gone", Count(gone)), zh+fmt.Sprintf("，%s位流失", Count(gone))
	}
	return l.Say(en, zh)
}

// matrix has a row for each segment before, and a column for each now.
func (c Flow) matrix(l Language) Table {
	n := len(c.Groups)
	t := Table{Columns: []Column{{"from_segment", l.Say("From ↓ to →", "从↓到→"), true}}}
	for i, label := range c.Groups {
		t.Columns = append(t.Columns, Column{c.Codes[i], label, false})
	}
	t.Columns = append(t.Columns, Column{"(gone)", l.Say("(gone)", "（流失）"), false})
	counts := make([][]int, n+1)
	for i := range counts {
		counts[i] = make([]int, n+1)
	}
	for _, m := range c.Moves {
		counts[slot(m.From, n)][slot(m.To, n)] += m.Customers
	}
	for i, row := range counts {
		name := l.Say("(new)", "（新增）")
		if i < n {
			name = c.Groups[i]
		}
		cells := []string{name}
		for _, v := range row {
			cells = append(cells, strconv.Itoa(v))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
