package aggregate

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// The book is held against a map of every customer and day, for rows in any
// order, split over aggregators, with several scales and amounts that need more
// than 64 bits.
func TestDayBookEqualsASumByDay(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	const customers, days = 300, 40
	var rows []row
	for range 60_000 {
		r := row{customer: fmt.Sprint("c", rng.IntN(customers)), day: int32(rng.IntN(days)) - 10, amount: rng.Int64N(1e9) - 2e8}
		if rng.IntN(50) == 0 {
			r.amount = 1<<62 + rng.Int64N(1<<61) // a few of them need more than 64 bits
		}
		r.isReturn = rng.IntN(30) == 0
		rows = append(rows, r)
	}
	rows = append(rows, row{customer: "returns only", day: 3, amount: -5})
	scaleAt := len(rows) / 2
	for i := range rows[scaleAt:] {
		rows[scaleAt+i].scale = 2
	}

	type key struct {
		customer string
		day      int32
	}
	net, ordered := map[key]*big.Int{}, map[key]bool{}
	for _, r := range rows {
		k := key{r.customer, r.day}
		n := big.NewInt(r.amount)
		if r.scale == 0 {
			n.Mul(n, big.NewInt(100))
		}
		if net[k] == nil {
			net[k] = new(big.Int)
		}
		net[k].Add(net[k], n)
		ordered[k] = ordered[k] || !r.isReturn && r.amount >= 0
	}

	check := func(c *rfm.Customers) {
		t.Helper()
		seen := 0
		for i, id := range c.ID.All() {
			last := arrow.Date32(-1 << 30)
			for d := range c.Days.Of(i) {
				k := key{id, int32(d.Day)}
				if d.Day <= last || net[k] == nil || d.Net.BigInt().Cmp(net[k]) != 0 || d.Ordered != ordered[k] {
					t.Fatalf("%s day %d: %v, ordered %v; want %v, %v", id, d.Day, d.Net.BigInt(), d.Ordered, net[k], ordered[k])
				}
				last = d.Day
				seen++
			}
			h := c.Days.History(i, 5)
			want := rfm.History{First: 1 << 30}
			sum, first := new(big.Int), new(big.Int)
			for day := int32(-10); day <= 5; day++ {
				k := key{id, day}
				if net[k] == nil {
					continue
				}
				sum.Add(sum, net[k])
				if ordered[k] {
					if want.Days == 0 {
						want.First, first = arrow.Date32(day), net[k]
					}
					want.Last = arrow.Date32(day)
					want.Days++
				}
			}
			if h.Days != want.Days || h.First != want.First || h.Last != want.Last || h.Net.BigInt().Cmp(sum) != 0 || h.FirstNet.BigInt().Cmp(first) != 0 {
				t.Fatalf("%s: %+v, want %+v, %v, %v", id, h, want, sum, first)
			}
		}
		if seen != len(net)-1 { // but for the customer with returns only
			t.Errorf("%d days, want %d", seen, len(net)-1)
		}
	}
	for _, split := range []int{1, 3} {
		c, _ := aggregate(t, rows, Settings{Days: true}, split, 500)
		check(c)
	}
	half := slices.Clone(rows[:scaleAt])
	rng.Shuffle(len(half), func(i, j int) { half[i], half[j] = half[j], half[i] })
	c, _ := aggregate(t, append(half, rows[scaleAt:]...), Settings{Days: true}, 2, 777)
	check(c)
}

func TestDaysAreKeptOnlyWhenAskedFor(t *testing.T) {
	if c, _ := aggregate(t, []row{{customer: "a", day: 1, amount: 2}}, Settings{}, 1, 1); c.Days != nil {
		t.Error("days nobody asked for")
	}
}

// With profits a day is these; a loss is an order, and a return is told by its
// amount.
func TestDaysOfProfits(t *testing.T) {
	fields := rfm.WithProfit(rfm.TransactionSchema(false)).Fields()
	a := NewAggregators(1, Settings{Days: true})[0]
	for _, batch := range []struct {
		amount, profit []int64
		scale, profits int32
	}{{[]int64{100, 70, -30}, []int64{4000, -9000, 1000}, 0, 2}, {[]int64{5000, 1}, []int64{3, 0}, 3, 1}} {
		fields[2].Type, fields[4].Type = rfm.Money(batch.scale), rfm.Money(batch.profits)
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
		for i := range batch.amount {
			b.Field(0).(*array.StringBuilder).Append([]string{"a", "b"}[i/2])
			b.Field(1).(*array.Date32Builder).Append(arrow.Date32(10 + i%2))
			b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(batch.amount[i]))
			b.Field(3).(*array.BooleanBuilder).Append(false)
			b.Field(4).(*array.Decimal128Builder).Append(decimal128.FromI64(batch.profit[i]))
		}
		rec := b.NewRecord()
		if err := a.Add(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
	}
	c, account, err := Combine(a)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := c.Days.Totals()
	if err != nil {
		t.Fatal(err)
	}
	// 40.00 - 90.00 + 0.3 + 0.0; b has a return only.
	if len(totals) != 1 || totals[0].ToString(c.Days.Scale) != "-49.700" || c.Monetary[0].ToString(c.Scale) != "175.001" {
		t.Errorf("profit %v, monetary %v", totals, c.Monetary)
	}
	if c.Orders[0] != 4 || account.Returns.Rows != 1 || account.ReturnsOnly != 1 {
		t.Errorf("%d orders, %d returns", c.Orders[0], account.Returns.Rows)
	}
}

// With costs a day is what was earned, and all else is as without.
func TestDaysLessCosts(t *testing.T) {
	fields := rfm.WithCost(rfm.TransactionSchema(false)).Fields()
	a := NewAggregators(1, Settings{Days: true})[0]
	for _, batch := range []struct {
		amount, cost []int64
		scale, costs int32
	}{{[]int64{100, 70, -30}, []int64{4000, 9000, -1000}, 0, 2}, {[]int64{5000, 1}, []int64{3, 0}, 3, 1}} {
		fields[2].Type, fields[4].Type = rfm.Money(batch.scale), rfm.Money(batch.costs)
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
		for i := range batch.amount {
			b.Field(0).(*array.StringBuilder).Append("a")
			b.Field(1).(*array.Date32Builder).Append(arrow.Date32(10 + i%2))
			b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(batch.amount[i]))
			b.Field(3).(*array.BooleanBuilder).Append(false)
			b.Field(4).(*array.Decimal128Builder).Append(decimal128.FromI64(batch.cost[i]))
		}
		rec := b.NewRecord()
		if err := a.Add(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
	}
	c, account, err := Combine(a)
	if err != nil {
		t.Fatal(err)
	}
	// Day 10: 100−40, −30+10 and 5−0.3; day 11: 70−90, a loss and yet an order, and 0.001.
	var got []string
	for d := range c.Days.Of(0) {
		got = append(got, fmt.Sprint(d.Day, " ", d.Net.ToString(c.Days.Scale), " ", d.Ordered))
	}
	if want := []string{"10 44.700 true", "11 -19.999 true"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if c.Orders[0] != 4 || account.Returns.Rows != 1 {
		t.Errorf("%d orders, %d returns", c.Orders[0], account.Returns.Rows)
	}
}
