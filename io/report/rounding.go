package report

import "math"

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
