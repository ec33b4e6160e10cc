package where

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/expr-lang/expr/ast"
)

// comparison is an operator between a column and a text.
type comparison struct {
	column, operator, text string
	textFirst              bool
	at                     int // of the operator, in characters
}

// constant is a condition that reads no column.
type constant struct {
	texts []string // in quotes
	at    int
}

// conditions collects what can be wrong with the conditions of an expression
// though it has a value for every row.
type conditions struct {
	comparisons []comparison
	constants   []constant
	wrongDate   *constant // date("…") of a text that is not one; nil for none
}

// comparisonOperators are those that compare a column with something.
var comparisonOperators = []string{"==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "startsWith", "endsWith", "matches"}

// note notes what an operator compares.
func (c *conditions) note(n *ast.BinaryNode) {
	if !slices.Contains(comparisonOperators, n.Operator) {
		return
	}
	at := n.Location().From
	if !readsValue(n.Left) && !readsValue(n.Right) {
		c.constants = append(c.constants, constant{append(texts(n.Left), texts(n.Right)...), at})
		return
	}
	left, isColumn := ColumnName(n.Left)
	if text, ok := n.Right.(*ast.StringNode); ok && isColumn {
		c.comparisons = append(c.comparisons, comparison{left, n.Operator, text.Value, false, at})
	}
	right, isColumn := ColumnName(n.Right)
	if text, ok := n.Left.(*ast.StringNode); ok && isColumn {
		c.comparisons = append(c.comparisons, comparison{right, n.Operator, text.Value, true, at})
	}
}

// readsValue reports whether a node reads a column or a variable.
func readsValue(node ast.Node) bool {
	var v valueReads
	ast.Walk(&node, &v)
	return bool(v)
}

type valueReads bool

func (v *valueReads) Visit(node *ast.Node) {
	switch (*node).(type) {
	case *ast.IdentifierNode, *ast.PointerNode:
		*v = true
	}
}

func texts(node ast.Node) []string {
	if n, ok := node.(*ast.StringNode); ok {
		return []string{n.Value}
	}
	return nil
}

// Check refuses conditions that do not say what was meant, now that the columns
// of a file are known: those that read no column, and those that compare numbers
// or dates as texts. holds tells what a column holds: dates, numbers or text.
func (f *Filter) Check(file string, columns []string, holds func(column string) string) error {
	if f == nil {
		return nil
	}
	if len(f.conditions.constants) > 0 {
		c := f.conditions.constants[0]
		e := f.Mistake(file, "the condition reads no column", c.at)
		for _, text := range c.texts {
			if name, found := columnOf(text, columns); found {
				e.Message = fmt.Sprintf("%s: --where: %s in quotes is a text, not the column", file, fault.Quote(text))
				e.Hints = append(e.Hints, "the column is "+Name(name))
				return e
			}
		}
		e.Hints = append(e.Hints, "columns are written without quotes, those with blanks as $env[\"Unit Price\"]")
		return e
	}
	if len(f.Columns) == 0 {
		return f.Mistake(file, "the condition reads no column", 0)
	}
	for _, c := range f.conditions.comparisons {
		if e := f.textFor(file, c, holds); e != nil {
			return e
		}
	}
	return nil
}

// textFor is the error for numbers or dates that are compared with a text; nil
// where the comparison is one of texts. Whether two texts are equal says what it
// seems to say, unless the column is a number elsewhere.
func (f *Filter) textFor(file string, c comparison, holds func(column string) string) error {
	what := ""
	for _, column := range f.Columns {
		if column.Name != c.column {
			continue
		}
		switch {
		case column.Kind == vector.KindNumber:
			what = "numbers"
		case column.Kind == vector.KindDay:
			what = "dates"
		case strings.ContainsAny(c.operator, "<>"):
			what = holds(c.column)
		}
	}
	right := ""
	switch what {
	case "numbers":
		if _, err := strconv.ParseFloat(c.text, 64); err == nil {
			right = c.text
		}
	case "dates":
		right = `date("YYYY-MM-DD")`
		if _, err := time.Parse(time.DateOnly, c.text[:min(len(c.text), len(time.DateOnly))]); err == nil {
			right = `date("` + c.text[:len(time.DateOnly)] + `")`
		}
	default:
		return nil
	}
	e := f.Mistake(file, fmt.Sprintf("%s holds %s, and %s is a text", fault.Visible(c.column), what, fault.Quote(c.text)), c.at)
	if right != "" {
		form := Name(c.column) + " " + c.operator + " " + right
		if c.textFirst {
			form = right + " " + c.operator + " " + Name(c.column)
		}
		e.Hints = append(e.Hints, "write: "+form)
	}
	return e
}

// QuotedColumns are texts that a condition compares with a column and that are
// the names of columns themselves: in SQL they would be these.
func (f *Filter) QuotedColumns(columns []string) (quoted []string) {
	if f == nil {
		return nil
	}
	for _, c := range f.conditions.comparisons {
		if slices.Contains(columns, c.text) && !slices.Contains(quoted, c.text) {
			quoted = append(quoted, c.text)
		}
	}
	return quoted
}

// Mistake is the error for a condition, with a mark below its place, at in
// characters. file may be empty.
func (f *Filter) Mistake(file, what string, at int) *fault.Error {
	e := &fault.Error{Kind: fault.BadRequest, Message: "--where: " + what, Hints: []string{f.text}}
	if file != "" {
		e.Message = file + ": " + e.Message
	}
	if !strings.Contains(f.text, "\n") {
		e.Hints = append(e.Hints, strings.Repeat(" ", at)+"^")
	}
	return e
}

// columnOf is the column that has a name, written as it is or otherwise.
func columnOf(name string, columns []string) (string, bool) {
	for _, column := range columns {
		if value.EqualNames(column, name) {
			return column, true
		}
	}
	return "", false
}

// Name is how an expression names a column.
func Name(column string) string {
	for i, c := range column {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return "$env[" + strconv.Quote(column) + "]"
		}
	}
	return column
}
