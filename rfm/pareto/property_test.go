package pareto

import (
	"cmp"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/aggregate"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/rfmtest"
)

func TestParetoProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	for round := range 300 {
		c := rfmtest.Drawn(random, 1+random.IntN(120))
		if round%50 == 0 {
			c = rfmtest.Drawn(random, 9000) // sorted in two halves
		}
		if round%3 == 0 { // more than 64 bits
			for i, v := range c.Monetary {
				c.Monetary[i] = v.Mul(decimal128.New(1, 12345))
			}
		}
		r := mustRank(t, c)
		checkOrder(t, r)
		if !r.HasShares() {
			continue
		}
		n := r.Len()
		total := r.Total().BigInt()

		// All shares make 1, exactly, and the curve never bends upwards.
		sum := new(big.Rat)
		var before *big.Rat
		for k, i := range r.Order {
			own := new(big.Rat).SetFrac(c.Monetary[i].BigInt(), total)
			if before != nil && own.Cmp(before) > 0 {
				t.Fatalf("round %d: the share of rank %d is above the one before", round, k+1)
			}
			if sum.Add(sum, own); sum.Cmp(r.Share(k+1)) != 0 {
				t.Fatalf("round %d: the first %d have %v, not %v", round, k+1, r.Share(k+1), sum)
			}
			before = own
		}
		if !sum.IsInt() || sum.Num().Int64() != 1 {
			t.Fatalf("round %d: the shares make %v", round, sum)
		}

		if n < 200 {
			if got, want := r.Gini(), meanDifference(r); got.Cmp(want) != 0 {
				t.Fatalf("round %d: gini %v, want %v", round, got, want)
			}
		}
		last := 0
		for p := int64(1); p <= 200; p++ {
			part := big.NewRat(p, 200)
			k := r.Top(part)
			if k < last || big.NewRat(int64(k), int64(n)).Cmp(part) < 0 || big.NewRat(int64(k-1), int64(n)).Cmp(part) >= 0 {
				t.Fatalf("round %d: the top %v of %d are %d, after %d", round, part, n, k, last)
			}
			last = k
			if k := r.Reach(part); r.Share(k).Cmp(part) < 0 || r.Share(k-1).Cmp(part) >= 0 {
				t.Fatalf("round %d: %d of %d reach %v", round, k, n, part)
			}
		}
	}
}

// checkOrder wants the highest value first and equal values by id, whatever
// customer has them.
func checkOrder(t *testing.T, r *Ranking) {
	t.Helper()
	want := make([]int32, r.Len())
	for i := range want {
		want[i] = int32(i)
	}
	slices.SortFunc(want, func(i, j int32) int {
		return cmp.Or(r.Values[j].Cmp(r.Values[i]), cmp.Compare(r.Customers.ID.At(int(i)), r.Customers.ID.At(int(j))))
	})
	if !slices.Equal(r.Order, want) {
		t.Fatalf("order %d\nwant  %d", r.Order, want)
	}
}

// meanDifference is the Gini coefficient by its definition: half of the mean
// difference between any two customers, relative to the mean.
func meanDifference(r *Ranking) *big.Rat {
	sum := new(big.Int)
	for _, v := range r.Values {
		for _, w := range r.Values {
			d := new(big.Int).Sub(v.BigInt(), w.BigInt())
			sum.Add(sum, d.Abs(d))
		}
	}
	n := big.NewInt(2 * int64(r.Len()))
	return new(big.Rat).SetFrac(sum, n.Mul(n, r.Total().BigInt()))
}

// The ranking is that of the customers, not of the rows they came in.
// aggregated makes customers of transactions, JSON objects with amounts of two
// decimals: every other one goes to another aggregator.
func aggregated(t *testing.T, rows []string) *rfm.Customers {
	t.Helper()
	fields := rfm.TransactionSchema(false).Fields()
	fields[2].Type = rfm.Money(2)
	all := aggregate.NewAggregators(2, aggregate.Settings{})
	for i, row := range rows {
		record, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(fields, nil), strings.NewReader("["+row+"]"))
		if err != nil {
			t.Fatal(err)
		}
		if err := all[i%2].Add(record); err != nil {
			t.Fatal(err)
		}
		record.Release()
	}
	c, _, err := aggregate.Combine(all...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRankingDoesNotDependOnTheOrderOfRows(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 2))
	rows := make([]string, 400)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"customer": "%c", "date": "2024-01-01", "amount": "%s", "return": false}`,
			'a'+random.IntN(26), big.NewRat(random.Int64N(2000)-500, 100).FloatString(2))
	}
	var first *Ranking
	for range 5 {
		c := aggregated(t, rows)
		r := mustRank(t, c)
		if first == nil {
			first = r
		}
		if !slices.Equal(r.Order, first.Order) || !slices.Equal(r.sums, first.sums) || !slices.Equal(c.ID.All(), first.Customers.ID.All()) {
			t.Fatal("the ranking depends on the order of the rows")
		}
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

func TestPercentIsRoundedToTheNearestHalvesToEven(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	for range 20_000 {
		whole := decimal128.New(random.Int64()>>1>>random.UintN(63)*random.Int64N(2), random.Uint64()>>random.UintN(64)|1)
		part := decimal128.New(0, random.Uint64()>>random.UintN(64))
		if random.IntN(2) == 0 {
			part = part.Negate()
		}
		got, fits := percentOf(part, whole)
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(part.BigInt(), decimal.Pow10(8)), whole.BigInt())
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt(got.BigInt()))
		c := off.Abs(off).Cmp(big.NewRat(1, 2))
		if !fits || c > 0 || c == 0 && got.LowBits()&1 == 1 {
			t.Fatalf("%v of %v is %v percent", part.BigInt(), whole.BigInt(), got.ToString(PercentScale))
		}
	}
	for part, want := range map[int64]string{1: "0.000000", 3: "0.000002", -3: "-0.000002", 5: "0.000002", 6: "0.000003"} {
		if got, _ := percentOf(decimal128.FromI64(part), decimal128.FromI64(200_000_000)); got.ToString(PercentScale) != want {
			t.Errorf("%d: %s, want %s", part, got.ToString(PercentScale), want)
		}
	}
}
