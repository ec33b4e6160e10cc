package role

import (
	"github.com/apache/arrow/go/v17/arrow"
	"rfm/io/vector"
)

// Options say which columns are asked for.
type Options struct {
	// Table holds the roles for an input of many files; nil for one made anew each
	// time that a role is asked for.
	Table *Table
	// Schema holds the fields to fill; roles of the same name say where they come
	// from. A nullable amount or order may be missing.
	Schema *arrow.Schema
	// Columns names the column of a role, by its name or by its number from 1.
	Columns map[string]string
	// Named fills fields that are no role.
	Named    map[string]NamedColumn
	NoHeader bool
	// AnyCurrency does not look for the currency of the amounts.
	AnyCurrency bool
	// AnyStatus takes orders of all states for revenue, NoRefund leaves the amounts
	// as they are whatever was given back.
	// NoQuantity does not look at the quantities beside an amount.
	AnyStatus, NoRefund, NoQuantity bool
	// AmountPer says what an amount belongs to: PerOrder, PerRow, or "" for what the
	// layout says.
	AmountPer string
	// Summaries says how one row per customer is given to the command, FLAGS standing
	// for the flags of rfm score; "" where it takes transactions only.
	Summaries string
	// WholeRows asks for all columns as text, too.
	WholeRows bool
	// Filter lists the columns of the row filter.
	Filter []FilterColumn
}

// What an amount belongs to: the whole order, and it stands on each of its rows,
// or its own row.
const (
	PerOrder = "order"
	PerRow   = "row"
)

// NamedColumn is a column that the user names: by its name, or its number from 1.
type NamedColumn struct {
	Column string
	Flag   string // that names it
}

// FilterColumn is a column and what its cells are taken for.
type FilterColumn struct {
	Name string
	Kind vector.Kind
}

// namesAmount tells whether the user has named a column of the amount.
func (o Options) namesAmount() bool {
	return o.Columns["amount"] != "" || o.Columns["quantity"] != "" || o.Columns["price"] != ""
}
