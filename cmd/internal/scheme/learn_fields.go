package scheme

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/builtin"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/customerfile"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/segment"
	"rfm/segment/draw"
	"rfm/segment/learn"
)

// ruleName is the name that rules have for a column of rfm score; false for any
// other column.
func ruleName(column string) (string, bool) {
	names := map[string]string{rfm.FieldRScore: "r", rfm.FieldFScore: "f", rfm.FieldMScore: "m", "r": "r", "f": "f", "m": "m"}
	for _, same := range []string{rfm.FieldRecency, rfm.FieldOrders, rfm.FieldMonetary, rfm.FieldAverage} {
		names[same] = same
	}
	name, known := names[column]
	return name, known
}

// sample takes the columns of the table.
func (o *learnOptions) sample(t *customerfile.Table, holdout float64) (*learn.Sample, error) {
	s := &learn.Sample{IDs: t.IDs}
	if s.IDs == nil { // without ids, by the place in the file
		for i := range t.Len() {
			s.IDs = append(s.IDs, strconv.Itoa(i+1))
		}
	}
	var err error
	if s.Responded, err = yesNo(t, "--target", o.target); err != nil {
		return nil, err
	}
	if o.learnOn != "" {
		learned, err := yesNo(t, "--learn-on", o.learnOn)
		if err != nil {
			return nil, err
		}
		for _, learn := range learned {
			s.HeldOut = append(s.HeldOut, !learn)
		}
	} else {
		key := draw.NewKey(draw.ForHoldout, o.seed)
		for _, id := range s.IDs {
			s.HeldOut = append(s.HeldOut, key.HeldOut(id, holdout))
		}
	}
	return s, o.addFields(s, t)
}

// addFields adds the columns that rules may look at.
func (o *learnOptions) addFields(s *learn.Sample, t *customerfile.Table) error {
	for _, asked := range o.fields {
		column := asked
		if score := asked + "_score"; !t.Has(asked) && t.Has(score) {
			column = score
		}
		at, err := t.Column("--fields", column)
		if err != nil {
			return err
		}
		numbers := numbersOf(t, at)
		if numbers == nil {
			text := textField(t, at, column)
			if text == nil {
				return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s has more than %d texts, or a name that rules cannot have", t.File, column, learn.MostValues),
					Hints: []string{"leave it out of --fields, or name the column with letters, digits and _"}}
			}
			s.Fields = append(s.Fields, *text)
			continue
		}
		s.Fields = append(s.Fields, fieldOf(column, numbers))
	}
	if o.fields != nil {
		return distinctNames(s)
	}
	never := []string{o.target, o.learnOn, o.file.Customer, "customer_id", rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, rfm.FieldScore, rfm.FieldWeightedScore,
		rfm.FieldSegment, "responded", "amount", "mailed", "arm"}
	never = append(never, customerfile.ColumnsLike("customer", t.Names())...)
	for at, column := range t.Names() {
		if slices.Contains(never, column) {
			continue
		}
		if numbers := numbersOf(t, at); numbers != nil {
			s.Fields = append(s.Fields, fieldOf(column, numbers))
		} else if text := textField(t, at, column); text != nil {
			s.Fields = append(s.Fields, *text)
		} else {
			o.skipped = append(o.skipped, column)
		}
	}
	if s.Fields == nil {
		return &fault.Error{Kind: fault.Undecided, Message: t.File + ": no column to learn from", Hints: []string{"columns: " + app.List(t.Names())}}
	}
	return distinctNames(s)
}

// distinctNames tells fields of one name apart by their place.
func distinctNames(s *learn.Sample) error {
	for i, f := range s.Fields {
		if slices.ContainsFunc(s.Fields[:i], func(other learn.Field) bool { return other.Name == f.Name }) {
			s.Fields[i].Name += "_" + strconv.Itoa(i+1)
		}
	}
	return nil
}

// textField is a column of texts; nil for more than learn.MostValues of them, or a
// name that rules cannot have.
func textField(t *customerfile.Table, at int, column string) *learn.Field {
	texts := t.Texts(at)
	values := slices.Compact(slices.Sorted(slices.Values(texts)))
	if len(values) > learn.MostValues || !standsInRules(column) {
		return nil
	}
	return &learn.Field{Name: column, Attribute: column, Texts: texts}
}

// standsInRules reports whether rules can look at an attribute by its name.
func standsInRules(name string) bool {
	_, own := ruleName(name)
	return !own && regexp.MustCompile(`^[\pL_][\pL\pN_]*$`).MatchString(name) && !slices.Contains(takenNames(), name)
}

// fieldOf is a column of numbers as rules know it: by the name of a field of their
// own, as an attribute, or by a name of letters a-z, digits and _ that means nothing
// else.
func fieldOf(column string, numbers []float64) learn.Field {
	if name, known := ruleName(column); known {
		return learn.Field{Name: name, Numbers: numbers}
	}
	if standsInRules(column) {
		return learn.Field{Name: column, Attribute: column, Numbers: numbers}
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(column))
	if name = strings.Trim(name, "_"); name == "" || name[0] < 'a' {
		name = "a" + name
	}
	if _, known := ruleName(name); known || slices.Contains(takenNames(), name) {
		name += "_value"
	}
	return learn.Field{Name: name, Attribute: column, Numbers: numbers}
}

// takenNames are names that mean something else in rules.
func takenNames() []string {
	return slices.Concat(segment.Fields(), builtin.Names, []string{"true", "false", "nil", "in", "not", "and", "or", "let", "if", "else", "contains", "matches",
		rfm.FieldSegment, "axis_values", "attribute_numbers", "attribute_texts"})
}

// numbersOf is a column of plain numbers, NaN for an empty cell; nil where a cell
// is something else, or none is a number.
func numbersOf(t *customerfile.Table, at int) []float64 {
	numbers := make([]float64, t.Len())
	any := false
	for i := range numbers {
		text := t.Text(at, i)
		if text == "" {
			numbers[i] = math.NaN()
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.Trim(text, "+-.0123456789") != "" {
			return nil
		}
		numbers[i], any = v, true
	}
	if !any {
		return nil
	}
	return numbers
}

// yesNo is a column of yes and no.
func yesNo(t *customerfile.Table, flag, name string) ([]bool, error) {
	at, err := t.Column(flag, name)
	if err != nil {
		return nil, err
	}
	values := make([]bool, t.Len())
	for i := range values {
		if values[i], err = customerfile.Truth(name, t.Text(at, i)); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func fieldNames(s *learn.Sample) (names []string) {
	for _, f := range s.Fields {
		names = append(names, f.Name)
	}
	return names
}
