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
	// cancelled is set when an order id such as C536379 cancels an order.
	cancelled bool
	order     int // vector of the order id, or none
	// amount is the vector of an amount that is one column, orderColumn the
	// column of order ids; none where there is none. continued is the vector of
	// the order ids where rows may continue an order, else none.
	amount, orderColumn, continued int
}

// none stands for a vector that is not there.
const none = -1

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
func matchColumns(file string, columns []string, o Options, f *filter) (*plan, error) {
	p := &plan{order: none, currency: none, status: none, amount: none, orderColumn: none, continued: none}
	found := map[string]int{}
	for _, field := range o.Schema.Fields() {
		r, known := findRole(field.Name)
		if !known {
			continue // made from others, as the return flag is
		}
		column, err := findColumn(file, columns, r, o)
		if err != nil {
			return nil, err
		}
		found[r.name] = column
	}
	if err := p.addFields(file, columns, o, found); err != nil {
		return nil, err
	}
	p.findOrders(file, columns, o)
	if f != nil {
		for _, use := range f.columns {
			column, err := namedColumn(file, columns, use.name, "--where", BadRequest)
			if err != nil {
				return nil, err
			}
			p.filter = append(p.filter, p.want(column, use.name, use.kind, p.roleOf(column, use.name)))
		}
	}
	if err := p.watch(file, columns, o); err != nil {
		return nil, err
	}
	if o.Dedupe {
		p.wantRow(columns)
	}
	return p, nil
}

// watch asks for the columns whose values tell that rows should not be added
// up. A column that the row filter looks at needs no hint.
func (p *plan) watch(file string, columns []string, o Options) error {
	if !o.Schema.HasField("amount") {
		return nil
	}
	if r, _ := findRole("currency"); !o.AnyCurrency {
		column, err := findColumn(file, columns, r, o)
		if err != nil {
			return err
		}
		if column != none {
			p.currency = p.want(column, columns[column], kindText, r.name)
		}
	}
	r, _ := findRole("status")
	found := r.byName(columns)
	if name := o.Columns[r.name]; name != "" {
		column, err := namedColumn(file, columns, name, r.flag, Undecided)
		if err != nil {
			return err
		}
		found = []int{column}
	}
	for _, k := range p.filter {
		found = slices.DeleteFunc(found, func(column int) bool { return column == p.wants[k].index })
	}
	if len(found) > 0 {
		p.status = p.want(found[0], columns[found[0]], kindText, r.name)
	}
	return nil
}

// findOrders finds the amount and the order ids of a file in which rows may
// continue an order.
func (p *plan) findOrders(file string, columns []string, o Options) {
	for i, field := range o.Schema.Fields() {
		if field.Name == "amount" && p.field[i].times == none {
			p.amount = p.field[i].vector
		}
	}
	r, _ := findRole("order")
	if column, err := findColumn(file, columns, r, o); err == nil { // else nobody needs it
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
func (p *plan) addFields(file string, columns []string, o Options, found map[string]int) error {
	for _, field := range o.Schema.Fields() {
		source := fieldSource{vector: none, times: none}
		r, known := findRole(field.Name)
		column, has := found[r.name]
		switch {
		case !known:
		case has && column != none:
			source.vector = p.want(column, columns[column], kindOf(field.Type), r.name)
			source.optional = field.Nullable && field.Type.ID() == arrow.DATE32
		case r.name == "amount":
			before := len(p.wants)
			if err := p.addProduct(file, columns, o, &source); err != nil {
				if !field.Nullable || o.namesAmount() {
					return err
				}
				p.wants = p.wants[:before] // the amount is welcome, not needed
			}
		case r.name == "order": // without order ids each row is an order
		default:
			return missing(file, columns, r)
		}
		if r.name == "order" {
			p.order = source.vector
		}
		p.field = append(p.field, source)
	}
	p.cancelled = isOnlineRetail(columns)
	if r, _ := findRole("order"); p.cancelled && p.order == none {
		// The order ids tell the cancellations even if nobody counts orders.
		column, err := findColumn(file, columns, r, o)
		if err != nil {
			return err
		}
		if column != none {
			p.order = p.want(column, columns[column], kindText, r.name)
		}
	}
	return nil
}

// addProduct makes the amount from quantity and unit price.
func (p *plan) addProduct(file string, columns []string, o Options, source *fieldSource) error {
	var factors [2]int
	for i, name := range []string{"quantity", "price"} {
		r, _ := findRole(name)
		column, err := findColumn(file, columns, r, o)
		if err != nil {
			return err
		}
		if column == none {
			amount, _ := findRole("amount")
			return missing(file, columns, amount)
		}
		factors[i] = p.want(column, columns[column], kindDecimal, r.name)
	}
	source.vector, source.times = factors[1], factors[0]
	return nil
}

// namesAmount tells whether the user has named a column of the amount.
func (o Options) namesAmount() bool {
	return o.Columns["amount"] != "" || o.Columns["quantity"] != "" || o.Columns["price"] != ""
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

// isOnlineRetail recognises the UCI Online Retail files by their columns.
func isOnlineRetail(columns []string) bool {
	for _, needed := range [][]string{{"InvoiceNo", "Invoice"}, {"StockCode"}, {"Quantity"}, {"UnitPrice", "Price"}} {
		if (role{}).matching(columns, needed, equalNames) == nil {
			return false
		}
	}
	return true
}

// findColumn is the column that has a role, or none.
func findColumn(file string, columns []string, r role, o Options) (int, error) {
	if name, given := o.Columns[r.name]; given {
		return namedColumn(file, columns, name, r.flag, Undecided)
	}
	if r.name == "amount" && o.Columns["quantity"] != "" && o.Columns["price"] != "" {
		return none, nil
	}
	found := r.byName(columns)
	if found == nil && !(r.name == "amount" && hasProduct(columns)) {
		found = r.byWords(columns)
	}
	switch len(found) {
	case 0:
		return none, nil
	case 1:
		return found[0], nil
	}
	var names, choices []string
	for _, i := range found {
		names = append(names, columns[i])
		choices = append(choices, r.flag+" "+columnWord(columns, i))
	}
	return none, &Error{Kind: Undecided,
		Message: fmt.Sprintf("%s: %d columns could be %s: %s", file, len(found), r.what, strings.Join(names, ", ")),
		Hints:   []string{"choose: " + strings.Join(choices, "   or   ")}}
}

// hasProduct tells whether there is a quantity and a unit price.
func hasProduct(columns []string) bool {
	for _, name := range []string{"quantity", "price"} {
		if r, _ := findRole(name); r.byName(columns) == nil {
			return false
		}
	}
	return true
}

// columnWord is how a flag names a column: by its name, or by its number when
// others have the same name.
func columnWord(columns []string, i int) string {
	for j, other := range columns {
		if j != i && other == columns[i] {
			return strconv.Itoa(i + 1)
		}
	}
	return shellWord(columns[i])
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

// missing says that no column has a role.
func missing(file string, columns []string, r role) error {
	e := &Error{Kind: Undecided,
		Message: fmt.Sprintf("%s: no column looks like %s", file, r.what),
		Hints:   []string{"columns: " + columnList(columns), fmt.Sprintf("say which it is: %s COLUMN", r.flag)}}
	if r.instead != "" {
		e.Hints = append(e.Hints, r.instead)
	}
	for _, column := range columns {
		if _, _, isNumber := parseDecimal([]byte(column)); isNumber {
			e.Hints = append(e.Hints, "is that a row and no header? --no-header --customer 1 --date 2 …")
			break
		}
	}
	return e
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

// shellWord is a name as it is typed in a shell.
func shellWord(s string) string {
	if strings.ContainsAny(s, " \t'\"$`\\|&;<>()*?[]#~!{}") || s == "" {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
