package learn

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Sample is what is known of customers. All columns have one element per
// customer.
type Sample struct {
	IDs       []string
	Responded []bool
	// HeldOut are those the tree is judged on; it is learned on the others.
	HeldOut []bool
	Fields  []Field
}

// Field is a column that a rule may look at, of numbers or of texts.
type Field struct {
	Name string // as rules name it
	// Attribute is the column of a file of attributes that the field stands for; ""
	// for a field that rules know by themselves. A number may have another name
	// than its column, a text may not.
	Attribute string
	Numbers   []float64 // nil for a column of texts; NaN is a missing number
	Texts     []string
}

// MostValues is how many values a column of texts may have; one with more is
// left out: names and addresses tell single customers apart.
const MostValues = 20

// Fewest is how many customers of each kind there must be.
const Fewest = 50

// ScarceError tells that there are too few responders, or too few others.
type ScarceError struct{ Responders, Others int }

func (e *ScarceError) Error() string {
	return fmt.Sprintf("%d responders and %d others to learn from: there must be %d of each", e.Responders, e.Others, Fewest)
}

// ErrAllHeldOut tells that there is nobody to learn from.
var ErrAllHeldOut = errors.New("everybody is held out: there is nobody to learn from")

// MissingError tells that a customer has no number in a field.
type MissingError struct{ Field, ID string }

func (e *MissingError) Error() string { return fmt.Sprintf("customer %s has no %s", e.ID, e.Field) }

// codes is a field with its values numbered: numbers in ascending order, texts in
// theirs. Counting by number is faster than sorting customers.
type codes struct {
	name    string
	numbers []float64 // the distinct values; nil for texts
	texts   []string
	of      []int32 // of each customer
}

func (c *codes) values() int { return max(len(c.numbers), len(c.texts)) }

// encode numbers the values of all fields. skipped are those left out: texts of
// more than MostValues values.
func (s *Sample) encode() (all []*codes, skipped []string, err error) {
	for _, f := range s.Fields {
		c := &codes{name: f.Name}
		if f.Numbers == nil {
			if c.texts, c.of = number(f.Texts); len(c.texts) > MostValues {
				skipped = append(skipped, f.Name)
				continue
			}
		} else {
			for i, v := range f.Numbers {
				if math.IsNaN(v) {
					return nil, nil, &MissingError{f.Name, s.IDs[i]}
				}
			}
			c.numbers, c.of = number(f.Numbers)
		}
		all = append(all, c)
	}
	return all, skipped, nil
}

// number gives every value its place among the distinct ones.
func number[T float64 | string](values []T) (distinct []T, of []int32) {
	distinct = slices.Clone(values)
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	of = make([]int32, len(values))
	for i, v := range values {
		at, _ := slices.BinarySearch(distinct, v)
		of[i] = int32(at)
	}
	return distinct, of
}

// Count is how many customers there are, and how many of them responded.
type Count struct{ Customers, Responders int }

// Rate is the share of responders; NaN of nobody.
func (c Count) Rate() float64 { return float64(c.Responders) / float64(c.Customers) }

func (c *Count) add(responded bool) {
	c.Customers++
	if responded {
		c.Responders++
	}
}
