package value

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

func TestDecimalText(t *testing.T) {
	least := decimal128.New(math.MinInt64, 0)
	most := decimal128.New(math.MaxInt64, math.MaxUint64)
	for _, test := range []struct {
		value decimal128.Num
		scale int32
		want  string
	}{
		{decimal128.FromI64(1785010), 2, "17850.10"},
		{decimal128.FromI64(0), 2, "0.00"},
		{decimal128.FromI64(0), 0, "0"},
		{decimal128.FromI64(-5), 2, "-0.05"},
		{decimal128.FromI64(-500), 2, "-5.00"},
		{decimal128.FromI64(7), 0, "7"},
		{decimal128.FromI64(7), -3, "7000"},
		{decimal128.FromI64(0), -3, "0"},
		{decimal128.FromI64(1), 38, "0.00000000000000000000000000000000000001"},
		{decimal128.FromU64(math.MaxUint64), 19, "1.8446744073709551615"},
		{decimal128.FromU64(math.MaxUint64), 20, "0.18446744073709551615"},
		{decimal128.New(1, 0), 4, "1844674407370955.1616"},
		{least, 0, "-170141183460469231731687303715884105728"},
		{least, 2, "-1701411834604692317316873037158841057.28"},
		{most, 38, "1.70141183460469231731687303715884105727"},
	} {
		if got := string(NewDecimalText(test.scale).Append(nil, test.value)); got != test.want {
			t.Errorf("%s scale %d: got %s, want %s", test.value.BigInt(), test.scale, got, test.want)
		}
	}
}

func TestDecimalTextIsThatOfBigIntegers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		n := decimal128.New(int64(random.Uint64())>>random.IntN(64), random.Uint64()>>random.IntN(64))
		scale := int32(random.IntN(39))
		got, ok := new(big.Rat).SetString(string(NewDecimalText(scale).Append(nil, n)))
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
		if !ok || got.Cmp(new(big.Rat).SetFrac(n.BigInt(), unit)) != 0 {
			t.Fatalf("%s scale %d: got %s", n.BigInt(), scale, got.FloatString(int(scale)))
		}
	}
}

func TestIntegerText(t *testing.T) {
	for shift := range 64 {
		for _, v := range []int64{math.MaxInt64 >> shift, math.MinInt64 >> shift, 1<<shift - 1} {
			if got := string(AppendInt(nil, v)); got != strconv.FormatInt(v, 10) {
				t.Errorf("got %s, want %d", got, v)
			}
		}
	}
}

func TestFloatText(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 3: "3", 0.1: "0.1", 1e20: "100000000000000000000", 1e21: "1e+21", -1e-7: "-1e-07",
		1.0 / 3: "0.3333333333333333", math.Inf(1): "inf", math.Inf(-1): "-inf",
	} {
		if got := string(AppendFloat(nil, v)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := string(AppendFloat(nil, math.NaN())); got != "nan" {
		t.Errorf("got %s, want nan", got)
	}
}
