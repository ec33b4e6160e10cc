package decimal

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

func TestAverageRoundsHalvesToEven(t *testing.T) {
	for _, c := range []struct{ sum, orders, want int64 }{{5, 2, 2}, {7, 2, 4}, {-5, 2, -2}, {-7, 2, -4}, {10, 3, 3}, {20, 3, 7}, {-20, 3, -7}} {
		if got, ok := Divide(decimal128.FromI64(c.sum), c.orders, 0); !ok || got != decimal128.FromI64(c.want) {
			t.Errorf("%d / %d = %v, want %d", c.sum, c.orders, got, c.want)
		}
		wide, ok := Divide(decimal128.FromI64(c.sum), c.orders*10, 1)
		if !ok || wide != decimal128.FromI64(c.want) {
			t.Errorf("%d / %d with one more decimal = %v, want %d", c.sum, c.orders*10, wide, c.want)
		}
	}
}

func TestSumsAndProductsBeyond38DigitsDoNotFit(t *testing.T) {
	most := decimal128.GetMaxValue(Precision)
	one := decimal128.FromI64(1)
	for name, fits := range map[string]func() bool{
		"add":      func() bool { _, ok := Add(most, one); return ok },
		"rescale":  func() bool { _, ok := Rescale(most, 1); return ok },
		"multiply": func() bool { _, ok := Multiply(most, decimal128.FromI64(2)); return ok },
		"divide":   func() bool { _, ok := Divide(most, 1, 1); return ok },
	} {
		if fits() {
			t.Errorf("%s: 39 digits fit", name)
		}
	}
	if sum, ok := AddWide(most, one); !ok || sum.Sub(one) != most {
		t.Errorf("128 bits hold %v", sum.BigInt())
	}
	if _, ok := AddWide(decimal128.New(1<<63-1, 1<<64-1), one); ok {
		t.Error("one more than the largest 128-bit integer fits")
	}
}

func TestParseReadsPlainDecimals(t *testing.T) {
	for _, c := range []struct {
		text, want string
		scale      int32
	}{
		{"12.50", "12.50", 2}, {"-0.5", "-0.5", 1}, {"+7", "7", 0}, {".25", "0.25", 2},
		{"", "", 0}, {"1.", "", 0}, {"--1", "", 0}, {"1e3", "", 0}, {"1,5", "", 0}, {"1234567890123456789012345678901", "", 0},
	} {
		unscaled, scale, err := Parse(c.text)
		if c.want == "" {
			if err == nil {
				t.Errorf("%q is read", c.text)
			}
			continue
		}
		if err != nil || scale != c.scale || Text(unscaled, scale) != c.want {
			t.Errorf("%q is %v with scale %d, %v", c.text, unscaled, scale, err)
		}
	}
}
