package failif

import (
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"rfm/cmd/internal/app"
	"rfm/io/where"
)

// Group is numbers with a name in common; without a name they stand alone.
type Group struct {
	Name    string
	Numbers []string
	// Absent says why a run has none of the group, such as: there is no period
	// before.
	Absent string
}

// Check is a condition.
type Check struct {
	text    string
	program *vm.Program
	env     reflect.Type
	groups  []Group
	uses    []use
}

// use is a number that the condition looks at.
type use struct{ group, number int }

// New compiles a condition; nil for none.
func New(text string, groups []Group) (*Check, error) {
	if text == "" {
		return nil, nil
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, where.ExpressionError("--fail-if", text, err)
	}
	c := &Check{text: text, env: environment(groups), groups: groups}
	c.program, err = expr.Compile(text, expr.Env(reflect.New(c.env).Elem().Interface()), expr.AsBool(), expr.WarnOnAny(),
		expr.DisableBuiltin("now")) // the same input gives the same outcome on any day
	if err != nil {
		e := where.ExpressionError("--fail-if", text, err)
		if strings.Contains(e.Message, "unknown name") || strings.Contains(e.Message, "has no field") {
			if _, number, missing := strings.Cut(e.Message, " has no field "); missing { // of a type that nobody knows
				e.Message = "--fail-if: unknown name " + number
			}
			e.Hints = append(e.Hints, known(groups)...)
		}
		return nil, e
	}
	ast.Walk(&tree.Node, c)
	return c, nil
}

// known are lines of the names that a condition may use, one for all groups of the
// same numbers.
func known(groups []Group) (lines []string) {
	var names []string
	for i, g := range groups {
		if g.Name != "" {
			names = append(names, g.Name)
		}
		if i+1 < len(groups) && slices.Equal(g.Numbers, groups[i+1].Numbers) {
			continue
		}
		numbers := app.List(g.Numbers)
		if len(names) > 0 {
			numbers = "of " + strings.Join(names, ", ") + ": " + numbers
		}
		lines, names = append(lines, "known: "+numbers), nil
	}
	return lines
}

// environment is a struct of all groups, each a struct of its numbers.
func environment(groups []Group) reflect.Type {
	var fields []reflect.StructField
	numbers := func(names []string) (all []reflect.StructField) {
		for i, name := range names {
			all = append(all, reflect.StructField{Name: fmt.Sprint("N", i), Type: reflect.TypeFor[float64](), Tag: tag(name)})
		}
		return all
	}
	for i, g := range groups {
		if g.Name == "" {
			fields = append(fields, numbers(g.Numbers)...)
			continue
		}
		fields = append(fields, reflect.StructField{Name: fmt.Sprint("G", i), Type: reflect.StructOf(numbers(g.Numbers)), Tag: tag(g.Name)})
	}
	return reflect.StructOf(fields)
}

func tag(name string) reflect.StructTag { return reflect.StructTag(`expr:` + strconv.Quote(name)) }

// Visit notes the numbers that a node looks at.
func (c *Check) Visit(node *ast.Node) {
	group, number := "", ""
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		number = n.Value
	case *ast.MemberNode:
		of, isName := n.Node.(*ast.IdentifierNode)
		name, isText := n.Property.(*ast.StringNode)
		if !isName || !isText {
			return
		}
		group, number = of.Value, name.Value
	}
	for g := range c.groups {
		if k := slices.Index(c.groups[g].Numbers, number); c.groups[g].Name == group && k >= 0 && !slices.Contains(c.uses, use{g, k}) {
			c.uses = append(c.uses, use{g, k})
		}
	}
}

// Run fails where the condition holds. values are the numbers of each group, nil
// for a group that there is none of: then the condition is not evaluated, which is
// said. A number that is not known is NaN: no comparison with it holds.
func (c *Check) Run(values [][]float64, messages io.Writer) error {
	if c == nil {
		return nil
	}
	env := reflect.New(c.env).Elem()
	at := 0
	for g, group := range c.groups {
		to := env
		if group.Name != "" {
			to = env.Field(at)
			at++
		} else {
			at += len(group.Numbers)
		}
		for k, v := range values[g] {
			to.Field(k).SetFloat(v)
		}
	}
	var lines []string
	for _, u := range c.uses {
		group := c.groups[u.group]
		if values[u.group] == nil {
			fmt.Fprintf(messages, "notice: --fail-if is not evaluated: %s\n", group.Absent)
			return nil
		}
		name := group.Numbers[u.number]
		if group.Name != "" {
			name = group.Name + "." + name
		}
		lines = append(lines, name+" = "+text(values[u.group][u.number]))
	}
	out, err := expr.Run(c.program, env.Interface())
	if err != nil {
		return where.ExpressionError("--fail-if", c.text, err)
	}
	if out.(bool) {
		return app.CheckFailed("--fail-if holds: "+c.text, append(lines, "nothing was written")...)
	}
	return nil
}

// text is a number with at most six decimals.
func text(v float64) string {
	if math.IsNaN(v) {
		return "unknown"
	}
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 6, 64), "0"), ".")
}
