package rfmio

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// filter is the expression of --where over the columns of a row.
type filter struct {
	text    string
	program *vm.Program
	columns []filterColumn
}

// filterColumn is a column the expression uses. It is a number where the
// expression compares or computes it with one, else text.
type filterColumn struct {
	name string
	kind kind
}

// newFilter compiles an expression; nil for none.
func newFilter(text string) (*filter, error) {
	if text == "" {
		return nil, nil
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, filterError(text, err)
	}
	uses := &columnUses{kinds: map[string]kind{}}
	ast.Walk(&tree.Node, uses)
	f := &filter{text: text}
	env := map[string]any{}
	for _, name := range uses.order {
		f.columns = append(f.columns, filterColumn{name, uses.kinds[name]})
		env[name] = ""
		if uses.kinds[name] == kindNumber {
			env[name] = 0.0
		}
	}
	if f.program, err = expr.Compile(text, expr.Env(env), expr.AsBool()); err != nil {
		return nil, filterError(text, err)
	}
	return f, nil
}

func filterError(text string, err error) error { return ExpressionError("--where", text, err) }

// ExpressionError is the error for an expression that a flag gives: it shows the
// expression with a mark below the place. err comes from the expression library.
func ExpressionError(flag, text string, err error) *Error {
	e := &Error{Kind: BadRequest, Message: fmt.Sprintf("%s: %v", flag, err), Err: err}
	var at *file.Error
	if errors.As(err, &at) {
		e.Message = flag + ": " + at.Message
		line := strings.Split(text, "\n")[max(at.Line-1, 0)]
		e.Hints = []string{line, strings.Repeat(" ", at.Column) + "^"}
	}
	return e
}

// rowFilter evaluates a filter for one worker.
type rowFilter struct {
	*filter
	vm  vm.VM
	env map[string]any
}

func (f *filter) worker() *rowFilter {
	if f == nil {
		return nil
	}
	return &rowFilter{filter: f, env: map[string]any{}}
}

// keeps tells whether a row passes. vectors are those of the filter's columns.
// An empty cell is the empty text; as a number it is equal to nothing and
// neither above nor below anything.
func (f *rowFilter) keeps(vectors []*vector, row int) (bool, error) {
	for i, c := range f.columns {
		v := vectors[i]
		switch {
		case c.kind == kindText && v.isNull(row):
			f.env[c.name] = ""
		case c.kind == kindText:
			f.env[c.name] = string(v.text(row))
		case v.isNull(row):
			f.env[c.name] = math.NaN()
		default:
			f.env[c.name] = v.numbers[row]
		}
	}
	out, err := f.vm.Run(f.program, f.env)
	if err != nil {
		return false, filterError(f.text, err)
	}
	return out.(bool), nil
}

// columnUses collects the columns of an expression and what they are used as.
type columnUses struct {
	order []string
	kinds map[string]kind
}

// Visit is called for every node, the inner ones first.
func (u *columnUses) Visit(node *ast.Node) {
	if name, ok := columnName(*node); ok {
		if _, known := u.kinds[name]; !known {
			u.order = append(u.order, name)
			u.kinds[name] = kindText
		}
	}
	switch n := (*node).(type) {
	case *ast.UnaryNode:
		if isNumeric(n) {
			u.number(n.Node)
		}
	case *ast.BuiltinNode:
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
		u.binary(n)
	}
}

// forget takes a name out that is no column but a function or a variable.
func (u *columnUses) forget(node ast.Node) {
	if name, ok := columnName(node); ok {
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
		_, left := columnName(binary.Left)
		_, right := columnName(binary.Right)
		ordering := strings.ContainsAny(binary.Operator, "<>")
		if isNumeric(binary.Left) || isNumeric(binary.Right) || left && right && ordering {
			u.number(binary.Left)
			u.number(binary.Right)
		}
	}
}

// number notes that a node, a column or a sum of columns, is used as a number.
func (u *columnUses) number(node ast.Node) {
	if sum, ok := node.(*ast.BinaryNode); ok && sum.Operator == "+" {
		u.number(sum.Left)
		u.number(sum.Right)
	}
	if name, ok := columnName(node); ok {
		u.kinds[name] = kindNumber
	}
}

// columnName is the column a node stands for: UnitPrice, or $env["Unit Price"]
// for a name with blanks.
func columnName(node ast.Node) (string, bool) {
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
