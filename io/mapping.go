package rfmio

import "rfm/io/vector"

// Mapping says which columns of a table are what, for somebody else who reads it.
type Mapping struct {
	// Columns are the columns by role: customer, date, order; amount, or quantity and
	// price. A quantity beside an amount tells returns.
	Columns map[string]string
	// Currency is a column that tells the currency of the amounts; "" for none.
	Currency string
	// Cancellations tells that an order id such as C536379 cancels an order.
	Cancellations bool
	// Beyond is what a reader of sums per customer cannot do for this table, which is
	// done here row by row; "" for nothing.
	Beyond string
	Found  FileAccount
}

// Mapping is that of the first file, once it is open.
func (in *Input) Mapping() Mapping {
	f := in.files[0]
	p := f.plan
	m := Mapping{Columns: map[string]string{}, Cancellations: p.Layout.Cancellations, Found: f.count}
	name := func(v int) string { return p.Wants[v].Name }
	for i, field := range in.options.Schema.Fields() {
		source := p.Field[i]
		switch {
		case source.Vector == vector.None:
		case source.Formula != nil:
			m.Beyond = "an amount that is computed: " + source.Formula.Text
		case source.Times != vector.None:
			m.Columns["quantity"], m.Columns["price"] = name(source.Times), name(source.Vector)
		default:
			m.Columns[field.Name] = name(source.Vector)
		}
	}
	if m.Cancellations && p.Order != vector.None {
		m.Columns["order"] = name(p.Order)
	}
	if p.Quantity != vector.None {
		m.Columns["quantity"] = name(p.Quantity)
	}
	if p.Currency != vector.None {
		m.Currency = name(p.Currency)
	}
	switch {
	case m.Beyond != "":
	case p.Continued != vector.None || in.continues:
		m.Beyond = "rows that continue an order of another row"
	case p.OrderIDs != vector.None:
		m.Beyond = "an amount that stands on each row of its order"
	case p.Refund != vector.None:
		m.Beyond = "the column " + name(p.Refund) + ", which holds money given back"
	case p.Sign != vector.None:
		m.Beyond = "the column " + name(p.Sign) + ", which turns the sign of an amount"
	case p.Layout.Paid:
		m.Beyond = "orders without a date of payment, which are left out"
	case len(p.Choices) > 0:
		m.Beyond = "the column " + p.Choices[0].Name + ", which tells the rows that are no revenue"
	}
	return m
}
