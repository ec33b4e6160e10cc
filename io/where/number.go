package where

import (
	"math"
	"rfm/io/vector"
)

// number is a part of a condition that has a number for every row. It belongs to
// one worker.
type number interface {
	// values are those of the rows; NaN where a cell is empty. They are valid until
	// the next call and must not be changed.
	values(columns []*vector.Vector, rows int) []float64
}

// literal is a number in a condition.
type literal struct {
	value  float64
	memory []float64
}

func (l *literal) values(_ []*vector.Vector, rows int) []float64 {
	for len(l.memory) < rows {
		l.memory = append(l.memory, l.value)
	}
	return l.memory[:rows]
}

// numberColumn is a column of numbers or of days.
type numberColumn struct {
	column int
	memory []float64
}

func (c *numberColumn) values(columns []*vector.Vector, rows int) []float64 {
	v := columns[c.column]
	if v.Kind == vector.KindNumber && v.Null == nil {
		return v.Numbers[:rows]
	}
	c.memory = vector.Resize(c.memory, rows)
	if v.Kind == vector.KindDay {
		for i, day := range v.Days[:rows] {
			c.memory[i] = float64(day)
		}
	} else {
		copy(c.memory, v.Numbers)
	}
	for i, null := range v.Null {
		if null && i < rows {
			c.memory[i] = math.NaN()
		}
	}
	return c.memory
}

// arithmetic is left operator right, with + - * / or ^ for a power.
type arithmetic struct {
	operator    byte
	left, right number
	memory      []float64
}

func (a *arithmetic) values(columns []*vector.Vector, rows int) []float64 {
	left, right := a.left.values(columns, rows), a.right.values(columns, rows)
	a.memory = vector.Resize(a.memory, rows)
	out, left, right := a.memory, left[:rows], right[:rows]
	switch a.operator {
	case '+':
		for i := range out {
			out[i] = left[i] + right[i]
		}
	case '-':
		for i := range out {
			out[i] = left[i] - right[i]
		}
	case '*':
		for i := range out {
			out[i] = left[i] * right[i]
		}
	case '/':
		for i := range out {
			out[i] = left[i] / right[i]
		}
	default:
		for i := range out {
			out[i] = math.Pow(left[i], right[i])
		}
	}
	return out
}

// negative is minus a number.
type negative struct {
	of     number
	memory []float64
}

func (n *negative) values(columns []*vector.Vector, rows int) []float64 {
	n.memory = vector.Resize(n.memory, rows)
	for i, v := range n.of.values(columns, rows) {
		n.memory[i] = -v
	}
	return n.memory
}

// comparison of two numbers.
type numberComparison struct {
	operator    string
	left, right number
}

func (c *numberComparison) judge(columns []*vector.Vector, out []Verdict) {
	left, right := c.left.values(columns, len(out)), c.right.values(columns, len(out))
	left, right = left[:len(out)], right[:len(out)]
	switch c.operator {
	case "==":
		for i := range out {
			out[i] = verdictOf(left[i] == right[i])
		}
	case "!=":
		for i := range out {
			out[i] = verdictOf(left[i] != right[i])
		}
	case "<":
		for i := range out {
			out[i] = verdictOf(left[i] < right[i])
		}
	case "<=":
		for i := range out {
			out[i] = verdictOf(left[i] <= right[i])
		}
	case ">":
		for i := range out {
			out[i] = verdictOf(left[i] > right[i])
		}
	case ">=":
		for i := range out {
			out[i] = verdictOf(left[i] >= right[i])
		}
	}
}

// numberIn holds where a number is one of several.
type numberIn struct {
	of     number
	others []float64
}

func (n *numberIn) judge(columns []*vector.Vector, out []Verdict) {
	clear(out)
	values := n.of.values(columns, len(out))
	for _, other := range n.others {
		for i, v := range values {
			out[i] |= verdictOf(v == other)
		}
	}
}

// verdictOf compiles to a flag, without a jump.
func verdictOf(holds bool) (v Verdict) {
	if holds {
		v = yes
	}
	return v
}
