package component_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/component"
)

// record makes a record of lines "customer date category amount cost list
// referrer", amounts with scale decimals, - for none.
func record(t *testing.T, scale int32, lines ...string) arrow.Record {
	t.Helper()
	money := rfm.Money(scale)
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: rfm.FieldCustomer, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: rfm.FieldDate, Type: arrow.FixedWidthTypes.Date32},
		{Name: component.FieldCategory, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: rfm.FieldAmount, Type: money},
		{Name: rfm.FieldCost, Type: money, Nullable: true},
		{Name: component.FieldList, Type: money, Nullable: true},
		{Name: component.FieldReferrer, Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil))
	defer b.Release()
	for _, line := range lines {
		for i, cell := range strings.Fields(line) {
			if cell == "-" {
				b.Field(i).AppendNull()
				continue
			}
			switch b := b.Field(i).(type) {
			case *array.StringBuilder:
				b.Append(cell)
			case *array.Date32Builder:
				day, err := time.Parse(time.DateOnly, cell)
				if err != nil {
					t.Fatal(err)
				}
				b.Append(arrow.Date32FromTime(day))
			case *array.Decimal128Builder:
				n, err := decimal128.FromString(cell, 38, scale)
				if err != nil {
					t.Fatal(err)
				}
				b.Append(n)
			}
		}
	}
	return b.NewRecord()
}

func split(t *testing.T, o component.Options, margin *big.Rat, books ...[]string) *component.Split {
	t.Helper()
	all := component.NewBook(o)
	for i, lines := range books {
		book := component.NewBook(o)
		rec := record(t, int32(2+i), lines...)
		if err := book.Add(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
		if err := all.Combine(book); err != nil {
			t.Fatal(err)
		}
	}
	end, _ := time.Parse(time.DateOnly, "2024-12-31")
	s, err := all.Split(arrow.Date32FromTime(end), margin)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// text is a row: net, base, growth, cross-sell, cost, referral, price.
func text(s *component.Split, c component.Customer) string {
	parts := []string{c.ID}
	for _, v := range []component.Value{c.Net, c.Base, c.Growth, c.CrossSell, c.Cost, c.Referral, c.Price} {
		if !v.Known {
			parts = append(parts, "–")
		} else {
			parts = append(parts, s.Text(v))
		}
	}
	return strings.Join(parts, " ")
}

func TestSplit(t *testing.T) {
	all := component.Options{Category: true, Cost: true, List: true, Referrer: true}
	lines := []string{
		// In the first year 20 % discount and 40 % cost; later none and 30 %.
		"a 2023-01-10 tea 100.00 40.00 125.00 -",
		"a 2023-02-10 tea 100.00 40.00 125.00 -",
		"a 2024-06-01 tea 100.00 30.00 100.00 -",
		"a 2024-06-01 cake 50.00 15.00 50.00 -",
		// All within one year: a return of the first category, a new category.
		"b 2024-03-01 cake 30.00 0.00 30.00 a",
		"b 2024-03-05 cake -10.00 0.00 -10.00 -",
		"b 2024-04-01 tea 7.00 0.00 7.00 -",
		// Later than the as-of day, without an id, returns only.
		"b 2025-01-01 tea 500.00 0.00 500.00 -",
		"- 2024-01-01 tea 500.00 0.00 500.00 -",
		"c 2024-01-01 tea -5.00 0.00 -5.00 a",
		"d 2024-01-01 tea 1.00 0.00 1.00 nobody",
	}
	for _, c := range []struct {
		name   string
		o      component.Options
		margin *big.Rat
		want   []string
	}{
		{"everything", all, nil, []string{
			"a 225.00 60.00 108.00 24.00 15.00 27.00 18.00",
			"b 27.00 30.00 -10.00 7.00 0.00 0.00 0.00",
			"d 1.00 1.00 0.00 0.00 0.00 0.00 0.00"}},
		{"no prices", component.Options{Category: true, Cost: true}, nil, []string{
			"a 225.00 60.00 120.00 30.00 15.00 – –",
			"b 27.00 30.00 -10.00 7.00 0.00 – –",
			"d 1.00 1.00 0.00 0.00 0.00 – –"}},
		{"no categories", component.Options{}, nil, []string{
			"a 350.00 100.00 250.00 – – – –",
			"b 27.00 30.00 -3.00 – – – –",
			"d 1.00 1.00 0.00 – – – –"}},
		{"returns dropped", component.Options{Category: true, DropReturns: true}, nil, []string{
			"a 350.00 100.00 200.00 50.00 – – –",
			"b 37.00 30.00 0.00 7.00 – – –",
			"d 1.00 1.00 0.00 0.00 – – –"}},
		{"returns kept", component.Options{Category: true, KeepReturns: true}, nil, []string{
			"a 350.00 100.00 200.00 50.00 – – –",
			"b 27.00 30.00 -10.00 7.00 – – –",
			"c -5.00 -5.00 0.00 0.00 – – –",
			"d 1.00 1.00 0.00 0.00 – – –"}},
		{"a margin", component.Options{Category: true}, big.NewRat(1, 4), []string{
			"a 87.5000 25.0000 50.0000 12.5000 – – –",
			"b 6.7500 7.5000 -2.5000 1.7500 – – –",
			"d 0.2500 0.2500 0.0000 0.0000 – – –"}},
	} {
		s := split(t, c.o, c.margin, lines)
		var got []string
		for _, customer := range s.Customers {
			got = append(got, text(s, customer))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if c.o.Referrer && s.Strangers != 1 {
			t.Errorf("%d referred by strangers, want 1", s.Strangers)
		}
	}
}

// Whatever the rows are and wherever they stand, every customer's components add
// up to the net, and the nets to the sum of the rows.
func TestComponentsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	var lines []string
	sum := new(big.Rat)
	for range 3000 {
		amount := fmt.Sprintf("%d.%02d", random.IntN(900)-60, random.IntN(100))
		cost := fmt.Sprintf("%d.%02d", random.IntN(300), random.IntN(100))
		day := time.Date(2021, 1, 1+random.IntN(1400), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		customer := random.IntN(60)
		lines = append(lines, fmt.Sprintf("c%02d %s k%d %s %s %d.00 -", customer, day, random.IntN(6), amount, cost, random.IntN(1000)))
		a, _ := new(big.Rat).SetString(amount)
		c, _ := new(big.Rat).SetString(cost)
		sum.Add(sum, a).Sub(sum, c)
	}
	o := component.Options{Category: true, Cost: true, List: true}
	want := split(t, o, nil, lines)
	for _, c := range append(want.Customers, want.Total) {
		parts := decimal128.Num{}
		for _, v := range []component.Value{c.Base, c.Growth, c.CrossSell, c.Cost, c.Price} {
			parts = parts.Add(v.Num)
		}
		if parts != c.Net.Num {
			t.Errorf("%s: the components of %s", c.ID, text(want, c))
		}
	}
	if got, _ := new(big.Rat).SetString(want.Text(want.Total.Net)); got.Cmp(sum) != 0 {
		t.Errorf("net %v, want %v", got, sum)
	}
	random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	got := split(t, o, nil, lines[:1000], lines[1000:1100], lines[1100:])
	if got.Scale != 4 || len(got.Customers) != len(want.Customers) {
		t.Fatalf("scale %d, %d customers", got.Scale, len(got.Customers))
	}
	for i, c := range got.Customers { // of other decimals: rounded, equal to a cent
		other := want.Customers[i]
		if short := strings.TrimSuffix(got.Text(c.Net), "00"); short != want.Text(other.Net) {
			t.Errorf("%s: net %s and in parts %s", c.ID, want.Text(other.Net), short)
		}
	}
	again := split(t, o, nil, lines)
	for i := range again.Customers {
		if again.Customers[i] != want.Customers[i] {
			t.Errorf("after shuffling %s, before %s", text(again, again.Customers[i]), text(want, want.Customers[i]))
		}
	}
}

func TestOverflowIsAnError(t *testing.T) {
	large := strings.Repeat("9", 36) + ".00"
	book := component.NewBook(component.Options{})
	rec := record(t, 2, "a 2024-01-01 x "+large+" - - -", "a 2024-01-02 x "+large+" - - -")
	defer rec.Release()
	if err := book.Add(rec); err != nil {
		t.Fatal(err)
	}
	if _, err := book.Split(20000, nil); err != rfm.ErrOverflow {
		t.Errorf("%v", err)
	}
}

func TestRecord(t *testing.T) {
	s := split(t, component.Options{}, nil, []string{"a 2024-01-01 x 5.00 - - -"})
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	rec := s.Record(mem)
	defer rec.Release()
	var row []string
	for _, column := range rec.Columns() {
		row = append(row, column.ValueStr(0))
	}
	if got := strings.Join(row, " "); got != "a 2024-01-01 5 5 0 (null) (null) (null) (null)" {
		t.Error(got)
	}
}
