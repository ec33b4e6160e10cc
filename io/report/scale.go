package report

import (
	"math"
)

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

// Bins are at most n edges of equal width between two values, or of equal ratio;
// whole numbers lie in the middle of bins that are as wide as they are apart.
func Bins(from, to float64, n int, log, whole bool) (edges []float64) {
	switch {
	case log:
		from = max(from, 1e-6)
		if whole { // a bin for each number as long as there is room, then wider ones
			for at := math.Ceil(from); at <= to; at = max(at+1, math.Floor(at*math.Pow(max(to/from, 1), 1/float64(n))+0.5)) {
				edges = append(edges, at-0.5)
			}
			return append(edges, to+0.5)
		}
		to = max(to, from*1.01)
		for i := 0; i <= n; i++ {
			edges = append(edges, from*math.Pow(to/from, float64(i)/float64(n)))
		}
	default:
		step := max((to-from)/float64(n), 1e-9)
		if whole {
			step = max(1, math.Ceil((to-from+1)/float64(n)))
			from -= 0.5
		}
		for at := from; ; at += step {
			edges = append(edges, at)
			if at >= to {
				break
			}
		}
	}
	return edges
}

// RoundDays is the greatest usual span of days that is not above d, at least a
// week.
func RoundDays(d float64) float64 {
	if d >= 730 {
		return math.Floor(d/365) * 365
	}
	last := 7.0
	for _, days := range []float64{14, 30, 60, 90, 120, 180, 270, 365, 540} {
		if days <= d {
			last = days
		}
	}
	return last
}

// RoundMoney is the greatest number with one digit that counts which is not above
// m.
func RoundMoney(m float64) float64 {
	if m <= 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(m)+1e-9))
	return math.Floor(m/unit+1e-9) * unit
}

// Away writes a span of days, in years where it is whole ones.
func (l Language) Away(days float64) string {
	if years := days / 365; days >= 730 && years == math.Trunc(years) {
		return l.Say(short(years)+" years", short(years)+"年")
	}
	return l.Say(short(days)+" days", short(days)+"天")
}
