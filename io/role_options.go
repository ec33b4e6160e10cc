package rfmio

import "github.com/apache/arrow/go/v17/arrow"

// roleOptions say which columns are asked for.
type roleOptions struct {
	// Schema holds the fields to fill; roles of the same name say where they come
	// from. A nullable amount may be missing.
	Schema *arrow.Schema
	// Columns names the column of a role, by its name or by its number from 1.
	Columns  map[string]string
	NoHeader bool
	// AnyCurrency does not look for the currency of the amounts.
	AnyCurrency bool
	// WholeRows asks for all columns as text, too.
	WholeRows bool
	// Filter lists the columns of the row filter.
	Filter []namedKind
}

// namedKind is a column and what its cells are taken for.
type namedKind struct {
	Name string
	Kind kind
}

// namesAmount tells whether the user has named a column of the amount.
func (o roleOptions) namesAmount() bool {
	return o.Columns["amount"] != "" || o.Columns["quantity"] != "" || o.Columns["price"] != ""
}
