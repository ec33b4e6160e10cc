package report

// Drawing is a picture: marks in the order in which they are painted, on a sheet
// whose origin is the upper left corner. Units are CSS pixels.
type Drawing struct {
	Width, Height float64
	Marks         []Mark
}

// Mark is a *Shape or a *Text.
type Mark interface{ mark() }

// Shape is an area, a line, or both.
type Shape struct {
	Fill, Stroke Ink     // None paints nothing
	Width        float64 // of the stroke
	Dashed       bool
	Alpha        float64 // opacity of the fill; 0 is opaque
	Steps        []Step
}

// Step is a step of an outline: M and L go to (A, B); C is a cubic curve to
// (E, F) by the control points (A, B) and (C, D); Z closes the outline; R is a
// rectangle of its own, with corner (A, B), width C and height D.
type Step struct {
	Op               byte
	A, B, C, D, E, F float64
}

// Text is one line of text; (X, Y) is on its baseline.
type Text struct {
	X, Y   float64
	Size   float64
	Anchor Anchor
	Bold   bool
	Ink    Ink
	On     bool // in the colour that is readable on a fill of Ink
	Words  string
}

// Anchor tells which part of a text stands at its position.
type Anchor uint8

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

func (*Shape) mark() {}
func (*Text) mark()  {}

// Sizes of texts.
const (
	plain = 12.0
	small = 11.0
)

// full and third are the widths of a picture that takes the page, and of one of
// three side by side.
const (
	full  = 760.0
	third = 280.0
)

func (d *Drawing) rect(fill Ink, x, y, w, h float64) *Shape {
	return d.shape(&Shape{Fill: fill, Steps: []Step{{Op: 'R', A: x, B: y, C: w, D: h}}})
}

func (d *Drawing) line(stroke Ink, x1, y1, x2, y2 float64) *Shape {
	return d.shape(&Shape{Stroke: stroke, Width: 1, Steps: []Step{{Op: 'M', A: x1, B: y1}, {Op: 'L', A: x2, B: y2}}})
}

// polyline joins points by straight lines; xy are x and y in turn.
func (d *Drawing) polyline(stroke Ink, width float64, xy []float64) *Shape {
	s := &Shape{Stroke: stroke, Width: width}
	for i := 0; i+1 < len(xy); i += 2 {
		op := byte('L')
		if i == 0 {
			op = 'M'
		}
		s.Steps = append(s.Steps, Step{Op: op, A: xy[i], B: xy[i+1]})
	}
	return d.shape(s)
}

// dot is a circle with a rim in the colour of the paper.
func (d *Drawing) dot(fill Ink, x, y, r float64) {
	const k = 0.5523 // control points of a quarter of a circle
	d.shape(&Shape{Fill: fill, Stroke: Paper, Width: 1.5, Steps: []Step{{Op: 'M', A: x + r, B: y},
		{'C', x + r, y + k*r, x + k*r, y + r, x, y + r}, {'C', x - k*r, y + r, x - r, y + k*r, x - r, y},
		{'C', x - r, y - k*r, x - k*r, y - r, x, y - r}, {'C', x + k*r, y - r, x + r, y - k*r, x + r, y}, {Op: 'Z'}}})
}

func (d *Drawing) shape(s *Shape) *Shape {
	d.Marks = append(d.Marks, s)
	return s
}

// text writes in the colour of text, at the usual size.
func (d *Drawing) text(x, y float64, anchor Anchor, words string) *Text {
	t := &Text{X: x, Y: y, Size: plain, Anchor: anchor, Ink: Body, Words: words}
	if words != "" {
		d.Marks = append(d.Marks, t)
	}
	return t
}

// note writes small, in the colour of notes.
func (d *Drawing) note(x, y float64, anchor Anchor, words string) *Text {
	t := d.text(x, y, anchor, words)
	t.Size, t.Ink = small, Muted
	return t
}

// legend shows the colours from little to much, its right end at x.
func (d *Drawing) legend(x, y float64, little, much string) {
	const width = 14.0
	d.note(x, y+10, End, much)
	x -= ems(much)*small + 8
	for i := ramps - 1; i >= 0; i-- {
		x -= width
		d.rect(Ramp0+Ink(i), x, y, width, 12)
	}
	d.rect(None, x, y, ramps*width, 12).Stroke = Rule
	d.Marks[len(d.Marks)-1].(*Shape).Width = 1
	d.note(x-8, y+10, End, little)
}

// areas gather rectangles by colour, so that a picture of many cells has one
// shape for each colour.
type areas [inkCount][]Step

func (a *areas) rect(ink Ink, x, y, w, h float64) {
	a[ink] = append(a[ink], Step{Op: 'R', A: x, B: y, C: w, D: h})
}

func (d *Drawing) areas(a *areas) {
	for ink, steps := range a {
		if len(steps) > 0 {
			d.shape(&Shape{Fill: Ink(ink), Steps: steps})
		}
	}
}

// hatch are slanting lines across a rectangle.
func hatch(x, y, w, h float64) (steps []Step) {
	const gap = 8
	for k := float64(gap); k < w+h; k += gap {
		x1, y1 := x+min(k, w), y+max(0, k-w)
		x2, y2 := x+max(0, k-h), y+min(k, h)
		steps = append(steps, Step{Op: 'M', A: x1, B: y1}, Step{Op: 'L', A: x2, B: y2})
	}
	return steps
}

// ems is about how wide a text is, in units of its size.
func ems(words string) (w float64) {
	for _, r := range words {
		switch {
		case r >= 0x2e80:
			w++
		case r == ' ' || r == '.' || r == ',' || r == 'i' || r == 'l' || r == '\u00a0' || r == '\u202f':
			w += 0.28
		case r >= 'A' && r <= 'Z' || r == '%' || r == 'm' || r == 'w':
			w += 0.72
		default:
			w += 0.55
		}
	}
	return w
}

// fit shortens a text to a width in pixels at the usual size.
func fit(words string, width float64) string {
	if ems(words)*plain <= width {
		return words
	}
	runes := []rune(words)
	for len(runes) > 1 && ems(string(runes)+"…")*plain > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// wrap breaks a text into lines of at most so many ems. Chinese may break after
// any character but not before a mark of punctuation.
func wrap(words string, width float64) (lines []string) {
	line, last := "", 0 // last: where the line may be broken
	for _, r := range words {
		if ems(line+string(r)) > width && last > 0 && r != ' ' && !closing(r) {
			lines = append(lines, trimRight(line[:last]))
			line, last = trimLeft(line[last:]), 0
		}
		line += string(r)
		if r == ' ' || r >= 0x2e80 {
			last = len(line)
		}
	}
	return append(lines, line)
}
