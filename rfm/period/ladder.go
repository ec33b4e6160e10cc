package period

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// Ladder is how customers go on from order day to order day.
type Ladder struct {
	Steps []Step
	// Regularity is the estimate of k of Wheat and Morrison (1990): 1 where orders
	// come by chance, 2 and more where there is a habit. It is taken from the last two
	// gaps of the customers who have two, Paired of them; NaN where they tell nothing.
	Regularity float64
	Paired     int64
	// HalfGap and FourOfFiveGap are the days within which these parts of all gaps
	// between order days ended; NaN without a gap.
	HalfGap, FourOfFiveGap float64
}

// Step is an order day of the same number, from 1, of all customers.
type Step struct {
	Customers int64 // who had it
	WentOn    int64 // who have had the next one
	Mean      float64
	// Half, FourOfFive and NineOfTen are the days within which these parts of those
	// who went on did so: type-7 quantiles.
	Half, FourOfFive, NineOfTen float64
}

// NewLadder reads a book up to the end of a day, for so many steps.
func NewLadder(book *rfm.DayBook, end arrow.Date32, steps int) Ladder {
	visitors := walk(book, func() *ladderVisitor {
		return &ladderVisitor{end: end, reached: make([]int64, steps+1), gaps: make([][]int64, steps)}
	})
	all := visitors[0]
	for _, v := range visitors[1:] {
		all.merge(v)
	}
	l := Ladder{Paired: all.paired, Regularity: math.NaN()}
	if spread := all.spread.ToFloat64(0) / spreadUnit; spread > 0 {
		// M is the part of the earlier gap in both; its distribution is symmetric about
		// one half. Var M = 1 / (4 (2k+1)).
		variance := spread / float64(all.paired)
		l.Regularity = (1 - 4*variance) / (8 * variance)
	}
	l.HalfGap, l.FourOfFiveGap = quantile(all.every, count(all.every), 0.5), quantile(all.every, count(all.every), 0.8)
	for i, gaps := range all.gaps {
		if all.reached[i] == 0 {
			break
		}
		s := Step{Customers: all.reached[i], WentOn: all.reached[i+1]}
		sum := 0.0
		for days, n := range gaps {
			sum += float64(days) * float64(n)
		}
		s.Mean = sum / float64(s.WentOn)
		s.Half, s.FourOfFive, s.NineOfTen = quantile(gaps, s.WentOn, 0.5), quantile(gaps, s.WentOn, 0.8), quantile(gaps, s.WentOn, 0.9)
		l.Steps = append(l.Steps, s)
	}
	return l
}

const spreadUnit = 1 << 60

type ladderVisitor struct {
	end     arrow.Date32
	reached []int64   // customers by number of order days
	gaps    [][]int64 // how many, by number of the order day before and by days
	every   []int64   // how many gaps, by days
	paired  int64
	spread  money // sum of (M - 1/2)² in spreadUnit, whatever the order of customers
}

func (v *ladderVisitor) visit(days []rfm.Day) {
	step, last := 0, arrow.Date32(0)
	for _, d := range days {
		if !d.Ordered || d.Day > v.end {
			continue
		}
		if step < len(v.reached) {
			v.reached[step]++
		}
		if step > 0 {
			gap := int(d.Day - last)
			v.every = counted(v.every, gap)
			if step <= len(v.gaps) {
				v.gaps[step-1] = counted(v.gaps[step-1], gap)
			}
		}
		step, last = step+1, d.Day
	}
	if h := habitOf(days, v.end); h.days > 2 {
		v.paired++
		m := float64(h.gapBefore)/float64(h.gapBefore+h.lastGap) - 0.5
		v.spread.add(decimal128.FromI64(int64(m * m * spreadUnit)))
	}
}

func (v *ladderVisitor) merge(o *ladderVisitor) {
	for i, n := range o.reached {
		v.reached[i] += n
	}
	for i, counts := range o.gaps {
		v.gaps[i] = added(v.gaps[i], counts)
	}
	v.every = added(v.every, o.every)
	v.paired += o.paired
	v.spread.addAll(o.spread)
}

// counted counts a value in numbers by value.
func counted(counts []int64, value int) []int64 {
	if value >= len(counts) {
		counts = append(counts, make([]int64, value+1-len(counts))...)
	}
	counts[value]++
	return counts
}

// added adds up numbers by value.
func added(a, b []int64) []int64 {
	if len(b) > len(a) {
		a, b = b, a
	}
	for value, n := range b {
		a[value] += n
	}
	return a
}

// count is how many values there are.
func count(counts []int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// quantile is the type-7 quantile (Hyndman and Fan 1996) of n values that are
// counted by value; NaN for none.
func quantile(counts []int64, n int64, p float64) float64 {
	if n == 0 {
		return math.NaN()
	}
	h := float64(n-1) * p
	at := func(rank int64) float64 {
		for value, count := range counts {
			if rank -= count; rank < 0 {
				return float64(value)
			}
		}
		return float64(len(counts) - 1)
	}
	low := at(int64(math.Floor(h)))
	return low + (h-math.Floor(h))*(at(int64(math.Ceil(h)))-low)
}
