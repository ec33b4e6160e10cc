package value

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// TestFloatIsTheOneThatTheTextReadsAs: 0.35 is 35/100, not 35 × 0.01.
func TestFloatIsTheOneThatTheTextReadsAs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	decimals := []decimal128.Num{decimal128.FromI64(35), decimal128.FromI64(1<<53 + 1), decimal128.FromI64(-1 << 63), decimal128.New(1<<50, 7)}
	for range 5000 {
		decimals = append(decimals, decimal128.FromI64(random.Int64()>>random.IntN(63)), decimal128.FromI64(-random.Int64()>>random.IntN(63)))
	}
	for _, scale := range []int32{0, 2, 5, 22, 23, 37} {
		out := make([]float64, len(decimals))
		Floats(out, decimals, scale)
		for i, n := range decimals {
			want, err := strconv.ParseFloat(n.ToString(scale), 64)
			if err != nil || out[i] != want || Float(n, scale) != want {
				t.Fatalf("%s: %v, want %v, %v", n.ToString(scale), out[i], want, err)
			}
		}
	}
}
