package where

import (
	"errors"
	"fmt"
	"math"
	"rfm/io/fault"
	"rfm/io/vector"
	"rfm/rfm/condition"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Filter is the expression of --where over the columns of a row.
type Filter struct {
	text       string
	program    *vm.Program
	conditions conditions
	Columns    []Column
}

// Column is a column the expression uses. It is a number where the
// expression compares or computes it with one, a day where it compares it with
// date("2019-01-01"), else text.
type Column struct {
	Name string
	Kind vector.Kind
}

// New compiles an expression; nil for none.
func New(text string) (*Filter, error) {
	if text == "" {
		return nil, nil
	}
	if err := refuseBareDay(text); err != nil {
		return nil, err
	}
	tree, err := condition.Parse(text)
	if err != nil {
		return nil, failed(text, err)
	}
	uses := &columnUses{kinds: map[string]vector.Kind{}}
	ast.Walk(&tree.Node, uses)
	f := &Filter{text: text, conditions: uses.conditions}
	if c := uses.wrongDate; c != nil {
		e := f.Mistake("", fmt.Sprintf("date(%s): a date is written YYYY-MM-DD", fault.Quote(c.texts[0])), c.at)
		return nil, e
	}
	env := map[string]any{}
	for _, name := range uses.order {
		f.Columns = append(f.Columns, Column{name, uses.kinds[name]})
		env[name] = ""
		if uses.kinds[name] != vector.KindText {
			env[name] = 0.0
		}
	}
	if f.program, err = expr.Compile(text, append(condition.Options(), expr.Env(env), expr.AsBool(), expr.Patch(dayNumbers{}))...); err != nil && f.sound() {
		return nil, failed(text, err)
	}
	return f, nil
}

// sound reports whether Check has nothing to say that explains more than the
// compiler does.
func (f *Filter) sound() bool {
	return len(f.conditions.constants) == 0 && !slices.ContainsFunc(f.conditions.comparisons, func(c comparison) bool {
		return slices.ContainsFunc(f.Columns, func(column Column) bool { return column.Name == c.column && column.Kind != vector.KindText })
	})
}

func failed(text string, err error) error { return ExpressionError("--where", text, err) }

// ExpressionError is the error for an expression that a flag gives: it shows the
// expression with a mark below the place. err comes from the expression library.
func ExpressionError(flag, text string, err error) *fault.Error {
	e := &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: %v", flag, err), Err: err}
	words := condition.InOurWords
	if flag == "--where" {
		words = inOurWords
	}
	if says, _ := words(err.Error(), text, len(text)); says != err.Error() {
		e.Message = flag + ": " + says
	}
	var at *file.Error
	if errors.As(err, &at) {
		line := strings.Split(text, "\n")[max(at.Line-1, 0)]
		says, instead := words(at.Message, line, at.Column)
		e.Message, e.Hints = flag+": "+says, []string{line, strings.Repeat(" ", at.Column) + "^"}
		if instead != "" && !strings.Contains(text, "\n") {
			e.Hints = append(e.Hints, "write: "+instead)
		}
	}
	return e
}

// Row evaluates a filter for one worker: most conditions column by column, what
// is left with the library, row by row.
type Row struct {
	*Filter
	test     test
	verdicts []Verdict
	vm       vm.VM
	env      map[string]any
}

// Worker returns what one worker evaluates the filter with.
func (f *Filter) Worker() *Row {
	if f == nil {
		return nil
	}
	return &Row{Filter: f, test: planner{f.Columns}.test(f.program.Node()), env: map[string]any{}}
}

// Judge tells of each row whether it passes, but for those to be passed over, of
// which it tells nothing. vectors are those of the filter's columns. An empty cell
// is the empty text; as a number or a day it is equal to nothing and neither above
// nor below anything. What it returns is valid until the next call.
func (f *Row) Judge(vectors []*vector.Vector, rows int, passOver map[int]bool) ([]Verdict, error) {
	f.verdicts = vector.Resize(f.verdicts, rows)
	f.test.judge(vectors, f.verdicts)
	for row, v := range f.verdicts {
		if v != open || passOver[row] {
			continue
		}
		keep, err := f.keeps(vectors, row)
		if err != nil {
			return nil, err
		}
		f.verdicts[row] = verdictOf(keep)
	}
	return f.verdicts, nil
}

// keeps asks the library whether a row passes.
func (f *Row) keeps(vectors []*vector.Vector, row int) (bool, error) {
	for i, c := range f.Columns {
		v := vectors[i]
		switch {
		case c.Kind == vector.KindText:
			f.env[c.Name] = string(cellOf(v, row))
		case v.IsNull(row):
			f.env[c.Name] = math.NaN()
		case c.Kind == vector.KindDay:
			f.env[c.Name] = float64(v.Days[row])
		default:
			f.env[c.Name] = v.Numbers[row]
		}
	}
	out, err := f.vm.Run(f.program, f.env)
	if err != nil {
		return false, failed(f.text, err)
	}
	return out.(bool), nil
}

// columnUses collects the columns of an expression and what they are used as.
type columnUses struct {
	order []string
	kinds map[string]vector.Kind
	conditions
}

// Visit is called for every node, the inner ones first.
func (u *columnUses) Visit(node *ast.Node) {
	if name, ok := ColumnName(*node); ok {
		if _, known := u.kinds[name]; !known {
			u.order = append(u.order, name)
			u.kinds[name] = vector.KindText
		}
	}
	switch n := (*node).(type) {
	case *ast.UnaryNode:
		if isNumeric(n) {
			u.number(n.Node)
		}
	case *ast.BuiltinNode:
		if column, ok := dateOfColumn(n); ok {
			u.use(column, vector.KindDay)
		}
		if _, ok := DayOf(n); !ok && n.Name == "date" && len(n.Arguments) == 1 && texts(n.Arguments[0]) != nil {
			u.wrongDate = &constant{texts(n.Arguments[0]), n.Location().From}
		}
		if isNumeric(n) {
			for _, argument := range n.Arguments {
				u.number(argument)
			}
		}
	case *ast.CallNode:
		u.forget(n.Callee)
	case *ast.VariableDeclaratorNode:
		u.forget(&ast.IdentifierNode{Value: n.Name})
	case *ast.BinaryNode:
		u.note(n)
		if !u.dates(n) {
			u.binary(n)
		}
	}
}

// forget takes a name out that is no column but a function or a variable.
func (u *columnUses) forget(node ast.Node) {
	if name, ok := ColumnName(node); ok {
		delete(u.kinds, name)
		u.order = slices.DeleteFunc(u.order, func(other string) bool { return other == name })
	}
}

// binary takes the sides of an operator for numbers where it works on numbers.
func (u *columnUses) binary(binary *ast.BinaryNode) {
	switch binary.Operator {
	case "-", "*", "/", "%", "**", "^":
		u.number(binary.Left)
		u.number(binary.Right)
	case "==", "!=", "<", "<=", ">", ">=", "+", "in", "not in":
		_, left := ColumnName(binary.Left)
		_, right := ColumnName(binary.Right)
		ordering := strings.ContainsAny(binary.Operator, "<>")
		if isNumeric(binary.Left) || isNumeric(binary.Right) || left && right && ordering {
			u.number(binary.Left)
			u.number(binary.Right)
		}
	}
}

// Number notes that a node, a column or a sum of columns, is used as a number.
func (u *columnUses) number(node ast.Node) {
	if sum, ok := node.(*ast.BinaryNode); ok && sum.Operator == "+" {
		u.number(sum.Left)
		u.number(sum.Right)
	}
	if name, ok := ColumnName(node); ok {
		u.kinds[name] = vector.KindNumber
	}
}

// ColumnName is the column a node stands for: UnitPrice, or $env["Unit Price"]
// for a name with blanks.
func ColumnName(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value, n.Value != "$env"
	case *ast.MemberNode:
		env, ok := n.Node.(*ast.IdentifierNode)
		property, isText := n.Property.(*ast.StringNode)
		if ok && isText && env.Value == "$env" {
			return property.Value, true
		}
	}
	return "", false
}

// isNumeric tells whether a node is a number whatever the columns are.
func isNumeric(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return true
	case *ast.UnaryNode:
		return n.Operator == "-" || n.Operator == "+"
	case *ast.BuiltinNode:
		return slices.Contains([]string{"abs", "ceil", "floor", "round", "min", "max"}, n.Name)
	case *ast.BinaryNode:
		switch n.Operator {
		case "-", "*", "/", "%", "**", "^", "..":
			return true
		case "+":
			return isNumeric(n.Left) || isNumeric(n.Right)
		}
	case *ast.ArrayNode:
		return len(n.Nodes) > 0 && isNumeric(n.Nodes[0])
	}
	return false
}
