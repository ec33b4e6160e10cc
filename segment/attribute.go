package segment

import (
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"

	"rfm/rfm/attribute"
)

// Attribute is a column of attributes that rules look at by its name.
type Attribute struct {
	Name string
	Text bool // and not a number
}

// Attributes are the names of the attributes that rules and axes look at, in
// order.
func (s *Scheme) Attributes() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, a := range s.Declared {
		add(a.Name)
	}
	for _, a := range s.Axes {
		for _, i := range a.Indicators {
			if !slices.Contains(AxisFields(), i.Of) {
				add(i.Of)
			}
		}
	}
	return names
}

// ownNames are the names that a scheme gives to rules: where its axes, and the
// attributes that are numbers or text, are found.
type ownNames struct{ axes, numbers, texts []string }

func (s *Scheme) ownNames() *ownNames {
	n := &ownNames{axes: s.axisNames()}
	for _, a := range s.Declared {
		if a.Text {
			n.texts = append(n.texts, a.Name)
		} else {
			n.numbers = append(n.numbers, a.Name)
		}
	}
	return n
}

// all are the names, attributes first.
func (n *ownNames) all() []string {
	if n == nil {
		return nil
	}
	return slices.Concat(n.numbers, n.texts, n.axes)
}

// The fields that stand behind the names.
const (
	axisField   = "axis_values"
	numberField = "attribute_numbers"
	textField   = "attribute_texts"
)

// hiddenFields are those.
func hiddenFields() []string { return []string{axisField, numberField, textField} }

// Visit is called for every node of an expression: it puts the value where a name
// stands.
func (n *ownNames) Visit(node *ast.Node) {
	name, is := (*node).(*ast.IdentifierNode)
	if n == nil || !is {
		return
	}
	for field, names := range map[string][]string{axisField: n.axes, numberField: n.numbers, textField: n.texts} {
		if k := slices.Index(names, name.Value); k >= 0 {
			ast.Patch(node, &ast.MemberNode{Node: &ast.IdentifierNode{Value: field}, Property: &ast.IntegerNode{Value: k}})
			return
		}
	}
}

// attributeReader sets the attributes of one customer after another.
type attributeReader struct {
	*attribute.Joined
	numbers []*attribute.Numbers
	texts   []*attribute.Column
}

// attributesFor finds the columns; nil where no rule looks at any. The errors are
// those of attribute.Joined.
func (s *Scheme) attributesFor(known *attribute.Joined) (*attributeReader, error) {
	if s.Declared == nil {
		return nil, nil
	}
	r := &attributeReader{Joined: known}
	for _, a := range s.Declared {
		if known == nil {
			return nil, noAttributes(a.Name)
		}
		column, is := known.Column(a.Name)
		if a.Text && is {
			r.texts = append(r.texts, column)
			continue
		}
		numbers, err := known.Numbers(a.Name)
		if err != nil {
			return nil, err
		}
		r.numbers = append(r.numbers, numbers)
	}
	return r, nil
}

// set sets the attributes of a customer: NaN, which compares with nothing, and
// the empty text where there is no value.
func (r *attributeReader) set(f *fields, i int) {
	if r == nil {
		return
	}
	f.Numbers, f.Texts = f.Numbers[:0], f.Texts[:0]
	for _, n := range r.numbers {
		value := math.NaN()
		if n.Known[i] {
			value = amount(n.Values[i], n.Scale)
		}
		f.Numbers = append(f.Numbers, value)
	}
	for _, c := range r.texts {
		text := ""
		if row := r.Row[i]; row != attribute.None {
			text = c.Texts[row]
		}
		f.Texts = append(f.Texts, text)
	}
}
