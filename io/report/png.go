package report

import (
	"bytes"
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// PNG draws with so many pixels for each unit of a drawing. A character that
// none of the fonts has is a *GlyphError: it is never drawn as a box.
func (d *Drawing) PNG(t Theme, pixels float64, f *Fonts) ([]byte, error) {
	p := &painter{theme: t, height: d.Height, fonts: f}
	// A point of the canvas is a unit of the drawing, 72 to the inch.
	p.canvas = vgimg.NewWith(vgimg.UseWH(vg.Length(d.Width), vg.Length(d.Height)), vgimg.UseDPI(int(72*pixels)),
		vgimg.UseBackgroundColor(p.color(Paper, false, 0)))
	for _, m := range d.Marks {
		switch m := m.(type) {
		case *Shape:
			p.shape(m)
		case *Text:
			if err := p.text(m); err != nil {
				return nil, err
			}
		}
	}
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: p.canvas}).WriteTo(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type painter struct {
	canvas *vgimg.Canvas
	theme  Theme
	height float64
	fonts  *Fonts
}

func (p *painter) color(i Ink, on bool, alpha float64) color.Color {
	var c color.NRGBA
	if _, err := fmt.Sscanf(i.tone(p.theme, on), "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		panic(fmt.Sprintf("ink %d has no tone", i)) // the palette is a table in this package
	}
	c.A = 255
	if alpha != 0 {
		c.A = uint8(alpha*255 + 0.5)
	}
	return c
}

// point turns the sheet over: the origin of the canvas is the lower left corner.
func (p *painter) point(x, y float64) vg.Point {
	return vg.Point{X: vg.Length(x), Y: vg.Length(p.height - y)}
}

func (p *painter) shape(s *Shape) {
	var path vg.Path
	for _, q := range s.Steps {
		switch q.Op {
		case 'M':
			path.Move(p.point(q.A, q.B))
		case 'L':
			path.Line(p.point(q.A, q.B))
		case 'C':
			path.CubeTo(p.point(q.A, q.B), p.point(q.C, q.D), p.point(q.E, q.F))
		case 'Z':
			path.Close()
		case 'R':
			path.Move(p.point(q.A, q.B))
			path.Line(p.point(q.A+q.C, q.B))
			path.Line(p.point(q.A+q.C, q.B+q.D))
			path.Line(p.point(q.A, q.B+q.D))
			path.Close()
		}
	}
	if s.Fill != None {
		p.canvas.SetColor(p.color(s.Fill, false, s.Alpha))
		p.canvas.Fill(path)
	}
	if s.Stroke == None {
		return
	}
	p.canvas.SetColor(p.color(s.Stroke, false, 0))
	p.canvas.SetLineWidth(vg.Length(s.Width))
	var dash []vg.Length
	if s.Dashed {
		dash = []vg.Length{4, 3}
	}
	p.canvas.SetLineDash(dash, 0)
	p.canvas.Stroke(path)
}

func (p *painter) text(t *Text) error {
	face, err := p.fonts.face(t)
	if err != nil {
		return err
	}
	x := t.X
	switch width := float64(face.Width(t.Words)); t.Anchor {
	case Middle:
		x -= width / 2
	case End:
		x -= width
	}
	p.canvas.SetColor(p.color(t.Ink, t.On, 0))
	p.canvas.FillString(face, p.point(x, t.Y), t.Words)
	return nil
}
