package scoring

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"rfm/cmd/internal/app"
	"rfm/io/where"
)

// figureUses collects the figures in an expression and the first name that is
// none.
type figureUses struct {
	codes  []string
	source file.Source
	paths  [][]string
	err    error
}

// Visit is called for every node, the inner ones first.
func (u *figureUses) Visit(node *ast.Node) {
	path := figurePath(*node)
	if path == nil || u.err != nil {
		return
	}
	if path[0] == "$env" { // hides what is looked at
		u.err = where.ExpressionError("--fail-if", u.source.String(),
			(&file.Error{Location: (*node).Location(), Message: "name the figures without $env"}).Bind(u.source))
		return
	}
	within := reflect.TypeFor[failFigures]()
	for i, name := range path {
		names := figureNames(within, u.codes)
		if names != nil && !slices.Contains(names, name) {
			if i > 0 { // a lone name may be a variable; the compiler knows
				u.refuse(*node, path[:i], name, names)
			}
			return
		}
		within = figureType(within, name)
	}
	if len(u.paths) > 0 && len(path) > 1 && slices.Equal(u.paths[len(u.paths)-1], path[:len(path)-1]) {
		u.paths = u.paths[:len(u.paths)-1] // the same figure, longer
	}
	u.paths = append(u.paths, path)
}

func (u *figureUses) refuse(node ast.Node, group []string, name string, known []string) {
	at := node.(*ast.MemberNode).Property.Location()
	e := where.ExpressionError("--fail-if", u.source.String(),
		(&file.Error{Location: at, Message: fmt.Sprintf("%s has no %q", strings.Join(group, "."), name)}).Bind(u.source))
	e.Hints = append(e.Hints, "known: "+app.List(known))
	u.err = e
}

// figurePath is the names of a figure: segments.loyal.customers, or
// segments["loyal"].customers. It is nil for what is no such thing.
func figurePath(node ast.Node) []string {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return []string{n.Value}
	case *ast.MemberNode:
		name, isText := n.Property.(*ast.StringNode)
		if group := figurePath(n.Node); group != nil && isText {
			return append(slices.Clone(group), name.Value)
		}
	}
	return nil
}
