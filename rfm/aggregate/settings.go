package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// Count says what the frequency of a customer is.
type Count int

const (
	// CountOrders counts distinct order ids; without an order column, rows.
	CountOrders Count = iota
	// CountRows counts the rows that are not returns.
	CountRows
	// CountDays counts the distinct days with an order.
	CountDays
)

// Returns says what a return does: a row with a negative amount, or one that
// its reader flags.
type Returns int

const (
	// NetReturns lets a return lower the monetary value; it is not an order and
	// does not refresh recency.
	NetReturns Returns = iota
	// DropReturns leaves returns out.
	DropReturns
	// KeepReturns takes a return for an ordinary row.
	KeepReturns
)

// Settings say how transactions become customers. The zero value is the
// default.
type Settings struct {
	Count   Count
	Returns Returns
	// AsOf is the last day that counts; nil for the day of the last order of a
	// customer, which neither a guest row nor a return is: they would make
	// everybody's last order older, and are no sign that the shop was watched.
	AsOf *arrow.Date32
	// Monetary is the sum of the amounts, or a statistic of the orders.
	Monetary rfm.Statistic
	// Days keeps what each customer spent on every day: Customers.Days.
	Days bool
	// Memory is the memory limit of the process in bytes, roughly: beyond it,
	// customers and orders spill to temporary files. 0 is no limit. Medians of
	// orders and Days need all customers in memory.
	Memory int64
}

// needsRows tells whether sums of a customer's rows are not enough.
func (s Settings) needsRows() bool { return s.Monetary == rfm.MedianOrder || s.Days }

// bound is how many bytes groups, slots and orders may take while rows are
// added, 0 for any number: half of the memory, the rest being for buffers, the
// columns of the result and what the garbage collector has not freed yet.
func (s Settings) bound() int64 {
	if s.Memory == 0 || s.needsRows() {
		return 0
	}
	return max(s.Memory/2, 1)
}

// distinct tells whether the rows must be grouped by order.
func (s Settings) distinct(t *batch) bool {
	return s.Count == CountDays || s.Count == CountOrders && t.order != nil || s.Monetary == rfm.MedianOrder
}
