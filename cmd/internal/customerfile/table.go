package customerfile

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Table is a file of customers, in the order of the file.
type Table struct {
	File string
	// IDs are nil for a file without ids. Guests counts rows without one, which are
	// left out.
	IDs    []string
	Guests int
	// Amounts are exact with Scale decimals; nil where none were asked for.
	Amounts []decimal128.Num
	Scale   int32

	names   []string
	columns []*array.String
	rows    int
}

// Len is the number of customers.
func (t *Table) Len() int { return t.rows }

// Names are the names of all columns.
func (t *Table) Names() []string { return t.names }

// Column is the position of a column by name. flag says in the error who asked
// for it.
func (t *Table) Column(flag, name string) (int, error) {
	for i, column := range t.names {
		if column == name {
			return i, nil
		}
	}
	e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: no column %q for %s", t.File, name, flag), Hints: []string{"columns: " + app.List(t.names)}}
	if near := fault.Nearest(name, t.names); near != "" {
		e.Message += fmt.Sprintf("; did you mean %q?", near)
	}
	return 0, e
}

// Has reports whether there is a column of that name.
func (t *Table) Has(name string) bool {
	for _, column := range t.names {
		if column == name {
			return true
		}
	}
	return false
}

// Text is a cell; "" for an empty one.
func (t *Table) Text(column, row int) string {
	if t.columns[column].IsNull(row) {
		return ""
	}
	return t.columns[column].Value(row)
}

// Texts are the cells of a column.
func (t *Table) Texts(column int) []string {
	texts := make([]string, t.rows)
	for i := range texts {
		texts[i] = t.Text(column, i)
	}
	return texts
}

// Twice is the error for an id with two rows; nil where there is none.
func (t *Table) Twice() error {
	seen := make(map[string]bool, len(t.IDs))
	for _, id := range t.IDs {
		if seen[id] {
			return &rfm.CustomerError{ID: id, Problem: "occurs twice in " + t.File}
		}
		seen[id] = true
	}
	return nil
}

// Release frees the cells.
func (t *Table) Release() {
	for _, c := range t.columns {
		c.Release()
	}
}

// collector takes the records of a file.
type collector struct {
	schema  *arrow.Schema
	texts   []*array.StringBuilder
	ids     []string
	guests  int
	amounts []decimal128.Num
	scale   int32
	rows    int
}

func (c *collector) add(rec arrow.Record) error {
	if c.texts == nil {
		for range c.schema.Fields() {
			c.texts = append(c.texts, array.NewStringBuilder(memory.DefaultAllocator))
		}
	}
	n := int(rec.NumRows())
	keep := make([]bool, n)
	for i := range keep {
		keep[i] = true
	}
	for k, field := range c.schema.Fields() {
		switch column := rec.Column(k).(type) {
		case *array.Decimal128:
			if err := c.addAmounts(column, keep); err != nil {
				return err
			}
		case *array.String:
			if field.Name == fieldID { // the first field
				for i := range n {
					if keep[i] = column.IsValid(i) && column.Value(i) != ""; keep[i] {
						c.ids = append(c.ids, strings.Clone(column.Value(i)))
					} else {
						c.guests++
					}
				}
				continue
			}
			for i := range n {
				switch {
				case !keep[i]:
				case column.IsNull(i):
					c.texts[k].AppendNull()
				default:
					c.texts[k].Append(column.Value(i))
				}
			}
		}
	}
	for _, kept := range keep {
		if kept {
			c.rows++
		}
	}
	return nil
}

// addAmounts takes amounts of any scale.
func (c *collector) addAmounts(column *array.Decimal128, keep []bool) error {
	scale := column.DataType().(*arrow.Decimal128Type).Scale
	if scale > c.scale {
		for i := range c.amounts {
			var fits bool
			if c.amounts[i], fits = decimal.Rescale(c.amounts[i], scale-c.scale); !fits {
				return rfm.ErrOverflow
			}
		}
		c.scale = scale
	}
	for i := range keep {
		if !keep[i] {
			continue
		}
		n, fits := decimal.Rescale(column.Value(i), c.scale-scale)
		if !fits {
			return rfm.ErrOverflow
		}
		c.amounts = append(c.amounts, n)
	}
	return nil
}

// table is what was collected.
func (c *collector) table(file string) (*Table, error) {
	t := &Table{File: file, IDs: c.ids, Guests: c.guests, Amounts: c.amounts, Scale: c.scale, rows: c.rows}
	for k, field := range c.schema.Fields() {
		name, isText := strings.CutPrefix(field.Name, textPrefix)
		switch {
		case isText:
			t.names = append(t.names, name)
			if c.texts == nil { // a file without rows
				b := array.NewStringBuilder(memory.DefaultAllocator)
				t.columns = append(t.columns, b.NewStringArray())
				b.Release()
			} else {
				t.columns = append(t.columns, c.texts[k].NewStringArray())
			}
		case field.Name == fieldID && t.IDs == nil:
			t.IDs = []string{}
		case field.Name == fieldAmount && t.Amounts == nil:
			t.Amounts = []decimal128.Num{}
		}
	}
	for _, b := range c.texts {
		b.Release()
	}
	return t, nil
}
