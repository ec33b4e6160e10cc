package engine

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Columns are the columns of the source by role: Amount, or Quantity and Price;
// Order may be empty. A Quantity beside an Amount is below zero in returns.
type Columns struct{ Customer, Date, Amount, Quantity, Price, Order string }

// Count is what the frequency counts.
type Count int

// What is counted.
const (
	CountOrders Count = iota
	CountRows
	CountDays
)

// Returns is what returns do.
type Returns int

// What returns do.
const (
	NetReturns Returns = iota
	DropReturns
	KeepReturns
)

// Grouping is the question: which rows of a source become which customers.
type Grouping struct {
	Dialect *Dialect
	From    From
	// Schema has the names and types of the source's columns. A timestamp with a
	// zone is an instant, one without is local time.
	Schema  *arrow.Schema
	Columns Columns
	Zone    string // where days of instants begin; UTC for ""
	// AsOf is the last day that counts, Since and Until the first and the last day
	// that are looked at; nil for none.
	AsOf, Since, Until *arrow.Date32
	Count              Count
	Returns            Returns
	// Cancellations tells that orders such as C536379 are returns.
	Cancellations bool
	Guests        []string // texts that stand for no customer, in any case
	Where         string
	// Decimals are those of amounts that are text or doubles.
	Decimals int32
	// Note is the customer id of the row that says how the others were grouped; empty
	// for no such row.
	Note string
}

// kinds of the rows of the answer.
const (
	kindCustomer = iota
	kindGuests
	kindLate
	kindDropped
	kindNote
)

// SQL is the query. Its answer has one row per customer, with the columns
// customer_id, first_order_date, last_order_date, orders, monetary, kind, n,
// returns, returned, last_day and bad; and one row per other kind. Orders are
// grouped before customers: that costs a fifth of count(DISTINCT order).
func (g *Grouping) SQL() (string, error) {
	rows, err := g.rows()
	if err != nil {
		return "", err
	}
	d, byOrder := g.Dialect, g.Count == CountDays || g.Count == CountOrders && g.Columns.Order != ""
	order := "CAST(NULL AS " + d.types.text + ")"
	switch {
	case g.Count == CountDays:
		order = "d"
	case byOrder:
		order = "o"
	}
	whole := castTo("CAST", d.types.whole)
	inner := "SELECT k, CASE WHEN k = 0 THEN c END AS id, CASE WHEN k = 0 AND NOT r THEN " + order + " END AS ord, d, a, r\nFROM (" + indent(rows.sql) + ") AS t"
	group, count := "k, id", "count(CASE WHEN NOT r THEN 1 END)"
	if byOrder {
		group, count = "k, id, ord", "count(CASE WHEN NOT r AND ord IS NULL THEN 1 END)"
	}
	sums := "SELECT " + group + ",\n" +
		"  min(CASE WHEN NOT r THEN d END) AS f, max(CASE WHEN NOT r THEN d END) AS l,\n" +
		"  " + count + " AS single, sum(a) AS s, count(*) AS m,\n" +
		"  count(CASE WHEN r THEN 1 END) AS rn, sum(CASE WHEN r THEN a END) AS rs,\n" +
		"  max(d) AS ld, count(CASE WHEN a IS NULL OR d IS NULL THEN 1 END) AS b\n" +
		"FROM (" + indent(inner) + ") AS u\nGROUP BY " + group
	zero := "0"
	if rows.scale >= 0 {
		zero = castTo("CAST", d.types.decimal(maxDigits, rows.scale))("0")
	}
	orders := whole("sum(single)")
	if byOrder {
		orders = whole("count(ord) + sum(single)")
	}
	as := d.alias
	query := "SELECT id" + as("customer_id") + ", min(f)" + as("first_order_date") + ", max(l)" + as("last_order_date") + ",\n" +
		"  " + orders + as("orders") + ", COALESCE(sum(s), " + zero + ")" + as("monetary") + ",\n" +
		"  " + whole("k") + as("kind") + ", " + whole("sum(m)") + as("n") + ", " + whole("sum(rn)") + as("returns") + ",\n" +
		"  COALESCE(sum(rs), " + zero + ")" + as("returned") + ", max(ld)" + as("last_day") + ", " + whole("sum(b)") + as("bad") + "\n" +
		"FROM (" + indent(sums) + ") AS v\nGROUP BY k, id"
	if g.Note == "" {
		return query, nil
	}
	none := "CAST(NULL AS " + d.types.day + ")"
	asOf := none
	if g.AsOf != nil {
		asOf = "CAST(" + d.date(g.AsOf.FormattedString()) + " AS " + d.types.day + ")"
	}
	number := func(n int) string { return whole(fmt.Sprint(n)) }
	note := fmt.Sprintf("SELECT %s, %s, %s,\n  %s, %s, %s, %s, %s, %s, %s, %s", d.bytewise("CAST("+d.literal(g.Note)+" AS "+d.types.text+")"), none, none,
		number(0), zero, number(kindNote), number(0), number(0), zero, asOf, number(0))
	return query + "\nUNION ALL\n" + note, CheckText(g.Note)
}

// rowsQuery is a query for rows of the source, each with its kind k, the customer
// c, the day d, the amount a, the order o and whether it is a return r.
type rowsQuery struct {
	sql   string
	scale int32 // of the amounts; -1 where it is not known
}

func (g *Grouping) rows() (rowsQuery, error) {
	none := rowsQuery{}
	customer, err := g.column(g.Columns.Customer, "--customer")
	if err != nil {
		return none, err
	}
	c, guest, err := g.text(customer, "customer id", g.Guests)
	if err != nil {
		return none, err
	}
	date, err := g.column(g.Columns.Date, "--date")
	if err != nil {
		return none, err
	}
	day, err := g.day(date, "order date")
	if err != nil {
		return none, err
	}
	amount, negative, err := g.amount()
	if err != nil {
		return none, err
	}
	order := "CAST(NULL AS " + g.Dialect.types.text + ")"
	if g.Columns.Order != "" {
		found, err := g.column(g.Columns.Order, "--order")
		if err != nil {
			return none, err
		}
		text, blank, err := g.text(found, "order id", nil)
		if err != nil {
			return none, err
		}
		order = "CASE WHEN " + blank + " THEN NULL ELSE " + text + " END"
	}
	source := fmt.Sprintf("SELECT %s AS c,\n  CASE WHEN %s THEN 1 ELSE 0 END AS g,\n  %s AS d, %s AS a,\n  %s AS o, %s AS q\nFROM %s",
		c, guest, day, amount.sql, order, negative, g.From.SQL)
	if g.Where != "" {
		condition, err := g.where()
		if err != nil {
			return none, err
		}
		source += "\nWHERE " + condition
	}
	isReturn := g.isReturn()
	kind := "CASE"
	if g.AsOf != nil {
		kind += " WHEN d > " + g.Dialect.date(g.AsOf.FormattedString()) + fmt.Sprintf(" THEN %d", kindLate)
	}
	kind += fmt.Sprintf(" WHEN g = 1 THEN %d", kindGuests)
	if g.Returns == DropReturns {
		kind += fmt.Sprintf(" WHEN %s THEN %d", isReturn, kindDropped)
	}
	kind += fmt.Sprintf(" ELSE %d END", kindCustomer)
	query := "SELECT " + kind + " AS k, c, d, a, o, " + isReturn + " AS r\nFROM (" + indent(source) + ") AS s" + g.period()
	return rowsQuery{query, amount.scale}, nil
}

// amount is the amount of a row, and the condition that its quantity is below zero.
func (g *Grouping) amount() (amount money, negative string, err error) {
	negative = "0"
	if g.Columns.Amount != "" {
		c, err := g.column(g.Columns.Amount, "--amount")
		if err != nil {
			return amount, negative, err
		}
		if amount, err = g.exact(c, "amount", maxDigits); err != nil || g.Columns.Quantity == "" {
			return amount, negative, err
		}
		below, err := g.belowZero(g.Columns.Quantity)
		if err != nil {
			return amount, negative, err
		}
		amount.sql = "CASE WHEN " + below + " AND (" + amount.sql + ") > 0 THEN -(" + amount.sql + ") ELSE " + amount.sql + " END"
		return amount, "CASE WHEN " + below + " THEN 1 ELSE 0 END", nil
	}
	const factorDigits = 18 // so that a product has at most 37
	var factors [2]money
	for i, f := range []struct{ name, flag, role string }{{g.Columns.Quantity, "--quantity", "quantity"}, {g.Columns.Price, "--price", "price"}} {
		c, err := g.column(f.name, f.flag)
		if err != nil {
			return amount, negative, err
		}
		if factors[i], err = g.exact(c, f.role, factorDigits); err != nil {
			return amount, negative, err
		}
	}
	quantity, price := factors[0], factors[1]
	amount = money{"(" + quantity.sql + ") * (" + price.sql + ")", 0, -1}
	if quantity.scale >= 0 && price.scale >= 0 {
		scale := quantity.scale + price.scale
		amount = money{castTo("CAST", g.Dialect.types.decimal(maxDigits, scale))(amount.sql), maxDigits, scale}
	}
	return amount, "CASE WHEN (" + quantity.sql + ") < 0 THEN 1 ELSE 0 END", nil
}

// belowZero is the condition that the quantity beside an amount is below zero, as a
// return has it.
func (g *Grouping) belowZero(name string) (string, error) {
	c, err := g.column(name, "--quantity")
	if err != nil {
		return "", err
	}
	switch d := g.Dialect; c.form {
	case formWhole, formDecimal, formDouble:
		return c.sql + " < 0", nil
	case formText:
		return d.matches(d.trim(c.sql, d.literal(" \t")), d.literal("^-[0-9.]*[1-9]")), nil
	}
	return "", g.wrongType(c, "quantity", "cast it to a number in a view")
}

// isReturn is the condition that a row is a return.
func (g *Grouping) isReturn() string {
	if g.Returns == KeepReturns {
		return "(1 = 0)"
	}
	condition := "a < 0"
	if g.Columns.Quantity != "" {
		condition += " OR q = 1"
	}
	if g.Cancellations && g.Columns.Order != "" {
		condition += " OR COALESCE(substr(o, 1, 1) = 'C' AND substr(o, 2, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), 1 = 0)"
	}
	return "(" + condition + ")"
}

// period leaves out days before Since and after Until; a row without a day stays,
// since it is a bad one.
func (g *Grouping) period() string {
	var conditions []string
	if g.Since != nil {
		conditions = append(conditions, "d >= "+g.Dialect.date(g.Since.FormattedString()))
	}
	if g.Until != nil {
		conditions = append(conditions, "d <= "+g.Dialect.date(g.Until.FormattedString()))
	}
	if conditions == nil {
		return ""
	}
	return "\nWHERE d IS NULL OR (" + strings.Join(conditions, " AND ") + ")"
}

// DecimalsSQL asks how many decimals amounts that are text or doubles have: one
// row with one whole number, or null where no row has an amount. needed is false
// for columns that know it.
func (g *Grouping) DecimalsSQL() (sql string, needed bool, err error) {
	const most = 6
	name, flag := g.Columns.Amount, "--amount"
	if name == "" {
		name, flag = g.Columns.Price, "--price"
	}
	c, err := g.column(name, flag)
	if err != nil || c.form != formDouble && c.form != formText {
		return "", false, err
	}
	d, query := g.Dialect, "CASE"
	for decimals := range int32(most) {
		with := *g
		with.Decimals = decimals
		m, err := with.exact(c, "amount", factorDigitsOf(flag))
		if err != nil {
			return "", false, err
		}
		query += fmt.Sprintf("\n    WHEN (%s) IS NOT NULL THEN %d", m.sql, decimals)
	}
	query = fmt.Sprintf("SELECT %s AS decimals\nFROM %s\nWHERE %s IS NOT NULL", castTo("CAST", d.types.whole)(fmt.Sprintf("max(%s\n    ELSE %d END)", query, most)), g.From.SQL, c.sql)
	return query, true, nil
}

func factorDigitsOf(flag string) int32 {
	if flag == "--price" {
		return 18
	}
	return maxDigits
}

// BadSQL asks for an example of a row without a day or an amount: one row with the
// texts of the date and of the columns that make the amount.
func (g *Grouping) BadSQL() (string, error) {
	date, err := g.column(g.Columns.Date, "--date")
	if err != nil {
		return "", err
	}
	day, err := g.day(date, "order date")
	if err != nil {
		return "", err
	}
	amount, _, err := g.amount()
	if err != nil {
		return "", err
	}
	query := "SELECT "
	for i, name := range []string{g.Columns.Date, g.Columns.Amount, g.Columns.Quantity, g.Columns.Price} {
		if name != "" {
			if i > 0 {
				query += ", "
			}
			query += castTo("CAST", g.Dialect.types.text)(g.Dialect.identifier(name)) + fmt.Sprintf(" AS text%d", i)
		}
	}
	return fmt.Sprintf("%s\nFROM %s\nWHERE (%s) IS NULL OR (%s) IS NULL\nLIMIT 1", query, g.From.SQL, day, amount.sql), nil
}

func indent(sql string) string { return "\n  " + strings.ReplaceAll(sql, "\n", "\n  ") }
