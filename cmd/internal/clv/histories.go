package clv

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/clv"
	"rfm/cmd/internal/app"
	"rfm/rfm"
)

// histories are the customers as the models see them at the end of one day.
type histories struct {
	customers *rfm.Customers
	end       arrow.Date32
	period    timeUnit
	// at are the customers who had ordered by the end; nil for all of them.
	at []int32
	// rows are the distinct histories, in units of the period; row tells that of
	// each customer. spends are the customers' mean spends on repeat days.
	rows   []clv.Row
	row    []int32
	spends []clv.Spend
	later  int // customers whose first order came after the end
	// source is where the histories are from that no transactions were summed up to;
	// "" for transactions. The end is 0 where it is not known.
	source string
}

// newHistories sums up every customer to the end of a day.
func newHistories(c *rfm.Customers, end arrow.Date32, period timeUnit) *histories {
	h := &histories{customers: c, end: end, period: period}
	if end < c.AsOf {
		h.at = []int32{}
		for i, first := range c.FirstOrder {
			if first <= end {
				h.at = append(h.at, int32(i))
			}
		}
		h.later = c.Len() - len(h.at)
	}
	through := end // the returns of orders come after them
	if end == c.AsOf {
		through = math.MaxInt32
	}
	rows := make([]clv.Row, h.len())
	h.spends = make([]clv.Spend, h.len())
	app.Parallel(h.len(), func(i int) {
		known := c.Days.History(h.customer(i), through)
		x := known.Days - 1
		rows[i] = clv.Row{X: x, TX: float64(known.Last - known.First), T: float64(end - known.First), N: 1}
		repeat := known.Net.Sub(known.FirstNet)
		if period.index != nil {
			rows[i], repeat = periods(c.Days, h.customer(i), end, period)
			x = rows[i].X
		}
		h.spends[i] = clv.Spend{X: x, N: 1}
		if x > 0 {
			h.spends[i].Mean = repeat.ToFloat64(c.Days.Scale) / float64(x)
		}
	})
	h.rows, h.row = clv.Collapse(rows)
	return h
}

// periods counts calendar periods with an order, after the one of the first
// order and up to the last one that is over at the end, and what they brought.
func periods(book *rfm.DayBook, customer int, end arrow.Date32, period timeUnit) (row clv.Row, net decimal128.Num) {
	last := period.index(end+1) - 1
	row.N = 1
	first, before, known := 0, 0, false
	for d := range book.Of(customer) {
		k := period.index(d.Day)
		if d.Day > end || k > last && known {
			break
		}
		if d.Ordered && !known {
			first, before, known = k, k, true
			row.T = math.Max(0, float64(last-first))
		}
		if k > first || !known {
			net = net.Add(d.Net)
		}
		if d.Ordered && k > before && k <= last {
			row.X++
			row.TX = float64(k - first)
			before = k
		}
	}
	return row, net
}

// len is the number of customers.
func (h *histories) len() int {
	if h.at != nil {
		return len(h.at)
	}
	return h.customers.Len()
}

// customer is the place of a customer in customers.
func (h *histories) customer(i int) int {
	if h.at != nil {
		return int(h.at[i])
	}
	return i
}

// days are the repeat orders of a customer and, in days or periods from the first
// order, the last order and the end, as the model sees them.
func (h *histories) days(i int) (repeats int, last, age int32) {
	r := h.rows[h.row[i]]
	return r.X, int32(math.Round(r.TX)), int32(math.Round(r.T))
}

// endDay is the end as a day; "" where it is not known.
func (h *histories) endDay() string {
	if h.end == 0 && h.source != "" {
		return ""
	}
	return app.Day(h.end)
}

// repeatName is what is counted: a day with an order, or an order.
func (h *histories) repeatName() string {
	if h.source != "" {
		return "order"
	}
	return h.period.name
}

// endText is the end of the observed time.
func (h *histories) endText() string {
	if h.end == 0 && h.source != "" {
		return "the end of the time that was observed"
	}
	return app.Day(h.end)
}

// repeaters counts the customers with a repeat order.
func (h *histories) repeaters() (n int) {
	for _, r := range h.rows {
		if r.X > 0 {
			n += r.N
		}
	}
	return n
}

// repeats counts the repeat orders.
func (h *histories) repeats() (n int) {
	for _, r := range h.rows {
		n += r.N * r.X
	}
	return n
}
