package picture

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/io/report"
	"rfm/rfm"
	"rfm/rfm/decimal"
)

// widest is the number of scores up to which the cells of the grid have room for
// their names.
const widest = 6

// grid is the grid of recency and frequency scores; whole reports whether every
// cell lies in one segment.
func (f *Facts) grid() (g report.Grid, whole bool, err error) {
	c, s := f.Customers(), f.Scores
	g = report.Grid{R: s.Bins[rfm.Recency], F: s.Bins[rfm.Frequency], Groups: f.groups()}
	cells := make([]report.Cell, g.R*g.F)
	sums := make([]decimal128.Num, len(cells))
	whole = f.assignment != nil
	for i := range cells {
		cells[i] = report.Cell{R: i/g.F + 1, F: i%g.F + 1, Group: -1}
	}
	for i, r := range s.R {
		at := (int(r)-1)*g.F + int(s.F[i]) - 1
		cell := &cells[at]
		if f.assignment != nil {
			position := int(f.assignment.Position[i])
			if cell.Customers > 0 && cell.Group != position {
				whole, position = false, -1
			}
			cell.Group = position
		}
		cell.Customers++
		var fits bool
		if sums[at], fits = decimal.Add(sums[at], c.Monetary[i]); !fits {
			return g, false, rfm.ErrOverflow
		}
	}
	for i := range cells {
		cells[i].Revenue = f.decimal(sums[i])
	}
	g.Cells = cells
	g.RRanges = ranges(s.R, g.R, func(i int) int64 { return int64(c.Recency[i]) }, f.Language.Say(" days", "天"))
	g.FRanges = ranges(s.F, g.F, func(i int) int64 { return c.Orders[i] }, f.Language.Say(" orders", "单"))
	return g, whole, nil
}

// ranges are the least and the greatest value of the customers with each score.
func ranges(scores []uint8, n int, value func(i int) int64, unit string) []string {
	type bounds struct {
		low, high int64
		any       bool
	}
	all := make([]bounds, n)
	for i, score := range scores {
		b, v := &all[score-1], value(i)
		if !b.any {
			*b = bounds{v, v, true}
		}
		b.low, b.high = min(b.low, v), max(b.high, v)
	}
	texts := make([]string, n)
	for i, b := range all {
		switch {
		case !b.any:
			texts[i] = "–"
		case b.low == b.high:
			texts[i] = report.Count(b.low)
		default:
			texts[i] = fmt.Sprintf("%s–%s", report.Count(b.low), report.Count(b.high))
		}
	}
	for i := range texts { // the unit once, at the end of the scale
		if k := n - 1 - i; texts[k] != "–" {
			texts[k] += unit
			break
		}
	}
	return texts
}

func (f *Facts) blocks() (report.Chart, string, error) {
	g, whole, err := f.grid()
	switch {
	case err != nil:
		return nil, "", err
	case !whole || g.R > widest || g.F > widest:
		return nil, f.Language.Say("the segments of scheme "+f.scheme.Name+" are not made of cells of recency and frequency alone",
			"方案 "+f.scheme.Name+" 的分层并非仅由最近购买与购买频率决定"), nil
	}
	return report.Blocks(g), "", nil
}

func (f *Facts) money() (report.Chart, string, error) {
	g, _, err := f.grid()
	if err == nil && (g.R > widest || g.F > widest) {
		return nil, f.Language.Say("there are too many scores for a grid", "分值过多，无法画成网格"), nil
	}
	return report.Money(g), "", err
}

// orders counts customers by their number of orders, 1 to 10 and more.
func (f *Facts) orders() (report.Chart, string, error) {
	counts := make(report.Orders, 11)
	for _, n := range f.Customers().Orders {
		counts[min(n, int64(len(counts)))-1]++
	}
	return counts, "", nil
}
