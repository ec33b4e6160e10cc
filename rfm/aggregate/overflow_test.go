package aggregate

import (
	"errors"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// hugeRow is a row with a large amount, of a guest where customer is "".
type hugeRow struct{ customer, amount string }

// addHuge joins rows whose amounts have a scale, two aggregators in turn.
func addHuge(t *testing.T, s Settings, scale int32, rows []hugeRow) (*rfm.Customers, rfm.Account, error) {
	t.Helper()
	all := NewAggregators(2, s)
	for i, r := range rows {
		amount, err := decimal128.FromString(r.amount, 38, scale)
		if err != nil {
			t.Fatal(err)
		}
		fields := rfm.TransactionSchema(false).Fields()
		fields[2].Type = rfm.Money(scale)
		b := array.NewRecordBuilder(memory.NewGoAllocator(), arrow.NewSchema(fields, nil))
		if r.customer == "" {
			b.Field(0).AppendNull()
		} else {
			b.Field(0).(*array.StringBuilder).Append(r.customer)
		}
		b.Field(1).(*array.Date32Builder).Append(1)
		b.Field(2).(*array.Decimal128Builder).Append(amount)
		b.Field(3).(*array.BooleanBuilder).Append(false)
		if err := all[i%2].Add(b.NewRecord()); err != nil {
			return nil, rfm.Account{}, err
		}
	}
	return Combine(all...)
}

func TestValuesBeyond38DigitsAreAnError(t *testing.T) {
	const e33, e35 = "000000000000000000000000000000000", "00000000000000000000000000000000000"
	for _, c := range []struct {
		name  string
		s     Settings
		scale int32
		rows  []hugeRow
		fits  bool
	}{
		{"an average with two decimals", Settings{}, 0, []hugeRow{{"a", "500" + e35}}, false},
		{"an average that fits", Settings{}, 0, []hugeRow{{"a", "5" + e35}}, true},
		{"a mean with four more decimals", Settings{Monetary: rfm.MeanOrder}, 2, []hugeRow{{"a", "50" + e33 + ".00"}}, false},
		{"half a median", Settings{Monetary: rfm.MedianOrder}, 2, []hugeRow{{"a", "2" + e35 + ".00"}}, false},
		{"a median that fits", Settings{Monetary: rfm.MedianOrder}, 2, []hugeRow{{"a", "50" + e33 + ".00"}}, true},
		{"the middle of two orders", Settings{Monetary: rfm.MedianOrder}, 2, []hugeRow{{"a", "9" + e35 + ".00"}, {"a", "9" + e35 + ".00"}}, false},
		{"three customers", Settings{}, 2, []hugeRow{{"a", "8" + e35 + ".00"}, {"b", "8" + e35 + ".00"}, {"c", "8" + e35 + ".00"}}, false},
		{"three guests", Settings{}, 2, []hugeRow{{"", "8" + e35 + ".00"}, {"", "8" + e35 + ".00"}, {"", "8" + e35 + ".00"}}, false},
	} {
		_, _, err := addHuge(t, c.s, c.scale, c.rows)
		if c.fits && err != nil || !c.fits && !errors.Is(err, rfm.ErrOverflow) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
