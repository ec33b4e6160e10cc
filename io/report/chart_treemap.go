package report

import "slices"

// Treemap shows the segments as blocks whose area is their revenue.
type Treemap []Group

// Figure answers: which segments make up the revenue?
func (c Treemap) Figure(l Language) Figure {
	f := Figure{Key: "treemap", Title: Blocks{Groups: c}.Figure(l).Title, Table: Segments(c).table(),
		Read: l.Say("Area: net revenue. Segments without revenue are left out.", "面积：净收入；无收入的分层不显示。")}
	d := &Drawing{Width: full, Height: 420}
	groups := slices.Clone(folded(c, l))
	slices.SortStableFunc(groups, func(a, b Group) int {
		switch v, w := a.Revenue.Float(), b.Revenue.Float(); {
		case v > w:
			return -1
		case v < w:
			return 1
		}
		return 0
	})
	for len(groups) > 0 && groups[len(groups)-1].Revenue.Float() <= 0 {
		groups = groups[:len(groups)-1]
	}
	var all float64
	for _, g := range groups {
		all += g.Revenue.Float()
	}
	x, y, w, h := 0.0, 0.0, full, d.Height
	unit := w * h / max(all, 1e-9) // pixels for each unit of money
	for len(groups) > 0 {
		side := min(w, h)
		n := strip(groups, unit, side)
		var area float64
		for _, g := range groups[:n] {
			area += g.Revenue.Float() * unit
		}
		depth, along := area/side, 0.0
		for _, g := range groups[:n] {
			length := g.Revenue.Float() * unit / depth
			if w >= h { // a column at the left
				d.block(l, g, x, y+along, depth, length, all)
			} else {
				d.block(l, g, x+along, y, length, depth, all)
			}
			along += length
		}
		if w >= h {
			x, w = x+depth, w-depth
		} else {
			y, h = y+depth, h-depth
		}
		groups = groups[n:]
	}
	f.Drawing = d
	return f
}

// strip is how many blocks make the next strip along a side, so that they are as
// near to squares as can be (Bruls, Huizing, van Wijk 2000).
func strip(groups []Group, unit, side float64) int {
	best, worst, area := 1, 0.0, 0.0
	for n := 1; n <= len(groups); n++ {
		area += groups[n-1].Revenue.Float() * unit
		ratio := 1.0
		for _, g := range groups[:n] {
			length := g.Revenue.Float() * unit / (area / side)
			ratio = max(ratio, length/(area/side), area/side/length)
		}
		if n > 1 && ratio > worst {
			break
		}
		best, worst = n, ratio
	}
	return best
}

func (d *Drawing) block(l Language, g Group, x, y, w, h, all float64) {
	ink := hue(g.Hue)
	d.rect(ink, x+1, y+1, max(w-2, 0.5), max(h-2, 0.5))
	if h < 24 || ems(g.Label)*plain*1.06 > w-12 {
		return // named in the table
	}
	name := d.text(x+8, y+18, Start, g.Label)
	name.Bold, name.Ink, name.On = true, ink, true
	words := l.Percent(g.Revenue.Float()/all) + " · " + l.Short(g.Revenue.Float())
	if h >= 40 && ems(words)*plain <= w-12 {
		t := d.text(x+8, y+35, Start, words)
		t.Ink, t.On = ink, true
	}
}
