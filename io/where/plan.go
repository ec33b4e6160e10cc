package where

import (
	"bytes"
	"regexp"
	"rfm/io/vector"

	"github.com/expr-lang/expr/ast"
)

// planner makes tests, which work on columns, of an expression that the library
// has checked and simplified. What it does not know is left open.
type planner struct{ columns []Column }

// test is the test that a node is; open for one that is left to the library.
func (p planner) test(node ast.Node) test {
	switch n := node.(type) {
	case *ast.BoolNode:
		return fixed(verdictOf(n.Value))
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return negation{p.test(n.Node)}
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return p.junction(n, yes)
		case "or", "||":
			return p.junction(n, no)
		}
		if t := p.comparison(n); t != nil {
			return t
		}
	}
	return fixed(open)
}

// junction is left open as a whole where its left side is.
func (p planner) junction(n *ast.BinaryNode, undecided Verdict) test {
	left := p.test(n.Left)
	if left == fixed(open) {
		return left
	}
	return &junction{left: left, right: p.test(n.Right), undecided: undecided}
}

// comparison is the test that an operator makes; nil for none.
func (p planner) comparison(n *ast.BinaryNode) test {
	if n.Operator == "in" {
		return p.in(n)
	}
	if holds := orderings()[n.Operator]; holds != nil {
		if t := p.texts(n, holds); t != nil {
			return t
		}
		left, leftWhole := p.number(n.Left)
		right, rightWhole := p.number(n.Right)
		if left != nil && right != nil && !(leftWhole && rightWhole) {
			return &numberComparison{n.Operator, left, right}
		}
		return nil
	}
	column, isText := p.textColumn(n.Left)
	other, isLiteral := n.Right.(*ast.StringNode)
	if !isText || !isLiteral {
		return nil
	}
	t := &textTest{column: column}
	text := []byte(other.Value)
	switch n.Operator {
	case "contains":
		t.has = func(cell []byte) bool { return bytes.Contains(cell, text) }
	case "startsWith":
		t.has = func(cell []byte) bool { return bytes.HasPrefix(cell, text) }
	case "endsWith":
		t.has = func(cell []byte) bool { return bytes.HasSuffix(cell, text) }
	case "matches":
		pattern, err := regexp.Compile(other.Value)
		if err != nil {
			return nil
		}
		t.has, t.known = pattern.Match, map[string]Verdict{}
	default:
		return nil
	}
	return t
}

// orderings tell for each operator that compares by order whether it holds.
func orderings() map[string]func(order int) bool {
	return map[string]func(int) bool{
		"==": func(order int) bool { return order == 0 },
		"!=": func(order int) bool { return order != 0 },
		"<":  func(order int) bool { return order < 0 },
		"<=": func(order int) bool { return order <= 0 },
		">":  func(order int) bool { return order > 0 },
		">=": func(order int) bool { return order >= 0 },
	}
}

// texts is a comparison of a column of text with a text or another column; nil for
// another one.
func (p planner) texts(n *ast.BinaryNode, holds func(int) bool) test {
	left, leftIsColumn := p.textColumn(n.Left)
	right, rightIsColumn := p.textColumn(n.Right)
	if leftIsColumn && rightIsColumn {
		return &textComparison{left, right, holds}
	}
	column, literal, sign := left, n.Right, 1
	if rightIsColumn {
		column, literal, sign = right, n.Left, -1
	} else if !leftIsColumn {
		return nil
	}
	s, isText := literal.(*ast.StringNode)
	if !isText {
		return nil
	}
	text := []byte(s.Value)
	t := textTest{column: column, has: func(cell []byte) bool { return holds(sign * bytes.Compare(cell, text)) }}
	switch n.Operator {
	case "==":
		return &textEquals{t, s.Value}
	case "!=":
		t.has = func(cell []byte) bool { return bytes.Equal(cell, text) }
		return negation{&textEquals{t, s.Value}}
	}
	return &t
}

// in is whether a column is one of several texts or numbers; nil for another list.
func (p planner) in(n *ast.BinaryNode) test {
	list, isConstant := n.Right.(*ast.ConstantNode)
	if !isConstant {
		return nil
	}
	if column, ok := p.textColumn(n.Left); ok {
		texts, ok := list.Value.(map[string]struct{})
		if !ok {
			return nil
		}
		return &textTest{column: column, has: func(cell []byte) bool { _, is := texts[string(cell)]; return is }}
	}
	of, whole := p.number(n.Left)
	items, ok := list.Value.([]any)
	if of == nil || whole || !ok {
		return nil
	}
	t := &numberIn{of: of}
	for _, item := range items {
		switch v := item.(type) {
		case int:
			t.others = append(t.others, float64(v))
		case float64:
			t.others = append(t.others, v)
		default:
			return nil
		}
	}
	return t
}

// number is what a node computes, and whether the library computes it in whole
// numbers, which would go round where they are too large; nil for a node that is
// left to the library.
func (p planner) number(node ast.Node) (n number, whole bool) {
	if column, ok := p.column(node, false); ok {
		return &numberColumn{column: column}, false
	}
	switch n := node.(type) {
	case *ast.IntegerNode:
		return &literal{value: float64(n.Value)}, true
	case *ast.FloatNode:
		return &literal{value: n.Value}, false
	case *ast.UnaryNode:
		of, whole := p.number(n.Node)
		switch {
		case of == nil || whole:
		case n.Operator == "-":
			return &negative{of: of}, false
		case n.Operator == "+":
			return of, false
		}
	case *ast.BinaryNode:
		operator := n.Operator
		if operator == "**" {
			operator = "^"
		}
		if len(operator) != 1 || !bytes.ContainsAny([]byte("+-*/^"), operator) {
			return nil, false
		}
		left, leftWhole := p.number(n.Left)
		right, rightWhole := p.number(n.Right)
		if left != nil && right != nil && !(leftWhole && rightWhole) {
			return &arithmetic{operator: operator[0], left: left, right: right}, false
		}
	}
	return nil, false
}

// textColumn is the column of text that a node is.
func (p planner) textColumn(node ast.Node) (int, bool) { return p.column(node, true) }

func (p planner) column(node ast.Node, text bool) (int, bool) {
	if name, ok := ColumnName(node); ok {
		for i, c := range p.columns {
			if c.Name == name {
				return i, (c.Kind == vector.KindText) == text
			}
		}
	}
	return 0, false
}
