package report

// Matrix shows how many customers went from which segment to which.
type Matrix Flow

// Figure answers: who went where?
func (c Matrix) Figure(l Language) Figure {
	f := Flow(c).Figure(l)
	f.Key, f.Read = "matrix", l.Say("Row: segment before, with its customers. Column: segment now. Number: customers; blue rose, orange fell.",
		"行：此前的分层及客户数；列：现在的分层；数字：客户数；蓝色为升级，橙色为降级。")
	const left, height = 190.0, 30.0
	n := len(c.Groups)
	width := (full - left) / float64(n+1)
	d := &Drawing{Width: full, Height: float64(n+1)*height + 30}
	counts := make([][]int, n+1)
	before := make([]int, n+1)
	for i := range counts {
		counts[i] = make([]int, n+1)
	}
	for _, m := range c.Moves {
		counts[slot(m.From, n)][slot(m.To, n)] += m.Customers
		before[slot(m.From, n)] += m.Customers
	}
	for i, row := range counts {
		name, from := l.Say("(new)", "（新增）"), i
		if i < n {
			name = c.Groups[i]
		} else {
			from = -1
		}
		y := 26 + float64(i)*height
		d.text(left-56, y+19, End, fit(name, left-60))
		d.note(left-10, y+19, End, Count(before[i]))
		for k, v := range row {
			x, to := left+float64(k)*width, k
			if k == n {
				to = -1
			}
			if i == 0 {
				head := l.Say("(gone)", "（流失）")
				if k < n {
					head = c.Groups[k]
				}
				d.note(x+width/2, 16, Middle, fit(head, width*1.05))
			}
			ink := Shade
			if v > 0 {
				ink = Move{From: from, To: to}.direction()
			}
			d.rect(ink, x, y, width-2, height-2)
			if v > 0 {
				t := d.text(x+width/2-1, y+19, Middle, Count(v))
				t.Ink, t.On = ink, true
			}
		}
	}
	f.Drawing = d
	return f
}
