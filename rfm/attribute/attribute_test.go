package attribute

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// collect makes a collector of rows of cells; an empty cell is null.
func collect(t *testing.T, header string, rows ...string) *Collector {
	t.Helper()
	var fields []arrow.Field
	for name := range strings.SplitSeq(header, ",") {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	var c Collector
	for _, row := range rows { // a record each
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
		for i, cell := range strings.Split(row, ",") {
			if cell == "" {
				b.Field(i).AppendNull()
			} else {
				b.Field(i).(*array.StringBuilder).Append(cell)
			}
		}
		rec := b.NewRecord()
		if err := c.Add(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
		b.Release()
	}
	return &c
}

func table(t *testing.T, header string, rows ...string) *Table {
	t.Helper()
	all, err := collect(t, header, rows...).Table()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestJoinCountsBothSides(t *testing.T) {
	j := table(t, "id,age", "c,30", "a,40", ",50", "x,60").Join(slices.Values([]string{"a", "b", "c", "d"}))
	if got := fmt.Sprint(j.Row); got != "[0 -1 1 -1]" {
		t.Errorf("rows %s", got)
	}
	if j.Matched != 2 || j.CustomersOnly != 2 || j.RowsOnly != 1 || j.NoCustomer != 1 {
		t.Errorf("%d matched, %d customers only, %d rows only, %d without id", j.Matched, j.CustomersOnly, j.RowsOnly, j.NoCustomer)
	}
}

func TestNumbersFollowTheCustomers(t *testing.T) {
	j := table(t, "id,age", "c,7.25", "a,-40", "d,").Join(slices.Values([]string{"a", "b", "c", "d"}))
	n, err := j.Numbers("age")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, v := range n.Values {
		got = append(got, fmt.Sprint(v.ToString(n.Scale), " ", n.Known[i]))
	}
	if want := "[-40.00 true 0.00 false 7.25 true 0.00 false]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestColumnsThatCannotBeNumbersSayWhy(t *testing.T) {
	j := table(t, "id,age,city", "a,30,Bern", "b,thirty,", "c,,").Join(slices.Values([]string{"a"}))
	for name, want := range map[string]string{
		"age":  `age of customer "b" is "thirty", which is not a plain number`,
		"wage": `no attribute is named "wage": there are age, city`,
	} {
		if _, err := j.Numbers(name); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestTwoRowsOfACustomerAreRefused(t *testing.T) {
	_, err := collect(t, "id,age", "b,1", "a,1", "b,1").Table()
	var twice *TwiceError
	if !errors.As(err, &twice) || twice.Customer != "b" {
		t.Errorf("got %v", err)
	}
}

func TestPlainNumbersAreNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"12": "12", "-3.50": "-3.50", "+.5": "0.5", "007": "7", "0": "0",
		"": "", ".": "", "-": "", "--1": "", "1e3": "", "1,5": "", "1 000": "", "12%": "", "1.2.3": "", strings.Repeat("9", 39): "",
	} {
		n, scale, ok := parse(text)
		got := ""
		if ok {
			got = n.ToString(scale)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
