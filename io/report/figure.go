package report

// Chart is plain numbers that can be shown.
type Chart interface {
	Figure(Language) Figure
}

// Figure is a picture with its title, the line that tells how to read it, and
// its numbers as a table.
type Figure struct {
	Key     string // names the figure in links; the kind of its chart
	Title   string // a sentence computed from the numbers
	Read    string // how to read the picture
	Drawing *Drawing
	Table   Table
	Data    Table // for programs, where Table is not exact or not long
}

// Numbers are the numbers of the figure for programs.
func (f Figure) Numbers() Table {
	if f.Data.Columns != nil {
		return f.Data
	}
	return f.Table
}

// Narrow tells whether three such figures stand side by side.
func (f Figure) Narrow() bool { return f.Drawing != nil && f.Drawing.Width <= third }

// Table is the numbers of a figure.
type Table struct {
	Columns []Column
	Rows    [][]string // exact: decimals with a point, no thousands signs
}

// Column is a column of a table.
type Column struct {
	Field string // its name where programs read it
	Label string // where people do
	Text  bool   // not a number
}

// Alone is a figure as a picture of its own, with the title above it and the
// line how to read it below. size is the width and height of the whole, or 0 and
// 0 for what it needs; the picture keeps its proportions.
func (f Figure) Alone(width, height float64) *Drawing {
	const margin = 16
	in := f.Drawing
	inner := max(in.Width, 480)
	d := &Drawing{Width: inner + 2*margin}
	y := float64(margin)
	for _, line := range wrap(f.Title, inner/16) {
		y += 20
		t := d.text(margin, y, Start, line)
		t.Size, t.Bold = 16, true
	}
	y += 14
	for _, m := range in.Marks {
		d.Marks = append(d.Marks, moved(m, margin+(inner-in.Width)/2, y, 1))
	}
	y += in.Height + 4
	for _, line := range wrap(f.Read, inner/plain) {
		y += 17
		t := d.text(margin, y, Start, line)
		t.Ink = Muted
	}
	d.Height = y + margin
	if width == 0 || height == 0 {
		return d
	}
	scale := min(width/d.Width, height/d.Height)
	sized := &Drawing{Width: width, Height: height}
	for _, m := range d.Marks {
		sized.Marks = append(sized.Marks, moved(m, (width-d.Width*scale)/2, (height-d.Height*scale)/2, scale))
	}
	return sized
}

// moved is a mark at another place and in another size.
func moved(m Mark, x, y, scale float64) Mark {
	if t, is := m.(*Text); is {
		c := *t
		c.X, c.Y, c.Size = x+t.X*scale, y+t.Y*scale, t.Size*scale
		return &c
	}
	s := *m.(*Shape)
	s.Width *= scale
	s.Steps = append([]Step(nil), s.Steps...)
	for i, p := range s.Steps {
		p.A, p.B = x+p.A*scale, y+p.B*scale
		if p.Op == 'R' {
			p.C, p.D = p.C*scale, p.D*scale
		} else {
			p.C, p.D, p.E, p.F = x+p.C*scale, y+p.D*scale, x+p.E*scale, y+p.F*scale
		}
		s.Steps[i] = p
	}
	return &s
}
