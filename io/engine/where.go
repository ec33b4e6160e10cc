package engine

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"rfm/io/vector"
	"rfm/io/where"
	"rfm/rfm/condition"
)

// where is the condition of --where in SQL. It is never null: an empty text is the
// empty text, an empty number or day is equal to nothing, as in the filter of
// files. What cannot be said alike on every engine is refused.
func (g *Grouping) where() (string, error) {
	filter, err := where.New(g.Where)
	if err != nil {
		return "", err
	}
	tree, err := condition.Parse(g.Where)
	if err != nil {
		return "", where.ExpressionError("--where", g.Where, err)
	}
	var names []string
	for _, f := range g.Schema.Fields() {
		names = append(names, f.Name)
	}
	t := &translation{grouping: g, filter: filter, kinds: map[string]vector.Kind{}}
	for _, c := range filter.Columns {
		t.kinds[c.Name] = c.Kind
		if _, err := g.column(c.Name, "--where"); err != nil {
			return "", err
		}
	}
	if err := filter.Check(g.From.Name, names, t.holds); err != nil {
		return "", err
	}
	return t.truth(tree.Node)
}

type translation struct {
	grouping *Grouping
	filter   *where.Filter
	kinds    map[string]vector.Kind // of the columns
}

// holds tells what a column holds, as the finder of files does.
func (t *translation) holds(name string) string {
	c, err := t.grouping.column(name, "--where")
	if err != nil {
		return ""
	}
	switch c.form {
	case formWhole, formDecimal, formDouble:
		return "numbers"
	case formDate, formLocal, formInstant:
		return "dates"
	}
	return "text"
}

// refuse refuses a node, and shows its place.
func (t *translation) refuse(node ast.Node, format string, args ...any) error {
	return t.filter.Mistake("", "the engine cannot be asked this: "+fmt.Sprintf(format, args...), node.Location().From)
}

// truth is a condition that is true or false for every row.
func (t *translation) truth(node ast.Node) (string, error) {
	switch n := node.(type) {
	case *ast.BoolNode:
		if n.Value {
			return "(1 = 1)", nil
		}
		return "(1 = 0)", nil
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			inner, err := t.truth(n.Node)
			return "(NOT " + inner + ")", err
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "&&", "and", "||", "or":
			return t.junction(n)
		case "==", "!=", "<", "<=", ">", ">=":
			return t.comparison(n)
		case "in":
			return t.membership(n)
		case "contains", "startsWith", "endsWith":
			return t.part(n)
		case "matches":
			return "", t.refuse(n, "\"matches\" is another language on every engine")
		}
		return "", t.refuse(n, "%q", n.Operator)
	}
	return "", t.refuse(node, "%s", what(node))
}

func (t *translation) junction(n *ast.BinaryNode) (string, error) {
	left, err := t.truth(n.Left)
	if err != nil {
		return "", err
	}
	right, err := t.truth(n.Right)
	operator := " AND "
	if n.Operator == "||" || n.Operator == "or" {
		operator = " OR "
	}
	return "(" + left + operator + right + ")", err
}

// value is an expression: a text, which is never null, or a number or a day, which
// are null where there is none.
type value struct {
	sql  string
	kind vector.Kind
}

func (t *translation) comparison(n *ast.BinaryNode) (string, error) {
	left, err := t.value(n.Left)
	if err != nil {
		return "", err
	}
	right, err := t.value(n.Right)
	if err != nil {
		return "", err
	}
	if left.kind != right.kind {
		return "", t.refuse(n, "it compares things of two kinds")
	}
	operator := map[string]string{"==": "=", "!=": "<>"}[n.Operator]
	if operator == "" {
		operator = n.Operator
	}
	condition := left.sql + " " + operator + " " + right.sql
	return t.certain(condition, left.kind, n.Operator == "!="), nil
}

// certain is a comparison with a value also where a number or a day is null.
func (t *translation) certain(condition string, kind vector.Kind, otherwise bool) string {
	if kind == vector.KindText {
		return "(" + condition + ")"
	}
	if otherwise {
		return "COALESCE(" + condition + ", 1 = 1)"
	}
	return "COALESCE(" + condition + ", 1 = 0)"
}

func (t *translation) membership(n *ast.BinaryNode) (string, error) {
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok {
		return "", t.refuse(n, "\"in\" needs a list: [\"a\", \"b\"]")
	}
	left, err := t.value(n.Left)
	if err != nil {
		return "", err
	}
	if len(list.Nodes) == 0 {
		return "(1 = 0)", nil
	}
	var items []string
	for _, item := range list.Nodes {
		v, err := t.value(item)
		if err != nil {
			return "", err
		}
		if v.kind != left.kind {
			return "", t.refuse(item, "it compares things of two kinds")
		}
		items = append(items, v.sql)
	}
	return t.certain(left.sql+" IN ("+strings.Join(items, ", ")+")", left.kind, false), nil
}

// part is contains, startsWith or endsWith with a text.
func (t *translation) part(n *ast.BinaryNode) (string, error) {
	text, ok := n.Right.(*ast.StringNode)
	if !ok {
		return "", t.refuse(n, "%q needs a text in quotes", n.Operator)
	}
	left, err := t.value(n.Left)
	if err != nil {
		return "", err
	}
	if left.kind != vector.KindText {
		return "", t.refuse(n, "%q needs a column of text", n.Operator)
	}
	if text.Value == "" {
		return "(1 = 1)", nil
	}
	if err := CheckText(text.Value); err != nil {
		return "", err
	}
	d, part := t.grouping.Dialect, t.grouping.Dialect.literal(text.Value)
	switch n.Operator {
	case "startsWith":
		return "(" + d.starts(left.sql, part, utf8.RuneCountInString(text.Value)) + ")", nil
	case "endsWith":
		return "(" + d.ends(left.sql, part, utf8.RuneCountInString(text.Value)) + ")", nil
	}
	return "(" + d.contains(left.sql, part) + ")", nil
}

func (t *translation) value(node ast.Node) (value, error) {
	d := t.grouping.Dialect
	if name, ok := where.ColumnName(node); ok {
		return t.column(node, name)
	}
	if day, ok := where.DayOf(node); ok {
		return value{d.date(day.FormattedString()), vector.KindDay}, nil
	}
	switch n := node.(type) {
	case *ast.StringNode:
		return value{d.literal(n.Value), vector.KindText}, CheckText(n.Value)
	case *ast.IntegerNode:
		return t.number(strconv.Itoa(n.Value)), nil
	case *ast.FloatNode:
		return t.number(strconv.FormatFloat(n.Value, 'f', -1, 64)), nil
	case *ast.UnaryNode:
		if n.Operator != "-" && n.Operator != "+" {
			break
		}
		inner, err := t.value(n.Node)
		if err == nil && inner.kind != vector.KindNumber {
			err = t.refuse(n, "%q needs a number", n.Operator)
		}
		return value{"(" + n.Operator + " " + inner.sql + ")", vector.KindNumber}, err
	case *ast.BuiltinNode:
		if len(n.Arguments) == 1 && n.Name == "date" {
			return t.value(n.Arguments[0]) // date(column)
		}
	case *ast.BinaryNode:
		return t.arithmetic(n)
	}
	return value{}, t.refuse(node, "%s", what(node))
}

func (t *translation) number(text string) value {
	return value{castTo("CAST", t.grouping.Dialect.types.double)(text), vector.KindNumber}
}

func (t *translation) arithmetic(n *ast.BinaryNode) (value, error) {
	switch n.Operator {
	case "+", "-", "*":
	case "/":
		switch by := n.Right.(type) {
		case *ast.IntegerNode:
			if by.Value == 0 {
				return value{}, t.refuse(n, "engines differ on what is divided by 0")
			}
		case *ast.FloatNode:
			if by.Value == 0 {
				return value{}, t.refuse(n, "engines differ on what is divided by 0")
			}
		default:
			return value{}, t.refuse(n, "engines differ on what is divided by 0: only a number can stand here")
		}
	default:
		return value{}, t.refuse(n, "%q", n.Operator)
	}
	left, err := t.value(n.Left)
	if err != nil {
		return value{}, err
	}
	right, err := t.value(n.Right)
	if err != nil {
		return value{}, err
	}
	if left.kind != vector.KindNumber || right.kind != vector.KindNumber {
		return value{}, t.refuse(n, "%q computes with numbers only", n.Operator)
	}
	return value{"(" + left.sql + " " + n.Operator + " " + right.sql + ")", vector.KindNumber}, nil
}

// column is a column as what the condition uses it for.
func (t *translation) column(node ast.Node, name string) (value, error) {
	g, d := t.grouping, t.grouping.Dialect
	c, err := g.column(name, "--where")
	if err != nil {
		return value{}, err
	}
	kind := t.kinds[name]
	switch {
	case kind == vector.KindDay:
		day, err := g.day(c, "date of a condition")
		return value{"(" + day + ")", kind}, err
	case kind == vector.KindNumber && c.form == formDouble:
		return value{"CASE WHEN NOT (" + d.isNaN(c.sql) + ") THEN " + c.sql + " END", kind}, nil
	case kind == vector.KindNumber && (c.form == formWhole || c.form == formDecimal):
		return value{castTo("CAST", d.types.double)(c.sql), kind}, nil
	case kind == vector.KindText && (c.form == formText || c.form == formBool || c.form == formWhole):
		return value{d.bytewise("COALESCE(CAST(" + c.sql + " AS " + d.types.text + "), '')"), kind}, nil
	case kind == vector.KindNumber:
		return value{}, t.refuse(node, "%s is %s, and is used as a number", name, TypeName(c.typ))
	}
	return value{}, t.refuse(node, "%s is %s, and is used as a text", name, TypeName(c.typ))
}

// what names a node for a refusal.
func what(node ast.Node) string {
	switch n := node.(type) {
	case *ast.BuiltinNode:
		return n.Name + "()"
	case *ast.CallNode:
		if name, ok := where.ColumnName(n.Callee); ok {
			return name + "()"
		}
	case *ast.ConditionalNode:
		return "a choice of two values"
	case *ast.VariableDeclaratorNode:
		return "a variable"
	case *ast.IdentifierNode, *ast.MemberNode:
		return "a column is not a condition by itself"
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode:
		return "a value is not a condition by itself"
	case *ast.UnaryNode:
		return strconv.Quote(n.Operator)
	}
	return "only comparisons, &&, ||, ! and the arithmetic of numbers"
}
