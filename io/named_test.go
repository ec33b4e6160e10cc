package rfmio

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/io/fault"
)

// itemSchema asks for a customer, an amount and a column that is no role.
func itemSchema() *arrow.Schema {
	fields := transactionSchema().Fields()
	return arrow.NewSchema(append(fields, arrow.Field{Name: "item", Type: arrow.BinaryTypes.String, Nullable: true}), nil)
}

// items reads "item amount" of every row.
func items(t *testing.T, path string, o Options) ([]string, *Account, error) {
	t.Helper()
	o.Schema, o.Workers = itemSchema(), 1
	in, err := Open([]string{path}, o)
	if err != nil {
		return nil, nil, err
	}
	var got []string
	err = in.Read(context.Background(), []func(arrow.Record) error{func(rec arrow.Record) error {
		item, amount := rec.Column(int(rec.NumCols())-1).(*array.String), rec.Column(2).(*array.Decimal128)
		for i := range int(rec.NumRows()) {
			got = append(got, fmt.Sprint(item.ValueStr(i), " ", amount.ValueStr(i)))
		}
		return nil
	}})
	a := in.Account()
	return got, &a, err
}

func TestNamedColumnsFillFields(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount,Product Name\na,2024-01-01,1,pen\nb,2024-01-02,2,\n")
	for _, column := range []string{"Product Name", "product_name", "4"} {
		got, a, err := items(t, path, Options{Named: map[string]NamedColumn{"item": {Column: column, Flag: "--item"}}})
		if err != nil || fmt.Sprint(got) != "[pen 1 (null) 2]" {
			t.Errorf("%s: %v, %v", column, got, err)
		}
		if n := len(a.Files[0].Columns); a.Files[0].Columns[n-1] != (FoundColumn{Role: "item", Name: "Product Name"}) {
			t.Errorf("columns %v", a.Files[0].Columns)
		}
	}
	_, _, err := items(t, path, Options{Named: map[string]NamedColumn{"item": {Column: "Product", Flag: "--item"}}})
	var own *fault.Error
	if !errors.As(err, &own) || own.Kind != fault.Undecided || !strings.Contains(err.Error(), `no column "Product" for --item`) {
		t.Errorf("got %v", err)
	}
}

// The lines of a shop whose totals stand on the first line of each order.
func TestWholeOrdersHaveAllTheirRows(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,total,order_id,article\na,2024-01-01,9,#1,pen\na,2024-01-01,,#1,ink\na,2024-01-01,,#1,pad\nb,2024-01-02,4,#2,pen\nb,2024-01-02,,,cap\n")
	named := map[string]NamedColumn{"item": {Column: "article", Flag: "--item"}}
	skip := BadRowPolicy{Skip: true}
	got, a, err := items(t, path, Options{Named: named, WholeOrders: true, BadRows: skip})
	if err != nil || fmt.Sprint(got) != "[pen 9 ink 0 pad 0 pen 4]" || a.Continued.Rows != 0 || a.Bad.Rows != 1 {
		t.Errorf("%v, %d continued, %d bad, %v", got, a.Continued.Rows, a.Bad.Rows, err)
	}
	if got, a, err = items(t, path, Options{Named: named, BadRows: skip}); err != nil || len(got) != 2 || a.Continued.Rows != 2 {
		t.Errorf("%v, %d continued, %v", got, a.Continued.Rows, err)
	}
}
