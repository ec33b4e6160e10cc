package segment

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"rfm/rfm/condition"
)

// Expression is a condition over the fields of a customer.
type Expression struct {
	text    string
	program *vm.Program
	scores  [3]bool  // those it looks at
	others  []string // the fields, attributes and axes it looks at beside scores
	own     *ownNames
	// necessary is what of it the scores alone decide: the whole cannot hold where
	// this does not. It is nil for nothing.
	necessary *vm.Program
	locate    func(line, column int, message, remark string) error
}

// compile checks an expression, which may look at the own names of a scheme.
// locate makes an error for a line, from 1, and a column, from 0, of the text.
func compile(text string, own *ownNames, locate func(line, column int, message, remark string) error) (*Expression, error) {
	return compileFor(fields{}, text, own, locate)
}

// compileFor checks an expression over the fields of a struct.
func compileFor(env any, text string, own *ownNames, locate func(line, column int, message, remark string) error) (*Expression, error) {
	x := &Expression{text: text, own: own, locate: locate}
	tree, err := condition.Parse(text)
	if err != nil {
		return nil, x.wrap(err)
	}
	for _, n := range identifiersOf(tree.Node) {
		if n.Value == "$env" || slices.Contains(hiddenFields(), n.Value) { // all fields at once: which ones could not be told
			at := &file.Error{Location: n.Location(), Message: "unknown name " + n.Value}
			return nil, x.wrap(at.Bind(tree.Source))
		}
		x.use(n.Value)
	}
	if x.program, err = program(env, text, own); err != nil {
		return nil, x.wrap(err)
	}
	if parts := scoreParts(tree.Node, own.all()); len(parts) > 0 && !x.scoresOnly() {
		if x.necessary, err = program(env, strings.Join(parts, " && "), nil); err != nil {
			return nil, x.wrap(err)
		}
	}
	return x, nil
}

func program(env any, text string, own *ownNames) (*vm.Program, error) {
	return expr.Compile(text, append(condition.Options(), expr.Env(env), expr.Patch(own), expr.AsBool(), expr.WarnOnAny(),
		expr.DisableBuiltin("now"))...) // the same input gives the same output on any day
}

// scoreParts are the conditions that && joins which look at scores only.
func scoreParts(node ast.Node, own []string) []string {
	if and, ok := node.(*ast.BinaryNode); ok && (and.Operator == "&&" || and.Operator == "and") {
		return append(scoreParts(and.Left, own), scoreParts(and.Right, own)...)
	}
	for _, n := range identifiersOf(node) {
		_, isScore := scoreFields()[n.Value]
		if !isScore && (slices.Contains(fieldNames(), n.Value) || slices.Contains(own, n.Value)) {
			return nil
		}
	}
	return []string{"(" + node.String() + ")"}
}

// use notes the name of a field; others are functions and variables.
func (x *Expression) use(name string) {
	shown, isScore := scoreFields()[name]
	for _, d := range shown {
		x.scores[d] = true
	}
	if !isScore && (slices.Contains(fieldNames(), name) || slices.Contains(x.own.all(), name)) {
		x.others = append(x.others, name)
	}
}

// scoresOnly tells that the expression has one value a cell.
func (x *Expression) scoresOnly() bool { return len(x.others) == 0 }

// holds evaluates the expression over the struct that it is compiled for.
func (x *Expression) holds(machine *vm.VM, values any) (bool, error) {
	out, err := machine.Run(x.program, values)
	if err != nil {
		return false, x.wrap(err)
	}
	return out.(bool), nil
}

// mayHold tells whether the scores let the expression hold.
func (x *Expression) mayHold(machine *vm.VM, values *fields) bool {
	if x.necessary == nil {
		return true
	}
	out, err := machine.Run(x.necessary, values)
	return err != nil || out.(bool) // the whole expression may not come to what fails
}

// wrap puts an error of the expression library into the file.
func (x *Expression) wrap(err error) error {
	line, column, message := 1, 0, err.Error()
	var at *file.Error
	if errors.As(err, &at) {
		line, column, message = max(at.Line, 1), at.Column, strings.TrimPrefix(at.Message, "runtime error: ")
	}
	name, unknown := strings.CutPrefix(message, "unknown name ")
	if !unknown {
		says, _ := condition.InOurWords(message, "", 0)
		return x.locate(line, column, says, "")
	}
	known := "known: " + strings.Join(ownFields(), " ") + "\n  and of all customers: " + strings.Join(sharedFields(), " ")
	if own := x.own.all(); own != nil {
		known += "\n  and of the scheme: " + strings.Join(own, " ")
	}
	return x.locate(line, column, fmt.Sprintf("unknown name %q", name), known)
}

// String is the expression on one line.
func (x *Expression) String() string { return strings.Join(strings.Fields(x.text), " ") }

// identifiersOf are the names in an expression.
func identifiersOf(node ast.Node) []*ast.IdentifierNode {
	var all identifiers
	ast.Walk(&node, &all)
	return all
}

type identifiers []*ast.IdentifierNode

// Visit is called for every node.
func (all *identifiers) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.IdentifierNode); ok {
		*all = append(*all, n)
	}
}
