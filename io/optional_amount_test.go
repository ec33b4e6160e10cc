package rfmio

import (
	"context"
	"errors"
	"rfm/io/fault"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

func TestANullableAmountMayBeMissing(t *testing.T) {
	// The quantity without a price is no amount, and is not decoded.
	path := inFile(t, "visits.csv", "customer_id,date,quantity\na,2024-01-01,few\nb,2024-01-02,many\na,2024-01-03,1\n")
	schema := transactionSchema()
	if _, err := Open([]string{path}, Options{Schema: schema}); err == nil {
		t.Fatal("an amount that is needed may be missing")
	}
	fields := schema.Fields()
	fields[2].Nullable = true
	schema = arrow.NewSchema(fields, nil)
	in, err := Open([]string{path}, Options{Schema: schema, Workers: 1, Where: `quantity != "1"`})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	err = in.Read(context.Background(), []func(arrow.Record) error{func(rec arrow.Record) error {
		amounts := rec.Column(2).(*array.Decimal128)
		for i := range amounts.Len() {
			rows++
			if amounts.Values()[i].Sign() != 0 || amounts.IsValid(i) {
				t.Errorf("row %d has the amount %v", i, amounts.Value(i))
			}
		}
		return nil
	}})
	if a := in.Account(); err != nil || rows != 2 || a.Rows != 3 || a.Filtered.Rows != 1 {
		t.Errorf("%d rows, %+v, %v", rows, a, err)
	}
	var own *fault.Error
	if _, err := Open([]string{path}, Options{Schema: schema, Columns: map[string]string{"amount": "spend"}}); !errors.As(err, &own) || own.Kind != fault.Undecided {
		t.Errorf("a column that is named must be there: %v", err)
	}
}
