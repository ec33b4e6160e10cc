package where

import (
	"rfm/io/vector"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/expr-lang/expr/ast"
)

// dayNumbers makes days of dates: date("2019-01-01") is the number of days since
// 1970, and so is a column that is compared with one, or stands in date().
type dayNumbers struct{}

func (dayNumbers) Visit(node *ast.Node) {
	if day, ok := DayOf(*node); ok {
		ast.Patch(node, &ast.IntegerNode{Value: int(day)})
	} else if column, ok := dateOfColumn(*node); ok {
		ast.Patch(node, column)
	}
}

// DayOf is the day of date("2019-01-01").
func DayOf(node ast.Node) (arrow.Date32, bool) {
	text, ok := dateArgument(node).(*ast.StringNode)
	if !ok {
		return 0, false
	}
	t, err := time.Parse(time.DateOnly, text.Value)
	return arrow.Date32FromTime(t), err == nil
}

// dateOfColumn is the column of date(column).
func dateOfColumn(node ast.Node) (ast.Node, bool) {
	argument := dateArgument(node)
	_, ok := ColumnName(argument)
	return argument, ok
}

// dateArgument is what stands in date(…); nil for another node. Where there is a
// column date, the compiler takes the function for a call of that.
func dateArgument(node ast.Node) ast.Node {
	switch n := node.(type) {
	case *ast.BuiltinNode:
		if n.Name == "date" && len(n.Arguments) == 1 {
			return n.Arguments[0]
		}
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok && name.Value == "date" && len(n.Arguments) == 1 {
			return n.Arguments[0]
		}
	}
	return nil
}

// dates takes the column beside a date for dates.
func (u *columnUses) dates(binary *ast.BinaryNode) bool {
	_, left := DayOf(binary.Left)
	_, right := DayOf(binary.Right)
	if left {
		u.use(binary.Right, vector.KindDay)
	}
	if right {
		u.use(binary.Left, vector.KindDay)
	}
	return left || right
}

// use notes what a column is used as.
func (u *columnUses) use(node ast.Node, kind vector.Kind) {
	if name, ok := ColumnName(node); ok {
		u.kinds[name] = kind
	}
}
