package pareto

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

func mustRank(t testing.TB, c *rfm.Customers) *Ranking {
	t.Helper()
	r, err := Rank(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustTiers(t testing.TB, text string) Tiers {
	t.Helper()
	tiers, err := ParseTiers(text)
	if err != nil {
		t.Fatal(err)
	}
	return tiers
}

func mustABC(t testing.TB, text string) ABC {
	t.Helper()
	abc, err := ParseABC(text)
	if err != nil {
		t.Fatal(err)
	}
	return abc
}

func TestRankSmall(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []int64
		order  []int32
		gini   string // "" where there are no shares
		reach  int    // of 80 %
		abc    []int
		below  int
	}{
		{"one has all", []int64{0, 0, 0, 8}, []int32{3, 0, 1, 2}, "3/4", 1, []int{1, 1, 4}, 0},
		{"equal ones by id", []int64{2, 2, 2, 2}, []int32{0, 1, 2, 3}, "0/1", 4, []int{4, 4, 4}, 0},
		// 80 of 100 is reached exactly by the second; the third is B, up to 95.
		{"on the limits", []int64{5, 15, 30, 50}, []int32{3, 2, 1, 0}, "3/8", 2, []int{2, 3, 4}, 0},
		// 60, then 120 %, 140 %, and back to 100 %.
		{"below zero", []int64{-40, 20, 60, 60, 0}, []int32{2, 3, 1, 4, 0}, "26/25", 2, []int{2, 2, 5}, 1},
		{"one customer", []int64{7}, []int32{0}, "0/1", 1, []int{1, 1, 1}, 0},
		{"nothing", []int64{0, 0}, []int32{0, 1}, "", 0, nil, 0},
		{"less than nothing", []int64{-3, 2}, []int32{1, 0}, "", 0, nil, 1},
	} {
		r := mustRank(t, rfmtest.Customers(2, c.values...))
		gini := ""
		if g := r.Gini(); g != nil {
			gini = g.String()
		}
		abc := mustABC(t, "80,95").Ends(r)
		if !slices.Equal(r.Order, c.order) || gini != c.gini || r.Reach(big.NewRat(4, 5)) != c.reach || !slices.Equal(abc, c.abc) || r.BelowZero() != c.below {
			t.Errorf("%s: order %d, gini %q, 80 %% by %d, classes %d, %d below zero", c.name, r.Order, gini, r.Reach(big.NewRat(4, 5)), abc, r.BelowZero())
		}
	}
}

func TestTopIsRoundedUpExactly(t *testing.T) {
	for _, c := range []struct {
		n, want int
		percent string
	}{
		{4338, 868, "20"}, {4338, 44, "1"}, {23570, 4714, "20"}, {23570, 236, "1"}, {18417, 3684, "20"},
		{100, 7, "7"}, {100, 29, "29"}, {1000, 1, "0.1"}, {1000, 2, "0.10000001"}, {5, 1, "1"}, {3, 3, "100"},
	} {
		parts, err := ParsePercents(c.percent)
		if err != nil {
			t.Fatal(err)
		}
		if got := mustRank(t, rfmtest.Customers(0, make([]int64, c.n)...)).Top(parts[0]); got != c.want {
			t.Errorf("top %s %% of %d are %d, want %d", c.percent, c.n, got, c.want)
		}
	}
}

func TestTiersOfFewCustomersCanBeEmpty(t *testing.T) {
	r := mustRank(t, rfmtest.Customers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
	ends := mustTiers(t, "1,4,15,80").Ends(r)
	if want := []int{1, 1, 2, 10}; !slices.Equal(ends, want) {
		t.Errorf("tiers end at %d, want %d", ends, want)
	}
	if got, want := r.Positions(ends), []uint8{3, 3, 3, 3, 3, 3, 3, 3, 2, 0}; !slices.Equal(got, want) {
		t.Errorf("positions %d, want %d", got, want)
	}
	if part := r.Part(1, 2); part != (Part{1, 9, decimal128.FromI64(9)}) {
		t.Errorf("the third tier is %v", part)
	}
}

func TestPartsRefused(t *testing.T) {
	for _, text := range []string{"", "1,4,15", "50,60", "-10,110", "0,100", "x", "50,,50", "99.9999999"} {
		if tiers, err := ParseTiers(text); err == nil {
			t.Errorf("tiers %q: %v", text, tiers)
		}
	}
	for _, text := range []string{"", "95,80", "80,80", "80,100", "0,80", "a"} {
		if abc, err := ParseABC(text); err == nil {
			t.Errorf("abc %q: %v", text, abc)
		}
	}
}

// The figures for the orders of R's package rfm were computed with its data in R.
func TestRankOfSampleOrders(t *testing.T) {
	r := mustRank(t, rfmtest.Summed(t, rfmtest.Sample(t, "rfm-orders.csv"), "customer_id", "order_date", "2006-01-02", "revenue", "2006-12-31"))
	if got := r.Gini().FloatString(6); got != "0.289603" {
		t.Errorf("gini %s", got)
	}
	if k := r.Top(big.NewRat(1, 5)); k != 199 || r.Share(k).FloatString(6) != "0.356232" {
		t.Errorf("the first %d have %s", k, r.Share(k).FloatString(6))
	}
}

func TestRankRecord(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	abc, tiers := mustABC(t, "80,95"), mustTiers(t, "1,19,80")
	for _, c := range []struct {
		values []int64
		want   string
	}{
		{[]int64{1000, 500, 1500}, `[{"abc_class":"A","customer_id":"a000","customers_pct":"66.666667","monetary":"10","rank":2,"revenue_cum_pct":"83.333333","revenue_pct":"33.333333","tier":3}
,{"abc_class":"B","customer_id":"a001","customers_pct":"100","monetary":"5","rank":3,"revenue_cum_pct":"100","revenue_pct":"16.666667","tier":3}
,{"abc_class":"A","customer_id":"a002","customers_pct":"33.333333","monetary":"15","rank":1,"revenue_cum_pct":"50","revenue_pct":"50","tier":1}` + "\n]"},
		{[]int64{0}, `[{"abc_class":null,"customer_id":"a000","customers_pct":"100","monetary":"0","rank":1,"revenue_cum_pct":null,"revenue_pct":null,"tier":1}` + "\n]"},
	} {
		rec, err := mustRank(t, rfmtest.Customers(2, c.values...)).Record(mem, abc, tiers)
		if err != nil {
			t.Fatal(err)
		}
		text, err := rec.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != c.want {
			t.Errorf("%s\nwant %s", text, c.want)
		}
		rec.Release()
	}
}

func TestRankErrors(t *testing.T) {
	if _, err := Rank(&rfm.Customers{}); !errors.Is(err, rfm.ErrNoCustomers) {
		t.Errorf("nobody: %v", err)
	}
	most, one := decimal128.GetMaxValue(38), decimal128.FromI64(1)
	for _, c := range []struct {
		name   string
		values []decimal128.Num
	}{
		{"a total of 39 digits", []decimal128.Num{most, one, {}}},
		{"costs of 39 digits", []decimal128.Num{most, most.Negate(), one.Negate()}},
	} {
		p := rfmtest.Customers(0, 1, 2, 3)
		p.Monetary = c.values
		if _, err := Rank(p); !errors.Is(err, rfm.ErrOverflow) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func BenchmarkRank(b *testing.B) {
	c := rfmtest.Many(1_000_000)
	abc, tiers := mustABC(b, "80,95"), mustTiers(b, "1,4,15,80")
	b.Run("rank", func(b *testing.B) {
		for b.Loop() {
			mustRank(b, c)
		}
	})
	b.Run("record", func(b *testing.B) {
		r := mustRank(b, c)
		for b.Loop() {
			rec, err := r.Record(memory.DefaultAllocator, abc, tiers)
			if err != nil {
				b.Fatal(err)
			}
			rec.Release()
		}
	})
}
