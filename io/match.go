package rfmio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// plan says where the fields of the schema come from in one file.
type plan struct {
	wants []want
	// field holds, for each field of the schema, the vector that fills it.
	field []fieldSource
	// filter holds the vectors of the row filter's columns.
	filter []int
	// row holds the vectors of all columns, as text and in an order that is the
	// same for all files with these columns, and header their names; both only
	// where duplicates are looked for.
	row    []int
	header string
	// currency and status are vectors of these columns, or none.
	currency, status int
	layout           layout
	order            int // vector of the order id, or none
	// amount is the vector of an amount that is one column, orderColumn the
	// column of order ids; none where there is none. continued is the vector of
	// the order ids where rows may continue an order, else none.
	amount, orderColumn, continued int
}

// filled are the fields that a column fills.
func (p *plan) filled() []fieldSource {
	return slices.DeleteFunc(slices.Clone(p.field), func(s fieldSource) bool { return s.vector == none })
}

// fieldSource is one vector, or the product of two.
type fieldSource struct {
	vector, times int
	optional      bool // an empty day is no bad cell
}

// matchColumns finds the columns of one file.
func matchColumns(in *finder) (*plan, error) {
	p := &plan{order: none, currency: none, status: none, amount: none, orderColumn: none, continued: none}
	var lacking []role
	for _, field := range in.options.Schema.Fields() {
		r, known := findRole(field.Name)
		if !known {
			continue // made from others, as the return flag is
		}
		column, err := in.column(r)
		if err != nil {
			return nil, err
		}
		if column == none && r.name != "order" && !(r.name == "amount" && (field.Nullable || in.hasFactors())) {
			lacking = append(lacking, r)
		}
	}
	if lacking != nil {
		return nil, in.missing(lacking)
	}
	if err := p.addFields(in); err != nil {
		return nil, err
	}
	p.findOrders(in)
	for _, use := range in.options.Filter {
		column, err := namedColumn(in.file, in.columns, use.Name, "--where", BadRequest)
		if err != nil {
			return nil, err
		}
		p.filter = append(p.filter, p.want(column, use.Name, use.Kind, p.roleOf(column, use.Name)))
	}
	if err := p.watch(in); err != nil {
		return nil, err
	}
	if in.options.WholeRows {
		p.wantRow(in.columns)
	}
	return p, nil
}

// watch asks for the columns whose values tell that rows should not be added
// up. A column that the row filter looks at needs no hint.
func (p *plan) watch(in *finder) error {
	if !in.options.Schema.HasField("amount") {
		return nil
	}
	if r, _ := findRole("currency"); !in.options.AnyCurrency {
		column, err := in.column(r)
		if err != nil {
			return err
		}
		if column != none {
			p.currency = p.want(column, in.columns[column], kindText, r.name)
		}
	}
	r, _ := findRole("status")
	found := r.byName(in.columns)
	if in.options.Columns[r.name] != "" {
		column, err := in.column(r)
		if err != nil {
			return err
		}
		found = []int{column}
	}
	for _, k := range p.filter {
		found = slices.DeleteFunc(found, func(column int) bool { return column == p.wants[k].index })
	}
	if len(found) > 0 {
		p.status = p.want(found[0], in.columns[found[0]], kindText, r.name)
	}
	return nil
}

// findOrders finds the amount and the order ids of a file in which rows may
// continue an order.
func (p *plan) findOrders(in *finder) {
	for i, field := range in.options.Schema.Fields() {
		if field.Name == "amount" && p.field[i].times == none {
			p.amount = p.field[i].vector
		}
	}
	r, _ := findRole("order")
	if column, err := in.column(r); err == nil { // else nobody needs it
		p.orderColumn = column
	}
}

// filterNumbers are the vectors that the row filter takes for numbers.
func (p *plan) filterNumbers() (vectors []int) {
	for _, k := range p.filter {
		if p.wants[k].kind == kindNumber {
			vectors = append(vectors, k)
		}
	}
	return vectors
}

// wantRow asks for all columns.
func (p *plan) wantRow(columns []string) {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return strings.Compare(normalName(columns[i]), normalName(columns[j])) })
	for _, i := range order {
		p.row = append(p.row, p.want(i, columns[i], kindText, ""))
		p.header += normalName(columns[i]) + "\n"
	}
}

// addFields says for every field of the schema which vectors fill it.
func (p *plan) addFields(in *finder) error {
	for _, field := range in.options.Schema.Fields() {
		source := fieldSource{vector: none, times: none}
		r, known := findRole(field.Name)
		column, has := in.found[r.name]
		switch {
		case !known:
		case has && column != none:
			source.vector = p.want(column, in.columns[column], kindOf(field.Type), r.name)
			source.optional = field.Nullable && field.Type.ID() == arrow.DATE32
		case r.name == "amount" && (in.hasFactors() || in.options.namesAmount()):
			before := len(p.wants)
			if err := p.addProduct(in, &source); err != nil {
				if !field.Nullable || in.options.namesAmount() {
					return err
				}
				p.wants = p.wants[:before] // the amount is welcome, not needed
			}
		}
		if r.name == "order" {
			p.order = source.vector
		}
		p.field = append(p.field, source)
	}
	return p.follow(in)
}

// follow applies what is known of the layout.
func (p *plan) follow(in *finder) error {
	p.layout = in.layout
	p.layout.paid = p.layout.paid && in.found["date"] == p.layout.column("date", in.columns) // or another column counts
	if p.layout.cancellations && p.order == none {
		// The order ids tell the cancellations even if nobody counts orders.
		r, _ := findRole("order")
		column, err := in.column(r)
		if err != nil {
			return err
		}
		if column != none {
			p.order = p.want(column, in.columns[column], kindText, r.name)
		}
	}
	return nil
}

// addProduct makes the amount from quantity and unit price.
func (p *plan) addProduct(in *finder, source *fieldSource) error {
	var factors [2]int
	for i, name := range []string{"quantity", "price"} {
		r, _ := findRole(name)
		column, err := in.column(r)
		if err != nil {
			return err
		}
		if column == none {
			return in.missing([]role{r})
		}
		factors[i] = p.want(column, in.columns[column], kindDecimal, r.name)
	}
	source.vector, source.times = factors[1], factors[0]
	return nil
}

// want asks for a column and returns the number of its vector.
func (p *plan) want(column int, name string, k kind, role string) int {
	for i, w := range p.wants {
		if w.index == column && w.name == name && w.kind == k {
			return i
		}
	}
	p.wants = append(p.wants, want{index: column, name: name, kind: k, role: role})
	return len(p.wants) - 1
}

// roleOf is the role of a column that a filter names: that of the field it
// fills, or one of its own.
func (p *plan) roleOf(column int, name string) string {
	for _, w := range p.wants {
		if w.index == column && w.kind == kindDecimal {
			return w.role
		}
	}
	return "--where " + name
}

// kindOf is the form in which a field of the schema is decoded.
func kindOf(t arrow.DataType) kind {
	switch t.ID() {
	case arrow.STRING:
		return kindText
	case arrow.DATE32:
		return kindDay
	default:
		return kindDecimal
	}
}

// columnWord is how a flag names a column in a shell.
func columnWord(columns []string, i int) string { return ShellWord(columnNumberOrName(columns, i)) }

// columnNumberOrName is how a flag names a column: by its name, or by its number
// when others have the same name.
func columnNumberOrName(columns []string, i int) string {
	for j, other := range columns {
		if j != i && other == columns[i] {
			return strconv.Itoa(i + 1)
		}
	}
	return columns[i]
}

// namedColumn is the column a flag names: by its name, by its name written
// otherwise, or by its number from 1.
func namedColumn(file string, columns []string, name, flag string, k ErrorKind) (int, error) {
	var exact, loose []int
	for i, column := range columns {
		if column == name {
			exact = append(exact, i)
		}
		if equalNames(column, name) {
			loose = append(loose, i)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) > 1:
		return none, &Error{Kind: k, Message: fmt.Sprintf("%s: %d columns have the name %q", file, len(exact), name),
			Hints: []string{fmt.Sprintf("choose by number: %s %d   or   %s %d", flag, exact[0]+1, flag, exact[1]+1)}}
	case len(loose) == 1:
		return loose[0], nil
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(columns) {
		return n - 1, nil
	}
	e := &Error{Kind: k, Message: fmt.Sprintf("%s: no column %q for %s", file, name, flag),
		Hints: []string{"columns: " + columnList(columns)}}
	if near := Nearest(name, columns); near != "" {
		e.Message += fmt.Sprintf("; did you mean %q?", near)
	}
	return none, e
}

// columnList names the columns, not more than fit a screen.
func columnList(columns []string) string {
	const shown = 30
	var more string
	if len(columns) > shown {
		more = fmt.Sprintf(", … %d more", len(columns)-shown)
		columns = columns[:shown]
	}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = strings.Trim(quoteValue(c), `"`)
	}
	return strings.Join(quoted, ", ") + more
}

// amountOfOrder asks for the amount and the order id, as text, of a file in
// which rows may continue an order; nil for others.
func (p *plan) amountOfOrder() []want {
	if p.amount == none || p.orderColumn == none {
		return nil
	}
	amount := p.wants[p.amount]
	return []want{{index: amount.index, name: amount.name, kind: kindText}, {index: p.orderColumn, name: "order", kind: kindText}}
}

// continueOrders asks for the order ids that tell which rows continue an order.
func (p *plan) continueOrders(columns []string) {
	if p.amountOfOrder() != nil {
		p.continued = p.want(p.orderColumn, columns[p.orderColumn], kindText, "order")
	}
}
