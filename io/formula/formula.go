package formula

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"rfm/io/where"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Formula is an expression over columns: sums, differences, products, brackets,
// numbers, and divisions by powers of ten.
type Formula struct {
	Text string
	// Columns are the columns it uses, each once, in order.
	Columns []string
	root    ast.Node
}

// Parse reads an expression. Names with blanks stand in double quotes: 'Total -
// "Refunded Amount"'. The error is of kind BadRequest and names the flag.
func Parse(flag, text string) (*Formula, error) {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, where.ExpressionError(flag, text, err)
	}
	f := &Formula{Text: text, root: tree.Node}
	if err := f.check(flag, tree.Node); err != nil {
		return nil, err
	}
	if len(f.Columns) == 0 {
		return nil, &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: %s uses no column", flag, fault.Quote(text))}
	}
	return f, nil
}

// IsFormula tells whether a text that names no column is meant as an expression.
func IsFormula(text string) bool {
	tree, err := parser.Parse(text)
	if err != nil {
		return strings.ContainsAny(text, "+*/(") || strings.Contains(text, " - ")
	}
	_, binary := tree.Node.(*ast.BinaryNode)
	_, unary := tree.Node.(*ast.UnaryNode)
	return binary || unary
}

// check collects the columns and refuses what cannot be computed exactly.
func (f *Formula) check(flag string, node ast.Node) error {
	if name, ok := columnName(node); ok {
		if !slices.Contains(f.Columns, name) {
			f.Columns = append(f.Columns, name)
		}
		return nil
	}
	switch n := node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return nil
	case *ast.UnaryNode:
		if n.Operator == "-" || n.Operator == "+" {
			return f.check(flag, n.Node)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "+", "-", "*":
			if err := f.check(flag, n.Left); err != nil {
				return err
			}
			return f.check(flag, n.Right)
		case "/":
			if _, ok := powerOfTen(n.Right); !ok {
				return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: %s divides by something else than 10, 100, 1000 …, which has no exact result", flag, fault.Quote(f.Text))}
			}
			return f.check(flag, n.Left)
		}
	}
	return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: %s is not made of columns, numbers, +, -, * and brackets", flag, fault.Quote(f.Text)),
		Hints: []string{`names with blanks stand in double quotes: 'Total - "Refunded Amount"'`}}
}

// powerOfTen is how many zeros a number has behind its one.
func powerOfTen(node ast.Node) (zeros int32, ok bool) {
	n, isInteger := node.(*ast.IntegerNode)
	if !isInteger || n.Value < 1 {
		return 0, false
	}
	for rest := n.Value; rest > 1; rest /= 10 {
		if rest%10 != 0 {
			return 0, false
		}
		zeros++
	}
	return zeros, true
}

// columnName is the column that a node stands for: Total, "Total Paid" or
// $env["Total Paid"].
func columnName(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value, n.Value != "$env"
	case *ast.StringNode:
		return n.Value, true
	case *ast.MemberNode:
		property, isText := n.Property.(*ast.StringNode)
		if !isText {
			return "", false
		}
		if env, ok := n.Node.(*ast.IdentifierNode); ok && env.Value == "$env" {
			return property.Value, true
		}
		if outer, ok := columnName(n.Node); ok { // customer.id of JSON
			return outer + "." + property.Value, true
		}
	}
	return "", false
}

// Evaluate computes the rows from the columns of the formula, in their order. An
// empty cell is zero, but for the first column, whose nulls are those of the
// result. tooWide is told the rows whose result has too many digits; they are zero.
func (f *Formula) Evaluate(out *vector.Vector, columns []*vector.Vector, rows int, tooWide func(row int)) {
	values, scale := f.evaluate(f.root, columns, rows, tooWide)
	out.Kind, out.Decimals, out.Scale, out.Null = vector.KindDecimal, values, scale, columns[0].Null
}

func (f *Formula) evaluate(node ast.Node, columns []*vector.Vector, rows int, tooWide func(row int)) ([]decimal128.Num, int32) {
	if name, ok := columnName(node); ok {
		v := columns[slices.Index(f.Columns, name)]
		values := slices.Clone(v.Decimals[:rows])
		for row := range v.Null {
			if v.Null[row] {
				values[row] = decimal128.Num{}
			}
		}
		return values, v.Scale
	}
	switch n := node.(type) {
	case *ast.UnaryNode:
		values, scale := f.evaluate(n.Node, columns, rows, tooWide)
		if n.Operator == "-" {
			for row := range values {
				values[row] = values[row].Negate()
			}
		}
		return values, scale
	case *ast.BinaryNode:
		left, scale := f.evaluate(n.Left, columns, rows, tooWide)
		if n.Operator == "/" {
			zeros, _ := powerOfTen(n.Right)
			return left, scale + zeros
		}
		right, other := f.evaluate(n.Right, columns, rows, tooWide)
		return combine(n.Operator, left, right, scale, other, tooWide)
	}
	n, scale := number(node)
	return slices.Repeat([]decimal128.Num{n}, rows), scale
}

// combine adds, subtracts or multiplies, into the memory of the left side.
func combine(operator string, left, right []decimal128.Num, scale, other int32, tooWide func(row int)) ([]decimal128.Num, int32) {
	if operator == "*" {
		for row := range left {
			product, ok := value.Multiply(left[row], right[row])
			if !ok {
				tooWide(row)
			}
			left[row] = product
		}
		return left, scale + other
	}
	common := max(scale, other)
	for row := range left {
		a, fits := value.ScaleUp(left[row], common-scale)
		b, also := value.ScaleUp(right[row], common-other)
		if !fits || !also {
			tooWide(row)
			a, b = decimal128.Num{}, decimal128.Num{}
		}
		if operator == "-" {
			b = b.Negate()
		}
		left[row] = a.Add(b)
	}
	return left, common
}

// number is a number of the expression as it is written.
func number(node ast.Node) (decimal128.Num, int32) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return decimal128.FromI64(int64(n.Value)), 0
	case *ast.FloatNode:
		text := strconv.FormatFloat(n.Value, 'f', -1, 64)
		_, decimals, _ := strings.Cut(text, ".")
		whole, _ := decimal128.FromString(text, 38, int32(len(decimals)))
		return whole, int32(len(decimals))
	}
	return decimal128.Num{}, 0
}
