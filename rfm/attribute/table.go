package attribute

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Collector takes the rows of a table: the customer id in the first column of
// each record, attributes as text in the others. Several workers may use one.
type Collector struct {
	// Names are those of the attributes; nil for the names of the columns.
	Names []string

	mu      sync.Mutex
	ids     []string
	columns [][]string
	guests  int
}

// Add takes rows. It does not keep the record.
func (c *Collector) Add(rec arrow.Record) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	texts := make([]*array.String, rec.NumCols())
	for i, column := range rec.Columns() {
		var isText bool
		if texts[i], isText = column.(*array.String); !isText {
			return fmt.Errorf("attribute: column %s is not text", rec.ColumnName(i))
		}
	}
	if c.columns == nil {
		c.columns = make([][]string, len(texts)-1)
		for i := len(c.Names); i < len(c.columns); i++ {
			c.Names = append(c.Names, rec.ColumnName(i+1))
		}
	}
	for row := range int(rec.NumRows()) {
		if texts[0].IsNull(row) {
			c.guests++
			continue
		}
		c.ids = append(c.ids, strings.Clone(texts[0].Value(row)))
		for i, t := range texts[1:] {
			text := ""
			if t.IsValid(row) {
				text = strings.Clone(strings.TrimSpace(t.Value(row)))
			}
			c.columns[i] = append(c.columns[i], text)
		}
	}
	return nil
}

// Table is the attributes of customers, ordered by id (bytewise).
type Table struct {
	Columns []Column
	// NoCustomer is the number of rows without a customer id, which are left out.
	NoCustomer int
	ids        []string
}

// Column is one attribute. An empty text is no value.
type Column struct {
	Name  string
	Texts []string
	// Numbers is nil where some value is no plain number.
	Numbers *Numbers
}

// TwiceError is a customer with two rows.
type TwiceError struct{ Customer string }

func (e *TwiceError) Error() string {
	return fmt.Sprintf("customer %q has two rows of attributes", e.Customer)
}

// Table puts the rows in order. The error is a *TwiceError.
func (c *Collector) Table() (*Table, error) {
	order := make([]int, len(c.ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(c.ids[i], c.ids[j]) })
	t := &Table{NoCustomer: c.guests, ids: pick(c.ids, order)}
	for i := 1; i < len(t.ids); i++ {
		if t.ids[i] == t.ids[i-1] {
			return nil, &TwiceError{t.ids[i]}
		}
	}
	for i, name := range c.Names {
		column := Column{Name: name}
		if c.columns == nil { // there was no row
			column.Texts = []string{}
		} else {
			column.Texts = pick(c.columns[i], order)
		}
		if numbers, all := parseColumn(column.Texts); all {
			column.Numbers = numbers
		}
		t.Columns = append(t.Columns, column)
	}
	return t, nil
}

func pick(texts []string, order []int) []string {
	out := make([]string, len(order))
	for i, at := range order {
		out[i] = texts[at]
	}
	return out
}

// Len is the number of customers.
func (t *Table) Len() int { return len(t.ids) }
