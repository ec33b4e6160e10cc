package scoring

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
)

// FailCheck is the expression of --fail-if over the figures of a run.
type FailCheck struct {
	text    string
	program *vm.Program
	paths   [][]string // the figures it looks at, such as segments, loyal, customers
}

// newFailCheck compiles an expression; nil for none. codes are those of the
// segments.
func newFailCheck(text string, codes []string) (*FailCheck, error) {
	if text == "" {
		return nil, nil
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, rfmio.ExpressionError("--fail-if", text, err)
	}
	uses := &figureUses{codes: codes, source: tree.Source}
	ast.Walk(&tree.Node, uses)
	if uses.err != nil {
		return nil, uses.err
	}
	c := &FailCheck{text: text, paths: uses.paths}
	c.program, err = expr.Compile(text, expr.Env(failFigures{}), expr.AsBool(), expr.WarnOnAny(),
		expr.DisableBuiltin("now")) // the same input gives the same outcome on any day
	if err != nil {
		e := rfmio.ExpressionError("--fail-if", text, err)
		if strings.Contains(e.Message, "unknown name") {
			e.Hints = append(e.Hints, "known: "+app.List(figureNames(reflect.TypeFor[failFigures](), codes)))
		}
		return nil, e
	}
	return c, nil
}

// Uses reports whether the expression looks at a figure or a group of them.
func (c *FailCheck) Uses(name string) bool {
	return c != nil && slices.ContainsFunc(c.paths, func(path []string) bool { return path[0] == name })
}

// run fails where the expression holds. Where it looks at a run before that did
// not have what is asked for, it cannot tell, and says so.
func (c *FailCheck) run(f *failFigures, messages io.Writer) error {
	var values []string
	for _, path := range c.paths {
		value, ok := f.value(path)
		if !ok {
			fmt.Fprintf(messages, "notice: --fail-if is not evaluated: %s\n", f.absent(path))
			return nil
		}
		if line := strings.Join(path, ".") + " = " + value; value != "" && !slices.Contains(values, line) {
			values = append(values, line)
		}
	}
	out, err := expr.Run(c.program, *f)
	if err != nil {
		return rfmio.ExpressionError("--fail-if", c.text, err)
	}
	if out.(bool) {
		return app.CheckFailed("--fail-if holds: "+c.text, append(values, "nothing was written")...)
	}
	return nil
}
