package attribute

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Joined is a table beside customers.
type Joined struct {
	*Table
	// Row is the row of each customer in the table; None where there is none.
	Row           []int32
	Matched       int // customers with a row
	CustomersOnly int // customers without one
	RowsOnly      int // rows of nobody among the customers
}

// None stands for a row that is not there.
const None = -1

// Join finds the row of every customer. The ids ascend bytewise, and no two are
// equal.
func (t *Table) Join(ids iter.Seq[string]) *Joined {
	j := &Joined{Table: t}
	at := 0
	for id := range ids {
		for at < len(t.ids) && t.ids[at] < id {
			at++
		}
		if at < len(t.ids) && t.ids[at] == id {
			j.Row = append(j.Row, int32(at))
			j.Matched++
		} else {
			j.Row = append(j.Row, None)
		}
	}
	j.CustomersOnly, j.RowsOnly = len(j.Row)-j.Matched, t.Len()-j.Matched
	return j
}

// Column finds a column by name.
func (t *Table) Column(name string) (*Column, bool) {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	return &t.Columns[i], true
}

// NumberError is a value that should be a number.
type NumberError struct{ Attribute, Customer, Text string }

func (e *NumberError) Error() string {
	return fmt.Sprintf("%s of customer %q is %q, which is not a plain number", e.Attribute, e.Customer, e.Text)
}

// Numbers are the values of a column, by customer. The error is a *NumberError,
// or names the columns that there are.
func (j *Joined) Numbers(name string) (*Numbers, error) {
	column, is := j.Column(name)
	if !is {
		var names []string
		for _, c := range j.Columns {
			names = append(names, c.Name)
		}
		return nil, fmt.Errorf("no attribute is named %q: there are %s", name, strings.Join(names, ", "))
	}
	if column.Numbers == nil {
		for i, text := range column.Texts {
			if _, _, ok := parse(text); !ok && text != "" {
				return nil, &NumberError{Attribute: name, Customer: j.ids[i], Text: text}
			}
		}
	}
	out := &Numbers{Values: make([]decimal128.Num, len(j.Row)), Known: make([]bool, len(j.Row))}
	if column.Numbers == nil { // no customer has a value
		return out, nil
	}
	out.Scale = column.Numbers.Scale
	for i, row := range j.Row {
		if row != None {
			out.Values[i], out.Known[i] = column.Numbers.Values[row], column.Numbers.Known[row]
		}
	}
	return out, nil
}
