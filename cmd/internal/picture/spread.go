package picture

import (
	"math"
	"slices"
	"sort"

	"rfm/io/report"
	"rfm/rfm"
)

// bins is how many bars a histogram has at most.
const bins = 30

// histogram counts customers by a measure. From and to what values it goes is
// that of the customers; on a logarithmic axis only those above zero.
func (f *Facts) histogram(m report.Measure, d rfm.Dimension) (report.Chart, string, error) {
	c := f.Customers()
	values := make([]float64, c.Len())
	for i := range values {
		switch d {
		case rfm.Recency:
			values[i] = float64(c.Recency[i])
		case rfm.Frequency:
			values[i] = float64(c.Orders[i])
		default:
			values[i] = c.Monetary[i].ToFloat64(c.Scale)
		}
	}
	h := report.Histogram{Measure: m, Log: d != rfm.Recency, Median: f.median(d)}
	for _, cut := range f.Scores.CutPoints(d) {
		h.Cuts = append(h.Cuts, share(cut))
	}
	if !fill(&h, values, d != rfm.Monetary) {
		return nil, f.Language.Say("nobody is above zero", "没有大于零的客户"), nil
	}
	return h, "", nil
}

// fill counts values into bins; false where there is none to show.
func fill(h *report.Histogram, values []float64, whole bool) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		if h.Log && v <= 0 {
			h.Below++
			continue
		}
		low, high = min(low, v), max(high, v)
	}
	if low > high {
		return false
	}
	if h.Log && !whole { // a few tiny values do not stretch the axis
		h.Least, low = low, max(low, lowest(values))
	}
	h.Edges = report.Bins(low, high, bins, h.Log, whole)
	h.Counts = make([]int, len(h.Edges)-1)
	for _, v := range values {
		if !math.IsNaN(v) && (!h.Log || v > 0) {
			h.Counts[bin(h.Edges, v)]++
		}
	}
	return true
}

// lowest is the value above zero that one in 500 of those above zero does not reach.
func lowest(values []float64) float64 {
	var above []float64
	for _, v := range values {
		if v > 0 { // not NaN
			above = append(above, v)
		}
	}
	slices.Sort(above)
	return above[len(above)/500]
}

// bin is the bin of a value: the first for one below all, the last for one above.
func bin(edges []float64, v float64) int {
	i := sort.SearchFloat64s(edges, v)
	if i < len(edges) && edges[i] == v {
		i++ // a value on an edge begins a bin
	}
	return max(0, min(i-1, len(edges)-2))
}

func (f *Facts) recency() (report.Chart, string, error) {
	return f.histogram(report.Recency, rfm.Recency)
}

func (f *Facts) frequency() (report.Chart, string, error) {
	return f.histogram(report.Frequency, rfm.Frequency)
}

func (f *Facts) monetary() (report.Chart, string, error) {
	return f.histogram(report.Monetary, rfm.Monetary)
}

// density counts customers by days away and money.
func (f *Facts) density() (report.Chart, string, error) {
	c := f.Customers()
	low, high, longest := math.Inf(1), math.Inf(-1), 0.0
	money := make([]float64, c.Len())
	var d report.Density
	for i := range money {
		money[i] = c.Monetary[i].ToFloat64(c.Scale)
		longest = max(longest, float64(c.Recency[i]))
		if money[i] > 0 {
			low, high = min(low, money[i]), max(high, money[i])
		} else {
			d.Below++
		}
	}
	if low > high {
		return nil, f.Language.Say("nobody is above zero", "没有大于零的客户"), nil
	}
	low = max(low, high/1e6)
	d.Days, d.Money = report.Bins(0, longest, 40, false, true), report.Bins(low, high, 25, true, false)
	d.Counts = make([][]int, len(d.Days)-1)
	for i := range d.Counts {
		d.Counts[i] = make([]int, len(d.Money)-1)
	}
	for i, m := range money {
		if m > 0 {
			d.Counts[bin(d.Days, float64(c.Recency[i]))][bin(d.Money, m)]++
		}
	}
	var err error
	d.Frame, err = f.frame()
	return d, "", err
}

// Away are the customers who brought much and have been away for long, the one
// who brought the most first, with the limits: the days within which three fifths
// of the customers have ordered, and the money that two fifths have brought, both
// rounded down to what people say. By the default scores that is about R 1-2, M 4-5.
func (f *Facts) Away() (customers []int, days, money float64) {
	c := f.Customers()
	recency := slices.Sorted(slices.Values(c.Recency))
	days = report.RoundDays(float64(recency[len(recency)*3/5]))
	last := f.Ranking.Order[f.Ranking.Len()*2/5]
	money = report.RoundMoney(c.Monetary[last].ToFloat64(c.Scale))
	for _, i := range f.Ranking.Order {
		if c.Monetary[i].ToFloat64(c.Scale) <= money {
			break
		}
		if float64(c.Recency[i]) >= days {
			customers = append(customers, int(i))
		}
	}
	return customers, days, money
}

func (f *Facts) frame() (report.Frame, error) {
	customers, days, money := f.Away()
	sum, err := f.sum(customers)
	return report.Frame{Days: days, Money: money, Customers: len(customers), Revenue: f.decimal(sum)}, err
}
