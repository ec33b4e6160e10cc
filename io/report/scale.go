package report

import "math"

// scale leads from values to pixels.
type scale struct {
	from, to float64 // values
	a, b     float64 // their pixels
	log      bool
}

func (s scale) at(v float64) float64 {
	from, to := s.from, s.to
	if s.log {
		v, from, to = math.Log10(max(v, s.from)), math.Log10(from), math.Log10(to)
	}
	if to == from {
		return s.a
	}
	return s.a + (v-from)/(to-from)*(s.b-s.a)
}

// ticks are some four to seven round values of the scale.
func (s scale) ticks() (values []float64) {
	if s.log {
		return s.decades()
	}
	step := roundUp((s.to - s.from) / 6)
	for i := math.Ceil(s.from/step - 1e-9); i*step <= s.to+step*1e-9; i++ {
		values = append(values, i*step+0)
	}
	return values
}

// decades are the powers of ten within a logarithmic scale, with 2 and 5 between
// where there are few.
func (s scale) decades() (values []float64) {
	few := math.Log10(s.to/s.from) < 2.2
	for power := math.Floor(math.Log10(s.from)); power <= math.Log10(s.to)+1e-9; power++ {
		for _, digit := range []float64{1, 2, 5} {
			v := digit * math.Pow(10, power)
			if (digit == 1 || few) && v >= s.from*(1-1e-9) && v <= s.to*(1+1e-9) {
				values = append(values, v)
			}
		}
	}
	return values
}

// roundUp is the least of 1, 2, 5 times a power of ten that is not below v.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)+1e-9))
	for _, digit := range []float64{1, 2, 5} {
		if digit*power >= v*(1-1e-9) {
			return digit * power
		}
	}
	return 10 * power
}

// counts is the scale of bars that are at most so high, between two pixels.
func counts(most, bottom, top float64) scale {
	return scale{from: 0, to: max(most*1.06, 1), a: bottom, b: top}
}

// rules draws the lines of a grid with their labels, for a scale of heights.
func (d *Drawing) rules(s scale, left, right float64, label func(float64) string) {
	lines := &Shape{Stroke: Rule, Width: 1}
	for _, v := range s.ticks() {
		y := s.at(v)
		lines.Steps = append(lines.Steps, Step{Op: 'M', A: left, B: y}, Step{Op: 'L', A: right, B: y})
		d.note(left-6, y+4, End, label(v))
	}
	d.shape(lines)
}

// feet writes the labels of a scale of widths below a line.
func (d *Drawing) feet(s scale, y float64, label func(float64) string) {
	end := math.Inf(-1)
	for _, v := range s.ticks() {
		words := label(v)
		if words == "" {
			continue
		}
		x, half := s.at(v), ems(words)*small/2
		if s.a > s.b { // from right to left
			x, end = s.at(v), math.Inf(-1)
		}
		if x-half < end+4 {
			continue
		}
		d.line(Rule, s.at(v), y, s.at(v), y+4)
		d.note(x, y+17, Middle, words)
		end = x + half
	}
}
