package formula

import (
	"rfm/io/vector"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

func column(scale int32, values ...int64) *vector.Vector {
	v := &vector.Vector{Kind: vector.KindDecimal, Scale: scale}
	for _, n := range values {
		v.Decimals = append(v.Decimals, decimal128.FromI64(n))
	}
	return v
}

// TestFormulasAreExact: the results were computed by hand.
func TestFormulasAreExact(t *testing.T) {
	total, refunded, rate := column(2, 1050, 99999999999999), column(1, 5, 0), column(3, 100, 250)
	refunded.SetNull(1, 2)
	for _, c := range []struct {
		text    string
		columns []*vector.Vector
		want    [2]string
	}{
		{"Total - Refunded", []*vector.Vector{total, refunded}, [2]string{"10.00", "999999999999.99"}},
		{`Total - "Amount Refunded"`, []*vector.Vector{total, refunded}, [2]string{"10.00", "999999999999.99"}},
		{"Total * (1 - Rate)", []*vector.Vector{total, rate}, [2]string{"9.45000", "749999999999.99250"}},
		{"-Total / 100", []*vector.Vector{total}, [2]string{"-0.1050", "-9999999999.9999"}},
		{"Total * 1.19", []*vector.Vector{total}, [2]string{"12.4950", "1189999999999.9881"}},
		{"properties.total + properties.tax", []*vector.Vector{total, refunded}, [2]string{"11.00", "999999999999.99"}},
	} {
		f, err := Parse("--amount", c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		var out vector.Vector
		f.Evaluate(&out, c.columns, 2, func(row int) { t.Errorf("%s: row %d is too wide", c.text, row) })
		for row, want := range c.want {
			if got := out.Decimals[row].ToString(out.Scale); got != want {
				t.Errorf("%s: row %d is %s, want %s", c.text, row, got, want)
			}
		}
	}
}

func TestWhatIsNotExactIsRefused(t *testing.T) {
	for _, text := range []string{"Total / 3", "Total / Refunded", "1 + 2", "Total > 3", "round(Total)", "Total -"} {
		if _, err := Parse("--amount", text); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}
