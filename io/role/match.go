package role

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/formula"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Plan says where the fields of the schema come from in one file.
type Plan struct {
	Wants []vector.Want
	// Field holds, for each field of the schema, the vector that fills it.
	Field []FieldSource
	// Filter holds the vectors of the row filter's columns.
	Filter []int
	// Row holds the vectors of all columns, as text and in an order that is the
	// same for all files with these columns, and header their names; both only
	// where duplicates are looked for.
	Row    []int
	Header string
	// Currency and status are vectors of these columns, or none.
	Currency, Status int
	Layout           layout
	Order            int // vector of the order id, or none
	// Amount is the vector of an amount that is one column, orderColumn the
	// column of order ids; none where there is none. continued is the vector of
	// the order ids where rows may continue an order, else none.
	Amount, orderColumn, Continued int
	// Refund is the vector of money given back, Sign that of the mark that turns
	// the sign of an amount, OrderIDs that of the orders whose amount stands on
	// each of their rows; none where there is none.
	Refund, Sign, OrderIDs int
	// Returned is the vector that is true for returns, or none.
	Returned int
	// Quantity is the vector of the quantity beside an amount that is not made of it,
	// as text: below zero it marks a return.
	Quantity int
	// Customer is the vector of the customer ids, or none.
	Customer int
	// Choices tell which rows count.
	Choices []Choice
	// Notes are what a reader of the result should know of the columns.
	Notes []string
}

// Filled are the fields that a column fills.
func (p *Plan) Filled() []FieldSource {
	return slices.DeleteFunc(slices.Clone(p.Field), func(s FieldSource) bool { return s.Vector == vector.None })
}

// FieldSource is one vector, or the product of two.
type FieldSource struct {
	Vector, Times int
	// Formula, where there is one, computes what Vector would hold from the vectors
	// Of, the first of which is Vector.
	Formula  *formula.Formula
	Of       []int
	Optional bool // an empty day is no bad cell
}

// Match finds the columns of one file.
func Match(in *Finder) (*Plan, error) {
	p := &Plan{Order: vector.None, Currency: vector.None, Status: vector.None, Amount: vector.None, orderColumn: vector.None, Continued: vector.None,
		Refund: vector.None, Sign: vector.None, OrderIDs: vector.None, Quantity: vector.None, Customer: vector.None, Returned: vector.None}
	var lacking []Role
	var open []error // questions, to be asked together
	for _, field := range in.Options.Schema.Fields() {
		r, known := in.role(field.Name)
		if !known {
			continue // it is named, or made from others
		}
		column, err := in.column(r)
		if err != nil {
			open = append(open, err)
			continue
		}
		if column == vector.None && !(r.Name == "order" && field.Nullable) && !(r.Name == "amount" && (field.Nullable || in.hasFactors() || in.formulaOf(r) != nil)) {
			lacking = append(lacking, r)
		}
	}
	if lacking != nil {
		open = append(open, in.missing(lacking))
	}
	if err := fault.Together(open...); err != nil {
		return nil, err
	}
	if err := p.addFields(in); err != nil {
		return nil, err
	}
	p.findOrders(in)
	if err := p.findRefund(in); err != nil {
		return nil, err
	}
	for _, use := range in.Options.Filter {
		column, err := namedColumn(in.File, in.Columns, use.Name, "--where", fault.BadRequest)
		if err != nil {
			return nil, err
		}
		before := len(p.Wants)
		k := p.want(column, use.Name, use.Kind, p.roleOf(column, use))
		p.Wants[k].FilterOnly = k == before
		p.Filter = append(p.Filter, k)
	}
	if err := p.watch(in); err != nil {
		return nil, err
	}
	p.choose(in)
	if in.Options.AmountPer == PerOrder || in.Options.AmountPer == "" && in.Layout.PerOrder && in.Options.Columns["amount"] == "" {
		if p.orderColumn == vector.None && in.Options.AmountPer != "" {
			return nil, &fault.Error{Kind: fault.Undecided, Message: in.File + ": --amount-per order needs a column of order ids", Hints: []string{"columns: " + ListColumns(in.Columns), "say which it is: --order COLUMN"}}
		}
		p.AmountsOfOrders(in.Columns)
	}
	p.findQuantity(in)
	p.Notes = append(p.Notes, in.customerNotes()...)
	if in.Options.WholeRows {
		p.wantRow(in.Columns)
	}
	return p, nil
}

// watch asks for the columns whose values tell that rows should not be added
// up. A column that the row filter looks at needs no hint.
func (p *Plan) watch(in *Finder) error {
	if !in.Options.Schema.HasField("amount") {
		return nil
	}
	if r, _ := in.role("currency"); !in.Options.AnyCurrency {
		column, err := in.column(r)
		if err != nil {
			return err
		}
		if column != vector.None {
			p.Currency = p.want(column, in.Columns[column], vector.KindText, r.Name)
		}
	}
	r, _ := in.role("status")
	found := r.byName(in.Columns)
	if column := in.Layout.column(r.Name, in.Columns, in.filled); column != vector.None {
		found = []int{column}
	}
	if in.Options.Columns[r.Name] != "" {
		column, err := in.column(r)
		if err != nil {
			return err
		}
		found = []int{column}
	}
	for _, k := range p.Filter {
		found = slices.DeleteFunc(found, func(column int) bool { return column == p.Wants[k].Index })
	}
	if len(found) > 0 {
		p.Status = p.want(found[0], in.Columns[found[0]], vector.KindText, r.Name)
	}
	return nil
}

// findOrders finds the amount and the order ids of a file in which rows may
// continue an order.
func (p *Plan) findOrders(in *Finder) {
	for i, field := range in.Options.Schema.Fields() {
		if field.Name == "amount" && p.Field[i].Times == vector.None && p.Field[i].Formula == nil {
			p.Amount = p.Field[i].Vector
		}
	}
	r, _ := in.role("order")
	if column, err := in.column(r); err == nil { // else nobody needs it
		p.orderColumn = column
	}
}

// FilterNumbers are the vectors that the row filter takes for numbers or days.
func (p *Plan) FilterNumbers() (vectors []int) {
	for _, k := range p.Filter {
		if p.Wants[k].Kind != vector.KindText {
			vectors = append(vectors, k)
		}
	}
	return vectors
}

// wantRow asks for all columns.
func (p *Plan) wantRow(columns []string) {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return strings.Compare(value.NormalName(columns[i]), value.NormalName(columns[j])) })
	for _, i := range order {
		p.Row = append(p.Row, p.want(i, columns[i], vector.KindText, ""))
		p.Header += value.NormalName(columns[i]) + "\n"
	}
}

// addFields says for every field of the schema which vectors fill it.
func (p *Plan) addFields(in *Finder) error {
	for _, field := range in.Options.Schema.Fields() {
		source := FieldSource{Vector: vector.None, Times: vector.None}
		r, known := in.role(field.Name)
		column, has := in.Found[r.Name]
		switch {
		case !known:
			named, is := in.Options.Named[field.Name]
			if !is {
				break // made from others, as the return flag is
			}
			column, err := namedColumn(in.File, in.Columns, named.Column, named.Flag, fault.Undecided)
			if err != nil {
				return err
			}
			source.Vector = p.want(column, in.Columns[column], kindOf(field.Type), field.Name)
			source.Optional = field.Nullable
		case r.Name == "amount" && in.formulaOf(r) != nil:
			if err := p.addFormula(in, r, &source); err != nil {
				return err
			}
		case has && column != vector.None:
			source.Vector = p.want(column, in.Columns[column], kindOf(field.Type), r.Name)
			source.Optional = field.Nullable && field.Type.ID() == arrow.DATE32
		case r.Name == "amount" && (in.hasFactors() || in.Options.namesAmount()):
			before := len(p.Wants)
			if err := p.addProduct(in, &source); err != nil {
				if !field.Nullable || in.Options.namesAmount() {
					return err
				}
				p.Wants = p.Wants[:before] // the amount is welcome, not needed
			}
		}
		switch r.Name {
		case "order":
			p.Order = source.Vector
		case "customer":
			p.Customer = source.Vector
		}
		p.Field = append(p.Field, source)
	}
	return p.follow(in)
}

// follow applies what is known of the layout.
func (p *Plan) follow(in *Finder) error {
	p.Layout = in.Layout
	if p.Layout.Packed {
		if column := p.Layout.column("return", in.Columns, in.filled); column != vector.None {
			p.Returned = p.want(column, in.Columns[column], vector.KindText, "return")
		}
	}
	p.Layout.Paid = p.Layout.Paid && in.Found["date"] == p.Layout.column("date", in.Columns, in.filled) // or another column counts
	if p.Layout.Cancellations && p.Order == vector.None {
		// The order ids tell the cancellations even if nobody counts orders.
		r, _ := in.role("order")
		column, err := in.column(r)
		if err != nil {
			return err
		}
		if column != vector.None {
			p.Order = p.want(column, in.Columns[column], vector.KindText, r.Name)
		}
	}
	return nil
}

// addProduct makes the amount from quantity and unit price.
func (p *Plan) addProduct(in *Finder, source *FieldSource) error {
	var factors [2]int
	for i, name := range []string{"quantity", "price"} {
		r, _ := in.role(name)
		column, err := in.column(r)
		if err != nil {
			return err
		}
		if in.formulaOf(r) != nil {
			if err := p.addFormula(in, r, source); err != nil {
				return err
			}
			factors[i] = source.Vector
			continue
		}
		if column == vector.None {
			return in.missing([]Role{r})
		}
		factors[i] = p.want(column, in.Columns[column], vector.KindDecimal, r.Name)
	}
	source.Vector, source.Times = factors[1], factors[0]
	return nil
}

// addFormula asks for the columns of the formula that a flag gives for a role.
func (p *Plan) addFormula(in *Finder, r Role, source *FieldSource) error {
	source.Formula = in.formulaOf(r)
	source.Of = nil
	for _, name := range source.Formula.Columns {
		column, err := namedColumn(in.File, in.Columns, name, r.Flag, fault.Undecided)
		if err != nil {
			return err
		}
		source.Of = append(source.Of, p.want(column, in.Columns[column], vector.KindDecimal, r.Name))
	}
	source.Vector = source.Of[0]
	return nil
}

// Want asks for a column and returns the number of its vector.
func (p *Plan) want(column int, name string, k vector.Kind, role string) int {
	for i, w := range p.Wants {
		if w.Index == column && w.Name == name && w.Kind == k {
			p.Wants[i].FilterOnly = false
			return i
		}
	}
	p.Wants = append(p.Wants, vector.Want{Index: column, Name: name, Kind: k, Role: role})
	return len(p.Wants) - 1
}

// roleOf is the role of a column that a filter names: that of the field it
// fills, or one of its own.
func (p *Plan) roleOf(column int, use FilterColumn) string {
	for _, w := range p.Wants {
		if w.Index == column && (w.Kind == vector.KindDecimal && use.Kind == vector.KindNumber || w.Kind == vector.KindDay && use.Kind == vector.KindDay) {
			return w.Role
		}
	}
	return "--where " + use.Name
}

// kindOf is the form in which a field of the schema is decoded.
func kindOf(t arrow.DataType) vector.Kind {
	switch t.ID() {
	case arrow.STRING:
		return vector.KindText
	case arrow.DATE32:
		return vector.KindDay
	default:
		return vector.KindDecimal
	}
}

// columnWord is how a flag names a column in a shell.
func columnWord(columns []string, i int) string { return fault.ShellWord(NumberOrName(columns, i)) }

// NumberOrName is how a flag names a column: by its name, or by its number
// when others have the same name.
func NumberOrName(columns []string, i int) string {
	for j, other := range columns {
		if j != i && other == columns[i] {
			return strconv.Itoa(i + 1)
		}
	}
	return columns[i]
}

// namedColumn is the column a flag names: by its name, by its name written
// otherwise, or by its number from 1.
func namedColumn(file string, columns []string, name, flag string, k fault.Kind) (int, error) {
	var exact, loose []int
	for i, column := range columns {
		if column == name {
			exact = append(exact, i)
		}
		if value.EqualNames(column, name) {
			loose = append(loose, i)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) > 1:
		return vector.None, &fault.Error{Kind: k, Message: fmt.Sprintf("%s: %d columns have the name %q", file, len(exact), name),
			Hints: []string{fmt.Sprintf("choose by number: %s %d   or   %s %d", flag, exact[0]+1, flag, exact[1]+1)}}
	case len(loose) == 1:
		return loose[0], nil
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(columns) {
		return n - 1, nil
	}
	e := &fault.Error{Kind: k, Message: fmt.Sprintf("%s: no column %q for %s", file, name, flag),
		Hints: []string{"columns: " + ListColumns(columns)}}
	if near := fault.Nearest(name, columns); near != "" {
		e.Message += fmt.Sprintf("; did you mean %q?", near)
	}
	return vector.None, e
}

// ListColumns names the columns, not more than fit a screen.
func ListColumns(columns []string) string {
	const shown = 30
	var more string
	if len(columns) > shown {
		more = fmt.Sprintf(", … %d more", len(columns)-shown)
		columns = columns[:shown]
	}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = strings.Trim(fault.Quote(c), `"`)
	}
	return strings.Join(quoted, ", ") + more
}

// AmountOfOrder asks for the amount and the order id, as text, of a file in
// which rows may continue an order; nil for others.
func (p *Plan) AmountOfOrder() []vector.Want {
	if p.Amount == vector.None || p.orderColumn == vector.None {
		return nil
	}
	amount := p.Wants[p.Amount]
	return []vector.Want{{Index: amount.Index, Name: amount.Name, Kind: vector.KindText}, {Index: p.orderColumn, Name: "order", Kind: vector.KindText}}
}

// AmountsOfOrders takes the amount for that of the whole order, which stands on
// each of its rows and counts once.
func (p *Plan) AmountsOfOrders(columns []string) {
	if p.Amount != vector.None && p.orderColumn != vector.None && p.OrderIDs == vector.None {
		p.OrderIDs = p.want(p.orderColumn, columns[p.orderColumn], vector.KindText, "order")
	}
}

// OrderColumn is the column of the order ids, or none.
func (p *Plan) OrderColumn() int { return p.orderColumn }

// ContinueOrders asks for the order ids that tell which rows continue an order.
func (p *Plan) ContinueOrders(columns []string) {
	if p.AmountOfOrder() != nil {
		p.Continued = p.want(p.orderColumn, columns[p.orderColumn], vector.KindText, "order")
	}
}
