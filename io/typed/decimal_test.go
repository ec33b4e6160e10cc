package typed

import (
	"math"
	"math/big"
	"math/rand/v2"
	"rfm/io/value"
	"rfm/io/vector"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// TestShortDecimal holds the fast way from a float to a decimal equal to the
// shortest form that strconv finds, for prices, for neighbours of prices and
// for any bits.
func TestShortDecimal(t *testing.T) {
	check := func(v float64, from int) {
		t.Helper()
		m, places, ok := shortDecimal(v, from)
		slow, scale, slowOK := shortestDecimal(v, false)
		if !ok {
			return
		}
		fast := decimal128.FromI64(m)
		// The fast way may keep zeros at the end: it starts at from places.
		if up, upOK := value.ScaleUp(slow, int32(places)-scale); !slowOK || int32(places) < scale || !upOK || up != fast {
			t.Fatalf("%v: %d at %d places, strconv %s at %d", v, m, places, slow.ToString(0), scale)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300_000 {
		cents := float64(random.Int64N(1e9)-5e8) / 100
		if _, _, ok := shortDecimal(cents, 0); !ok {
			t.Fatalf("%v is not short", cents)
		}
		check(cents, 2)
		check(math.Nextafter(cents, math.Inf(1)), 0)
		check(float64(random.Int64N(2e15)-1e15)/math.Pow10(random.IntN(10)), random.IntN(10))
		check(math.Float64frombits(random.Uint64()), 0)
		check(random.Float64(), 0)
	}
	for _, v := range []float64{0, math.Copysign(0, -1), 0.30000000000000004, 1e15 - 1, 1e15, 1e15 + 1, 9007199254740993, 0.000000001, 4.35, 1.005, 5e-324, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()} {
		for from := range shortPlaces + 1 {
			check(v, from)
			check(-v, from)
		}
	}
}

func TestShortestDecimal(t *testing.T) {
	for _, test := range []struct {
		v      float64
		single bool
		want   string // "" if it does not fit
	}{
		{0, false, "0"},
		{0.30000000000000004, false, "0.30000000000000004"},
		{-1e-7, false, "-0.0000001"},
		{1e22, false, "10000000000000000000000"},
		{-1.5e37, false, "-15000000000000000000000000000000000000"},
		{1e38, false, "100000000000000000000000000000000000000"},
		{1.8e38, false, ""},
		{1e-38, false, "0.00000000000000000000000000000000000001"},
		{1e-39, false, ""},
		{float64(float32(0.1)), true, "0.1"},
		{float64(float32(16777216)), true, "16777216"},
		{math.NaN(), false, ""},
		{math.Inf(-1), false, ""},
	} {
		m, scale, ok := shortestDecimal(test.v, test.single)
		got := ""
		if ok {
			got = string(AppendDecimal(nil, m, scale))
		}
		if got != test.want {
			t.Errorf("%v: %q, want %q", test.v, got, test.want)
		}
	}
}

// TestScaleUp holds the 128-bit product equal to math/big's.
func TestScaleUp(t *testing.T) {
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	random := rand.New(rand.NewPCG(3, 4))
	for range 50_000 {
		m := decimal128.New(int64(random.Uint64())>>random.IntN(64), random.Uint64())
		by := int32(random.IntN(40))
		want := new(big.Int).Mul(m.BigInt(), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(by)), nil))
		got, ok := value.ScaleUp(m, by)
		fits := want.CmpAbs(limit) < 0 && (by <= value.MaxDecimalDigits || want.Sign() == 0)
		if ok != fits || ok && got.BigInt().Cmp(want) != 0 {
			t.Fatalf("%s·10^%d = %s, %t", m.BigInt(), by, got.BigInt(), ok)
		}
	}
}

// TestAddDecimal widens a vector's scale on the way and refuses what would not
// fit, without touching the rows before.
func TestAddDecimal(t *testing.T) {
	c := &Column{Leaf: &Leaf{Form: FormText}}
	c.Base, c.Spans = []byte("x"), []Span{{0, 1}}
	o := &Output{Want: vector.Want{Kind: vector.KindDecimal, Form: value.PlainForm()}, Column: c}
	o.vector.Kind = vector.KindDecimal
	for _, add := range []struct {
		m     int64
		scale int32
	}{{5, 0}, {-125, 2}, {7, 1}, {0, 30}, {1, 38}, {3, 0}} {
		o.addDecimal(0, decimal128.FromI64(add.m), add.scale)
	}
	var got []string
	for i := range o.vector.Decimals {
		got = append(got, shown(&o.vector, i))
	}
	// 5 at scale 38 does not fit 128 bits, so the fifth is bad.
	if want := "5 -1.25 0.7 0 0 3"; strings.Join(got, " ") != want || o.vector.Scale != 30 || len(o.Bad) != 1 || o.Bad[0].Row != 4 {
		t.Errorf("%v at scale %d, bad %v, want %s", got, o.vector.Scale, o.Bad, want)
	}
}

func TestBigEndianDecimal(t *testing.T) {
	for _, test := range []struct {
		bytes string
		want  string
	}{
		{"", "0"},
		{"\x00", "0"},
		{"\xff", "-1"},
		{"\x80", "-128"},
		{"\x01\x00", "256"},
		{"\xff\x00", "-256"},
		{"\x7f" + strings.Repeat("\xff", 15), "170141183460469231731687303715884105727"},
		{"\x80" + strings.Repeat("\x00", 15), "-170141183460469231731687303715884105728"},
		{"\x00\x7f" + strings.Repeat("\xff", 15), "170141183460469231731687303715884105727"},
		{strings.Repeat("\xff", 20), "-1"},
		{"\x00\x80" + strings.Repeat("\x00", 15), ""},
		{"\xff\x7f" + strings.Repeat("\x00", 15), ""},
		{"\x01" + strings.Repeat("\x00", 16), ""},
	} {
		n, ok := bigEndianDecimal([]byte(test.bytes))
		got := ""
		if ok {
			got = string(AppendDecimal(nil, n, 0))
		}
		if got != test.want {
			t.Errorf("%x: %q, want %q", test.bytes, got, test.want)
		}
	}
}

func TestAppendDecimal(t *testing.T) {
	for _, test := range []struct {
		m     int64
		scale int32
		want  string
	}{
		{0, 0, "0"}, {0, 2, "0.00"}, {5, 2, "0.05"}, {-5, 2, "-0.05"}, {12345, 2, "123.45"}, {-100, 2, "-1.00"},
		{math.MinInt64, 0, "-9223372036854775808"}, {math.MaxInt64, 19, "0.9223372036854775807"},
	} {
		if got := string(AppendDecimal(nil, decimal128.FromI64(test.m), test.scale)); got != test.want {
			t.Errorf("%d at %d: %s, want %s", test.m, test.scale, got, test.want)
		}
	}
	if got := string(AppendDecimal(nil, decimal128.New(1, 0).Negate(), 20)); got != "-0.18446744073709551616" {
		t.Error(got)
	}
}

func TestAppendFloat(t *testing.T) {
	for _, test := range []struct {
		v    float64
		want string // as Python writes it
	}{
		{17850, "17850.0"}, {0, "0.0"}, {-0.5, "-0.5"}, {1e15, "1000000000000000.0"}, {1e16, "1e+16"}, {0.0001, "0.0001"}, {0.00001, "1e-05"}, {math.Inf(1), "+Inf"},
	} {
		if got := string(appendPythonFloat(nil, test.v, false)); got != test.want {
			t.Errorf("%v: %s, want %s", test.v, got, test.want)
		}
	}
	if got := string(appendPythonFloat(nil, float64(float32(0.1)), true)); got != "0.1" {
		t.Error(got)
	}
}

func TestAppendUUID(t *testing.T) {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(i * 17)
	}
	if got := string(appendUUID(nil, b)); got != "00112233-4455-6677-8899-aabbccddeeff" {
		t.Error(got)
	}
}

func BenchmarkShortDecimal(b *testing.B) {
	values := make([]float64, 4096)
	for i := range values {
		values[i] = float64(i*7919%50_000) / 100
	}
	b.Run("fast", func(b *testing.B) {
		for b.Loop() {
			for _, v := range values {
				shortDecimal(v, 2)
			}
		}
	})
	b.Run("strconv", func(b *testing.B) {
		for b.Loop() {
			for _, v := range values {
				shortestDecimal(v, false)
			}
		}
	})
}

// shown writes a cell for comparison; decimals without trailing zeros.
func shown(v *vector.Vector, i int) string {
	if v.IsNull(i) {
		return "null"
	}
	switch v.Kind {
	case vector.KindDay:
		return v.Days[i].ToTime().Format(time.DateOnly)
	case vector.KindDecimal:
		s := string(AppendDecimal(nil, v.Decimals[i], v.Scale))
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	case vector.KindNumber:
		return strconv.FormatFloat(v.Numbers[i], 'g', -1, 64)
	default:
		return string(v.Text(i))
	}
}
