package segment

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/builtin"
	"github.com/goccy/go-yaml/ast"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/segment/yamlfile"
)

// axes reads the axes of a scheme.
func (f *schemeFile) axes(s *Scheme, node ast.Node) error {
	if node == nil {
		return nil
	}
	axes, err := f.Pairs(node, "axes by name, each with its indicators")
	if err != nil {
		return err
	}
	for _, p := range axes {
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(p.Key) {
			return f.At(p.Name, "%q: use letters a-z, digits and _", p.Key)
		}
		if err := f.ownName(s, "axis", p); err != nil {
			return err
		}
		a := Axis{Name: p.Key}
		indicators, err := f.Pairs(p.Node, "the indicators of the axis by name: {of: monetary, scale: quantile 5, weight: 40}")
		if err != nil {
			return err
		}
		for _, p := range indicators {
			i, err := f.indicator(p.Key, p.Node)
			if err != nil {
				return err
			}
			a.Indicators = append(a.Indicators, i)
		}
		if len(a.Indicators) == 0 {
			return f.At(p.Node, "axis %s has no indicators", a.Name)
		}
		s.Axes = append(s.Axes, a)
	}
	for d, looks := range s.axesLookAt() {
		if looks && s.Bins[d] == 0 {
			return f.At(node, "the axes look at scores: say above how many there are, such as bins: 5")
		}
	}
	return nil
}

// attributes reads the attributes that rules look at.
func (f *schemeFile) attributes(s *Scheme, node ast.Node) error {
	if node == nil {
		return nil
	}
	pairs, err := f.Pairs(node, "attributes by name, each of them number or text")
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if !regexp.MustCompile(`^[\pL_][\pL\pN_]*$`).MatchString(p.Key) {
			return f.At(p.Name, "%q cannot stand in a rule: use letters, digits and _", p.Key)
		}
		if err := f.ownName(s, "attribute", p); err != nil {
			return err
		}
		kind, _ := scalar(p.Node)
		if kind != "number" && kind != "text" {
			return f.At(p.Node, "attribute %s is neither number nor text", p.Key)
		}
		s.Declared = append(s.Declared, Attribute{Name: p.Key, Text: kind == "text"})
	}
	return nil
}

// ownName refuses a name that rules know as something else.
func (f *schemeFile) ownName(s *Scheme, what string, p yamlfile.Pair) error {
	name := p.Key
	taken := slices.Concat(fieldNames(), hiddenFields(), builtin.Names, expressionWords(), []string{Field})
	if what == "axis" { // an attribute with the name of another is found by the parser
		taken = append(taken, s.ownNames().all()...)
	}
	if slices.Contains(taken, name) {
		return f.At(p.Name, "%s %s needs another name: rules know %s as something else", what, name, name)
	}
	return nil
}

// expressionWords are the words of the expression language that are no names.
func expressionWords() []string {
	return []string{"true", "false", "nil", "in", "not", "and", "or", "let", "if", "else", "contains", "matches"}
}

// indicator reads one indicator.
func (f *schemeFile) indicator(name string, node ast.Node) (i Indicator, err error) {
	keys, err := f.mapping(node, "an indicator", "of", "scale", "better", "weight", "default")
	if err != nil {
		return i, err
	}
	i.Name = name
	for _, needed := range []string{"of", "weight"} {
		if keys[needed] == nil {
			return i, f.At(node, "indicator %s has no %s", name, needed)
		}
	}
	if i.Of, err = f.text(keys["of"]); err != nil {
		return i, err
	}
	if slices.Contains(fieldNames(), i.Of) && !slices.Contains(AxisFields(), i.Of) {
		return i, f.Remark(keys["of"], "fields: "+strings.Join(AxisFields(), " ")+"; any other name is an attribute",
			"indicator %s: no axis can stand on %s", name, i.Of)
	}
	weight, err := f.number(keys["weight"], "weight", "write a number such as 40 or 0.4")
	if err != nil {
		return i, err
	}
	if weight.Unscaled.Sign() <= 0 {
		return i, f.At(keys["weight"], "weight is not above zero")
	}
	i.Weight = new(big.Rat).SetFrac(weight.Unscaled, unit(weight.Scale))
	if keys["default"] != nil {
		if i.Default, err = f.number(keys["default"], "default", "write the number that a missing value counts as"); err != nil {
			return i, err
		}
		if slices.Contains(AxisFields(), i.Of) {
			return i, f.At(keys["default"], "%s is never missing: leave default out", i.Of)
		}
	}
	i.Scale, err = f.scale(keys["scale"], keys["better"], i.Of)
	return i, err
}

// number reads an exact decimal.
func (f *schemeFile) number(node ast.Node, key, want string) (*Value, error) {
	text, _ := scalar(node)
	n, scale, err := decimal.ParseDigits(text, 18)
	if err != nil {
		return nil, f.At(node, "%s is not a plain number: %s", key, want)
	}
	return &Value{n, scale}, nil
}

// scale reads how values become scores. Of recency, fewer days are better; of
// all else, more is.
func (f *schemeFile) scale(node, better ast.Node, of string) (s Scale, err error) {
	const want = "write as-is, quantile 5, or edges 10 20 40"
	if node != nil {
		text, _ := scalar(node)
		words := strings.Fields(text)
		switch {
		case len(words) == 1 && words[0] == "as-is":
		case len(words) == 2 && words[0] == "quantile":
			s.Kind = Quantile
			if s.Bins, err = strconv.Atoi(words[1]); err != nil || s.Bins < 2 || s.Bins > 10 {
				return s, f.At(node, "scale: quantile %s: a number from 2 to 10 is wanted", words[1])
			}
		case len(words) > 1 && words[0] == "edges":
			s.Kind = Edges
			for _, word := range words[1:] {
				n, scale, err := decimal.Parse(word)
				if err != nil {
					return s, f.At(node, "scale: %v", err)
				}
				edge := new(big.Rat).SetFrac(n, unit(scale))
				if k := len(s.Edges); k > 0 && s.Edges[k-1].Cmp(edge) >= 0 {
					return s, f.At(node, "scale: the edges do not ascend: %s", word)
				}
				s.Edges = append(s.Edges, edge)
			}
			if len(s.Edges) > 99 {
				return s, f.At(node, "scale: %d edges are too many: 99 are allowed", len(s.Edges))
			}
		default:
			return s, f.At(node, "scale is none that is known: %s", want)
		}
	}
	s.LowFirst = s.Kind != AsIs && of == rfm.FieldRecency
	if better == nil {
		return s, nil
	}
	text, _ := scalar(better)
	switch {
	case text != "low" && text != "high":
		return s, f.At(better, "better is neither low nor high")
	case s.Kind == AsIs:
		return s, f.At(better, "better says which values score high; as-is takes the values for scores")
	}
	s.LowFirst = text == "low"
	return s, nil
}
