package role

import (
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
)

// layout is what a program or a published data set writes, told by the names of
// its columns.
type layout struct {
	name string
	// names are the columns that are all there; each may be called one of several
	// names.
	names [][]string
	// roles are columns that the names alone would leave open, the surest first.
	// One whose first cells are all empty is passed over.
	roles map[string][]string
	// Cancellations tells that an order id such as C536379 cancels an order.
	Cancellations bool
	// Packed tells that the columns are those of rfm pack, which has decided all that
	// is open elsewhere: a column return says which rows are returns.
	Packed bool
	// Paid tells that the date is that of the payment, so that an order without
	// one is not paid.
	Paid bool
	// PerOrder tells that the amount is that of the whole order and may stand on
	// each of its rows.
	PerOrder bool
	// Cents tells that amounts are in the smallest unit of their currency.
	Cents bool
	// Negative is the mark in the column of the role sign that turns the sign of
	// an amount.
	Negative string
	// uncounted are parts of states, beside those of all files, in which an order
	// is no revenue.
	uncounted []string
	// only and without choose rows by a column of their kinds: those of one of the
	// values, those of which no part is one of the values.
	only, without map[string][]string
}

// LayoutOf recognises the layout of a file; the zero value for none.
func LayoutOf(columns []string) layout {
	for _, l := range layouts() {
		all := true
		for _, names := range l.names {
			all = all && (Role{}).matching(columns, names, sameName) != nil
		}
		if all {
			return l
		}
	}
	return layout{}
}

// column is the column that the layout has for a role, or none. filled tells
// whether a column has cells.
func (l layout) column(role string, columns []string, filled func(column int) bool) int {
	first := vector.None
	for _, name := range l.roles[role] {
		i := columnOf(columns, name)
		switch {
		case i == vector.None:
		case filled(i):
			return i
		case first == vector.None:
			first = i
		}
	}
	return first
}

// columnOf is the first column of a name, or none.
func columnOf(columns []string, name string) int {
	return slices.IndexFunc(columns, func(column string) bool { return value.EqualNames(column, name) })
}

// PackedLayout is that of files that rfm pack wrote, which are told by their
// metadata.
func PackedLayout() layout {
	return layout{name: "rfm pack", Packed: true, roles: map[string][]string{
		"customer": {"customer_id"}, "date": {"date"}, "order": {"order_id"}, "amount": {"amount"}, "return": {"return"}}}
}
