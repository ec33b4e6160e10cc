package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// Trend is a population from period to period.
type Trend struct {
	Grid *Grid
	Rows []TrendRow // of each period of the grid
	// Hurdle is the number of days within which an order is recent.
	Hurdle int
	// Scale is the number of decimals of the amounts.
	Scale int32
}

// TrendRow is what happened in one period. In period 0 every customer looks new:
// who was retained, reactivated or lapsed is not known, and those fields are 0.
//
// Growth accounting: J. Hsu, Diligence at Social Capital, part 1 (customers) and
// 2 (revenue), 2015. Hurdle rate: J. Novo, Drilling Down.
type TrendRow struct {
	// Active customers ordered in the period: for the first time (New), and in the
	// period before (Retained), or not in it (Reactivated). Lapsed customers
	// ordered in the period before and not in this one.
	Active, New, Retained, Reactivated, Lapsed int64
	// Orders are those that began in the period.
	Orders int64
	// Revenue is net of returns. It is that of the customers above, and Other: the
	// returns of those without an order in the period.
	Revenue, RevenueNew, RevenueRetained, RevenueReactivated, Other decimal128.Num
	// What retained customers brought more (Expansion) or less (Contraction) than
	// in the period before, and what lapsed ones had brought in it (Lost).
	Expansion, Contraction, Lost decimal128.Num
	// Repeat is what active customers brought after the days of their first orders.
	Repeat decimal128.Num
	// Customers have ordered by the end of the period, Recent ones within the hurdle
	// before it, Repeaters twice or more.
	Customers, Recent, Repeaters int64
	// Tenure is the median number of days from the first orders of the active
	// customers to the end of the period, times two.
	TwiceTenure int64
}

// NewTrend reads a book. hurdle is in days. The error is rfm.ErrOverflow.
func NewTrend(book *rfm.DayBook, grid *Grid, hurdle int) (*Trend, error) {
	visitors := walk(book, func() *trendVisitor {
		return &trendVisitor{grid: grid, hurdle: hurdle, sums: make([]trendSums, grid.Len()+1), tenures: make([][]uint32, grid.Len())}
	})
	all := visitors[0]
	for _, v := range visitors[1:] {
		all.merge(v)
	}
	t := &Trend{Grid: grid, Hurdle: hurdle, Scale: book.Scale, Rows: make([]TrendRow, grid.Len())}
	var customers, recent, repeaters int64
	for p := range t.Rows {
		s := &all.sums[p]
		customers, recent, repeaters = customers+s.joined, recent+s.recent, repeaters+s.repeated
		if err := s.fit(); err != nil {
			return nil, err
		}
		t.Rows[p] = s.row()
		t.Rows[p].Customers, t.Rows[p].Recent, t.Rows[p].Repeaters = customers, recent, repeaters
		t.Rows[p].TwiceTenure = twiceMedian(all.tenures[p], s.active)
	}
	return t, nil
}

// trendSums are what customers add up to in one period. joined, recent and
// repeated are changes to the number of the period before.
type trendSums struct {
	active, new, retained, reactivated, lapsed, orders int64
	byState                                            [4]money // new, retained, reactivated, other
	expansion, contraction, lost, repeat               money
	joined, recent, repeated                           int64
}

const (
	stateNew = iota
	stateRetained
	stateReactivated
	stateOther
)

func (s *trendSums) merge(o *trendSums) {
	s.active, s.new, s.retained, s.reactivated = s.active+o.active, s.new+o.new, s.retained+o.retained, s.reactivated+o.reactivated
	s.lapsed, s.orders = s.lapsed+o.lapsed, s.orders+o.orders
	for i := range s.byState {
		s.byState[i].addAll(o.byState[i])
	}
	s.expansion.addAll(o.expansion)
	s.contraction.addAll(o.contraction)
	s.lost.addAll(o.lost)
	s.repeat.addAll(o.repeat)
	s.joined, s.recent, s.repeated = s.joined+o.joined, s.recent+o.recent, s.repeated+o.repeated
}

func (s *trendSums) revenue() (all money) {
	for _, m := range s.byState {
		all.addAll(m)
	}
	return all
}

func (s *trendSums) fit() error {
	return fit(append(s.byState[:], s.revenue(), s.expansion, s.contraction, s.lost, s.repeat)...)
}

func (s *trendSums) row() TrendRow {
	return TrendRow{
		Active: s.active, New: s.new, Retained: s.retained, Reactivated: s.reactivated, Lapsed: s.lapsed, Orders: s.orders,
		Revenue: s.revenue().Num, RevenueNew: s.byState[stateNew].Num, RevenueRetained: s.byState[stateRetained].Num,
		RevenueReactivated: s.byState[stateReactivated].Num, Other: s.byState[stateOther].Num,
		Expansion: s.expansion.Num, Contraction: s.contraction.Num, Lost: s.lost.Num, Repeat: s.repeat.Num,
	}
}

// trendVisitor adds customers up by period.
type trendVisitor struct {
	grid   *Grid
	hurdle int
	sums   []trendSums // one more than periods: where what ends with the data ends
	// tenures counts the active customers of each period by days since their first
	// order.
	tenures [][]uint32
}

func (v *trendVisitor) merge(o *trendVisitor) {
	for p := range v.sums {
		v.sums[p].merge(&o.sums[p])
	}
	for p, counts := range o.tenures {
		if len(counts) > len(v.tenures[p]) {
			v.tenures[p], counts = counts, v.tenures[p]
		}
		for days, n := range counts {
			v.tenures[p][days] += n
		}
	}
}

// visit adds one customer, period by period.
func (v *trendVisitor) visit(days []rfm.Day) {
	c := trendCustomer{trendVisitor: v, first: -1, before: -1}
	if at := firstOrder(days); at >= 0 {
		c.first, c.firstDay = v.grid.Of(days[at].Day), days[at].Day
		v.sums[c.first].joined++
	}
	for i := 0; i < len(days); {
		p := v.grid.Of(days[i].Day)
		from := i
		for i++; i < len(days) && v.grid.Of(days[i].Day) == p; i++ {
		}
		c.period(p, days[from:i])
	}
	c.absent(v.grid.Len())
}

// trendCustomer is a customer up to some period.
type trendCustomer struct {
	*trendVisitor
	first    int // the period of the first order; -1 for none
	firstDay arrow.Date32
	before   int // the last period with an order so far; -1 for none
	net      money
	last     arrow.Date32 // the last day with an order
	orders   int64
}

// period adds the days of a period.
func (c *trendCustomer) period(p int, days []rfm.Day) {
	s := &c.sums[p]
	var net, repeat money
	ordered, last, begun := false, arrow.Date32(0), int64(0)
	for _, d := range days {
		net.add(d.Net)
		if c.first >= 0 && d.Day > c.firstDay {
			repeat.add(d.Net)
		}
		if d.Ordered {
			ordered, last = true, d.Day
			begun += d.Orders
		}
	}
	if !ordered {
		s.byState[stateOther].addAll(net)
		return
	}
	s.active++
	s.orders += begun
	s.repeat.addAll(repeat)
	switch {
	case p == c.first:
		s.new++
		s.byState[stateNew].addAll(net)
	case c.before == p-1:
		s.retained++
		s.byState[stateRetained].addAll(net)
		if change := net.Sub(c.net.Num); change.Sign() >= 0 {
			s.expansion.add(change)
		} else {
			s.contraction.add(change.Negate())
		}
	default:
		s.reactivated++
		s.byState[stateReactivated].addAll(net)
	}
	c.absent(p)
	if c.orders < 2 && c.orders+begun >= 2 {
		s.repeated++
	}
	c.before, c.net, c.last, c.orders = p, net, last, c.orders+begun
	tenure := int(c.grid.End(p) - c.firstDay)
	if tenure >= len(c.tenures[p]) {
		c.tenures[p] = append(c.tenures[p], make([]uint32, tenure+1-len(c.tenures[p]))...)
	}
	c.tenures[p][tenure]++
}

// absent closes the time from the last period with an order up to the next one:
// the customer lapsed in the period after it, and was recent until the hurdle.
func (c *trendCustomer) absent(next int) {
	if c.before < 0 {
		return
	}
	if lapse := c.before + 1; lapse < next && lapse < c.grid.Len() {
		c.sums[lapse].lapsed++
		c.sums[lapse].lost.addAll(c.net)
	}
	until := min(next-1, c.grid.lastEndBy(c.last+arrow.Date32(c.hurdle)))
	if until >= c.before {
		c.sums[c.before].recent++
		c.sums[until+1].recent--
	}
}

// twiceMedian is twice the median of n values that are counted by value.
func twiceMedian(counts []uint32, n int64) int64 {
	if n == 0 {
		return 0
	}
	at := func(rank int64) int64 {
		for value, count := range counts {
			if rank -= int64(count); rank < 0 {
				return int64(value)
			}
		}
		return 0
	}
	return at((n-1)/2) + at(n/2)
}
