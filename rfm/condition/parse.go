package condition

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

const (
	// maxLength is that of a condition, in bytes.
	maxLength = 64 << 10
	// maxDepth is how deep brackets may be nested, and how many signs may stand
	// before one value: not not x.
	maxDepth = 100
)

// builders are the functions that make a text or a list longer than what they are
// given, by as much as a number in the condition says.
func builders() []string { return []string{"repeat", "replace", "join", "reduce"} }

// Parse parses a condition within its bounds. An error with a place is a
// *file.Error, as those of the library are.
func Parse(text string) (*parser.Tree, error) {
	source := file.NewSource(text)
	fail := func(at file.Location, format string, args ...any) error {
		return (&file.Error{Location: at, Message: fmt.Sprintf(format, args...)}).Bind(source)
	}
	if len(text) > maxLength {
		return nil, fmt.Errorf("the expression is longer than %d kB", maxLength>>10)
	}
	if at, deep := tooDeep(text); deep {
		return nil, fail(file.Location{From: at, To: at + 1}, "nested deeper than %d", maxDepth)
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	v := &visitor{}
	ast.Walk(&tree.Node, v)
	if v.found != nil {
		return nil, fail(v.found.Location(), "%s is not available here: it could take all memory", v.what)
	}
	return tree, nil
}

// Options are to be given to the compiler for a condition that Parse has passed.
func Options() []expr.Option {
	var options []expr.Option
	for _, name := range builders() {
		options = append(options, expr.DisableBuiltin(name))
	}
	return options
}

// tooDeep tells where a text is nested too deep. The parser and what follows it
// call themselves for every level.
func tooDeep(text string) (at int, deep bool) {
	brackets, signs := 0, 0
	var quote byte
	for i := 0; i < len(text); i++ {
		b := text[i]
		if quote != 0 {
			switch {
			case b == '\\' && quote != '`':
				i++
			case b == quote:
				quote = 0
			}
			continue
		}
		switch b {
		case '"', '\'', '`':
			quote, signs = b, 0
		case '(', '[', '{':
			brackets, signs = brackets+1, 0
		case ')', ']', '}':
			brackets, signs = max(brackets-1, 0), 0
		case '!', '-', '+', '?', ':':
			signs++
		case ' ', '\t', '\n', '\r':
		default:
			if i+3 <= len(text) && text[i:i+3] == "not" {
				signs++
				i += 2
			} else {
				signs = 0
			}
		}
		if brackets > maxDepth || signs > maxDepth {
			return i, true
		}
	}
	return 0, false
}

// visitor finds the first thing that could build without bounds.
type visitor struct {
	found ast.Node
	what  string
}

// Visit is called for every node, the inner ones first.
func (v *visitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BuiltinNode:
		v.call(n, n.Name)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			v.call(n, callee.Value)
		}
	case *ast.BinaryNode:
		v.binary(n)
	}
}

func (v *visitor) call(node ast.Node, name string) {
	if v.found == nil && slices.Contains(builders(), name) {
		v.found, v.what = node, name
	}
}

// binary refuses long lists of numbers, 1..1000000, and those whose length is not
// known before.
func (v *visitor) binary(n *ast.BinaryNode) {
	const longest = 1000
	if n.Operator != ".." || v.found != nil {
		return
	}
	from, isFrom := n.Left.(*ast.IntegerNode)
	to, isTo := n.Right.(*ast.IntegerNode)
	if !isFrom || !isTo || to.Value-from.Value >= longest {
		v.found, v.what = n, fmt.Sprintf("a range of more than %d numbers", longest)
	}
}
