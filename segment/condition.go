package segment

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"rfm/rfm"
)

// Condition is an expression over the fields of a customer and the segment, with
// the names of those it looks at, in order.
type Condition struct {
	expression *Expression
	Fields     []string
}

// conditionFields are the values that a condition sees.
type conditionFields struct {
	fields
	Segment string `expr:"segment"`
}

// ConditionError is a mistake in a condition.
type ConditionError struct{ Text, Message, Remark string }

func (e *ConditionError) Error() string {
	if e.Remark == "" {
		return e.Text + ": " + e.Message
	}
	return e.Text + ": " + e.Message + "; " + e.Remark
}

// ParseCondition reads an expression such as monetary >= 5000. The error is a
// *ConditionError.
func ParseCondition(text string) (*Condition, error) {
	locate := func(_, _ int, message, remark string) error { return &ConditionError{text, message, remark} }
	x, err := compileFor(conditionFields{}, text, nil, locate)
	if err != nil {
		return nil, err
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, x.wrap(err)
	}
	c := &Condition{expression: x}
	for _, name := range append(fieldNames(), Field) {
		for _, n := range identifiersOf(tree.Node) {
			if n.Value == name && !slices.Contains(c.Fields, name) {
				c.Fields = append(c.Fields, name)
			}
		}
	}
	return c, nil
}

func (c *Condition) String() string { return c.expression.String() }

// LooksAtDays is a field of the condition that needs Customers.Days; empty for
// none, and of no condition.
func (c *Condition) LooksAtDays() string {
	if c == nil {
		return ""
	}
	for _, name := range c.Fields {
		if slices.Contains(dueFields(), name) {
			return name
		}
	}
	return ""
}

// conditionReader evaluates a condition for one customer after another.
type conditionReader struct {
	condition *Condition
	of        *Assignment
	reader    *fieldReader
	values    conditionFields
	machine   vm.VM
}

// reader prepares the fields of a population. The errors are those of Assign.
func (c *Condition) reader(a *Assignment) (*conditionReader, error) {
	reader, err := newReaderOf(c.Fields, nil, a.scores)
	return &conditionReader{condition: c, of: a, reader: reader}, err
}

// read reads a customer: one at a place that is not below 0.
func (r *conditionReader) read(i int) (holds bool, err error) {
	r.values.fields = *r.reader.read(i)
	r.values.Segment = r.of.Scheme.Code(int(r.of.Position[i]))
	return r.condition.expression.holds(&r.machine, &r.values)
}

// value of a field of the customer who was read.
func (r *conditionReader) value(name string) reflect.Value {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[conditionFields]()) {
		if f.Tag.Get("expr") == name {
			return reflect.ValueOf(&r.values).Elem().FieldByIndex(f.Index)
		}
	}
	panic(fmt.Sprintf("segment: no field %s among %s", name, strings.Join(fieldNames(), " ")))
}

// exact is the scale and the amount of a customer where the field is money that
// the customers hold; false for others.
func exact(name string, c *rfm.Customers) (scale int32, is bool) {
	switch name {
	case rfm.FieldMonetary:
		return c.Scale, true
	case rfm.FieldAverage:
		return c.AverageScale, true
	}
	return 0, false
}
