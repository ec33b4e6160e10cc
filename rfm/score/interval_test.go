package score

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

func TestIntervalsOfQuantilesAreTheScores(t *testing.T) {
	c := &rfm.Customers{Scale: 1}
	var ids []string
	for i := range 97 {
		ids = append(ids, fmt.Sprintf("%03d", i))
		c.Recency = append(c.Recency, int32(i))
		c.Orders = append(c.Orders, 1)
		c.Monetary = append(c.Monetary, decimal128.FromI64(int64(i*i%53)-20))
	}
	c.Average = c.Monetary
	var err error
	if c.ID, err = rfm.NewIDs(ids); err != nil {
		t.Fatal(err)
	}
	for _, bins := range []int{2, 5, 10} {
		s, err := Score(c, Options{Bins: Bins{bins, bins, bins}})
		if err != nil {
			t.Fatal(err)
		}
		for i, place := range Intervals(c.Monetary, 1, Quantiles(c.Monetary, 1, bins)) {
			if place+1 != s.M[i] {
				t.Fatalf("%d bins, customer %d: interval %d, score %d", bins, i, place, s.M[i])
			}
		}
	}
}

func TestAValueOnACutPointIsBelowIt(t *testing.T) {
	values := []decimal128.Num{decimal128.FromI64(99), decimal128.FromI64(100), decimal128.FromI64(101), decimal128.FromI64(-5)}
	got := Intervals(values, 1, []*big.Rat{big.NewRat(0, 1), big.NewRat(10, 1)})
	if fmt.Sprint(got) != "[1 1 2 0]" {
		t.Errorf("got %v", got)
	}
}
