package profile

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/attribute"
)

// known makes attributes of the customers 000, 001 …; nil cells for those
// without a row.
func known(t *testing.T, names []string, cells [][]string) *attribute.Joined {
	t.Helper()
	fields := []arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}}
	for _, name := range names {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	var ids []string
	for i, row := range cells {
		ids = append(ids, fmt.Sprintf("%03d", i))
		if row == nil {
			continue
		}
		for k, cell := range append([]string{ids[i]}, row...) {
			b.Field(k).(*array.StringBuilder).Append(cell)
		}
	}
	rec := b.NewRecord()
	defer rec.Release()
	var c attribute.Collector
	if err := c.Add(rec); err != nil {
		t.Fatal(err)
	}
	table, err := c.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table.Join(slices.Values(ids))
}

// sample is sixty customers in three groups.
func sample(t *testing.T) (Groups, *attribute.Joined) {
	t.Helper()
	g := Groups{Names: []string{"new", "loyal", "lost"}}
	cells := make([][]string, 60)
	for i := range cells {
		g.Position = append(g.Position, uint16(i%7%3))
		age := []string{"18-34", "35-54", "55+", ""}[(i*i+i/5)%4]
		cents := i * 37 % 101 * 100
		if i%2 == 1 {
			cents += 25
		}
		income := fmt.Sprintf("%d.%02d", cents/100, cents%100)
		if i%9 == 4 {
			income = ""
		}
		if i%11 != 3 {
			cells[i] = []string{age, income}
		}
	}
	return g, known(t, []string{"age", "income"}, cells)
}

// The figures were computed in Python, with exact fractions and math.comb.
func TestProfile(t *testing.T) {
	groups, attributes := sample(t)
	p, err := Of(groups, attributes, []string{"age", "income"})
	if err != nil {
		t.Fatal(err)
	}
	rec := p.Record(memory.DefaultAllocator, 6)
	defer rec.Release()
	decimal := func(column, row int) string {
		if c := rec.Column(column).(*array.Decimal128); c.IsValid(row) {
			return c.Value(row).ToString(6)
		}
		return ""
	}
	for row, want := range []struct {
		group, attribute, value     string
		customers                   int64
		share, all, index, mean, mu string
		z, p                        float64
	}{
		{"new", "age", "18-34", 8, "40.000000", "40.909091", "97.777778", "", "", 0, 1.0},
		{"new", "age", "35-54", 5, "25.000000", "25.000000", "100.000000", "", "", 0, 1.0},
		{"new", "age", "55+", 7, "35.000000", "34.090909", "102.666667", "", "", 0, 1.0},
		{"loyal", "age", "18-34", 5, "41.666667", "40.909091", "101.851852", "", "", 0, 1.0},
		{"loyal", "age", "35-54", 4, "33.333333", "25.000000", "133.333333", "", "", 0, 0.6782646919726799},
		{"loyal", "age", "55+", 3, "25.000000", "34.090909", "73.333333", "", "", 0, 0.6856898605589006},
		{"lost", "age", "18-34", 5, "41.666667", "40.909091", "101.851852", "", "", 0, 1.0},
		{"lost", "age", "35-54", 2, "16.666667", "25.000000", "66.666667", "", "", 0, 0.7182867030895563},
		{"lost", "age", "55+", 5, "41.666667", "34.090909", "122.222222", "", "", 0, 0.7587304047777242},
		{"new", "income", "", 21, "", "", "", "46.345238", "53.000000", -1.4144676510701386, 0.15722463898165295},
		{"loyal", "income", "", 13, "", "", "", "56.615385", "53.000000", 0.5310371350767008, 0.5953930460081001},
		{"lost", "income", "", 14, "", "", "", "59.625000", "53.000000", 1.0245736308852353, 0.30556441194018025},
	} {
		text := func(column int) string { return rec.Column(column).(*array.String).Value(row) }
		got := fmt.Sprint(text(0), text(1), text(2), rec.Column(3).(*array.Int64).Value(row),
			decimal(4, row), decimal(5, row), decimal(6, row), decimal(7, row), decimal(8, row))
		if want := fmt.Sprint(want.group, want.attribute, want.value, want.customers, want.share, want.all, want.index, want.mean, want.mu); got != want {
			t.Errorf("row %d: %s, want %s", row, got, want)
		}
		z, p := rec.Column(9).(*array.Float64).Value(row), rec.Column(10).(*array.Float64).Value(row)
		if math.Abs(z-want.z) > 1e-12 || math.Abs(p-want.p) > 1e-11 {
			t.Errorf("row %d: z %v, p %v, want %v, %v", row, z, p, want.z, want.p)
		}
	}
	if rec.NumRows() != 12 {
		t.Errorf("%d rows", rec.NumRows())
	}
}

func TestNoDeviationHasNoZ(t *testing.T) {
	attributes := known(t, []string{"age"}, [][]string{{"5"}, {"5"}, {"5"}})
	p, err := Of(Groups{[]string{"a", "b"}, []uint16{0, 1, 0}}, attributes, []string{"age"})
	if err != nil || len(p) != 2 || p[0].Mean.Z != nil {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestGroupsOfNobodyKnownHaveNoRows(t *testing.T) {
	attributes := known(t, []string{"city"}, [][]string{{"Bern"}, nil, {"Basel"}})
	p, err := Of(Groups{[]string{"a", "b", "c"}, []uint16{0, 1, 0}}, attributes, []string{"city"})
	if err != nil || len(p) != 2 || p[0].Share.Value != "Basel" || p[1].Group != "a" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestUnknownAttributesAndTooManyValuesAreRefused(t *testing.T) {
	var cells [][]string
	groups := Groups{Names: []string{"a"}}
	for i := range maxValues + 1 {
		cells = append(cells, []string{fmt.Sprint("street ", i)})
		groups.Position = append(groups.Position, 0)
	}
	attributes := known(t, []string{"address"}, cells)
	var many *ValuesError
	if _, err := Of(groups, attributes, []string{"address"}); !errors.As(err, &many) || many.Values != maxValues+1 {
		t.Errorf("got %v", err)
	}
	if _, err := Of(groups, attributes, []string{"age"}); err == nil || !strings.Contains(err.Error(), "there are address") {
		t.Errorf("got %v", err)
	}
}
