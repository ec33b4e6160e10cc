package report

import "strconv"

// Group is a segment: customers that are treated alike.
type Group struct {
	Code, Label string
	Hue         int // its colour, 0 to 9
	Customers   int
	Revenue     Decimal
	// Of a table of segments only.
	Recency, Orders, Monetary Decimal // medians; recency in days
	Advice                    string
}

// Cell is one cell of the grid of recency and frequency scores, from 1.
type Cell struct {
	R, F      int
	Customers int
	Revenue   Decimal
	Group     int // index into the groups; -1 where the customers are in several
}

// Grid is the grid of recency and frequency scores. A score of 5 of 5 is best.
type Grid struct {
	R, F             int      // scores
	RRanges, FRanges []string // the values of each score, the lowest score first; nil to leave out
	Cells            []Cell
	Groups           []Group
}

// frame is a sheet with the labels of the grid, and where its cells are.
func (g Grid) frame(l Language) (*Drawing, func(Cell) (x, y, w, h float64)) {
	const left, top, height, gap = 104.0, 6.0, 62.0, 2.0
	width := (full - left) / float64(g.F)
	d := &Drawing{Width: full, Height: top + float64(g.R)*height + 56}
	for r := 1; r <= g.R; r++ {
		y := top + float64(g.R-r)*height + height/2
		d.text(left-10, y, End, "R "+strconv.Itoa(r)).Bold = true
		if g.RRanges != nil {
			d.note(left-10, y+15, End, g.RRanges[r-1])
		}
	}
	bottom := top + float64(g.R)*height
	for f := 1; f <= g.F; f++ {
		x := left + (float64(f)-0.5)*width
		d.text(x, bottom+18, Middle, "F "+strconv.Itoa(f)).Bold = true
		if g.FRanges != nil {
			d.note(x, bottom+33, Middle, g.FRanges[f-1])
		}
	}
	d.note(left-10, bottom+18, End, l.Say("↑ more recent", "↑ 越近期"))
	d.note(full, bottom+51, End, l.Say("more orders →", "购买越多 →"))
	return d, func(c Cell) (x, y, w, h float64) {
		return left + float64(c.F-1)*width, top + float64(g.R-c.R)*height, width - gap, height - gap
	}
}

func (g Grid) table(label func(Cell) string) Table {
	t := Table{Columns: []Column{{"r_score", "R", false}, {"f_score", "F", false}, {"segment", "Segment", true},
		{"customers", "Customers", false}, {"revenue", "Revenue", false}}}
	for _, c := range g.Cells {
		code := ""
		if c.Group >= 0 {
			code = g.Groups[c.Group].Code
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(c.R), strconv.Itoa(c.F), code, strconv.Itoa(c.Customers), string(c.Revenue)})
	}
	return t
}

// biggest is the group with the most revenue; -1 where nobody brought any.
func biggest(groups []Group) int {
	best := -1
	for i, g := range groups {
		if g.Revenue.Float() > 0 && (best < 0 || g.Revenue.Float() > groups[best].Revenue.Float()) {
			best = i
		}
	}
	return best
}

// share is the part of the groups' revenue; 0 where there is none.
func share(part Decimal, groups []Group) float64 {
	var all float64
	for _, g := range groups {
		all += g.Revenue.Float()
	}
	if all <= 0 {
		return 0
	}
	return part.Float() / all
}

func crowd(groups []Group) (n int) {
	for _, g := range groups {
		n += g.Customers
	}
	return n
}

// most is how many bars, flows or rows a picture has room for; more go into one
// named "other".
const most = 24

// folded are the groups with room for each, the last "other" where there are more.
func folded(groups []Group, l Language) []Group {
	if len(groups) <= most {
		return groups
	}
	other := Group{Label: l.Say("other", "其他"), Hue: 9}
	var revenue float64
	for _, g := range groups[most-1:] {
		other.Customers += g.Customers
		revenue += g.Revenue.Float()
	}
	other.Revenue = Decimal(strconv.FormatFloat(revenue, 'f', 2, 64))
	return append(append([]Group(nil), groups[:most-1]...), other)
}
