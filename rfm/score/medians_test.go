package score

import (
	"math/big"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

func TestMediansOfGroups(t *testing.T) {
	wide := decimal128.New(1<<40, 0) // needs more than 64 bits
	c := &rfm.Customers{
		ID:       rfmtest.IDs("a", "b", "c", "d", "e"),
		Recency:  []int32{4, 9, 7, 1, 30},
		Orders:   []int64{1, 1, 2, 5, 3},
		Monetary: []decimal128.Num{decimal128.FromI64(100), decimal128.FromI64(-5), decimal128.FromI64(250), wide, decimal128.FromI64(0)},
		Scale:    2,
	}
	group := []uint8{0, 0, 0, 0, 2}
	money := new(big.Rat).SetFrac64(350, 200) // (1.00 + 2.50) / 2
	for d, want := range map[rfm.Dimension]*big.Rat{rfm.Recency: big.NewRat(11, 2), rfm.Frequency: big.NewRat(3, 2), rfm.Monetary: money} {
		got := Medians(c, d, group, 3)
		if got[0].Cmp(want) != 0 || got[1] != nil || got[2] == nil {
			t.Errorf("%s: %v, want %v, nobody's none", d.Letter(), got, want)
		}
	}
	if last := Medians(c, rfm.Recency, group, 3)[2]; last.Cmp(big.NewRat(30, 1)) != 0 {
		t.Errorf("one customer's median is %v", last)
	}
}
