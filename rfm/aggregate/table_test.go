package aggregate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// mixedRows are rows of customers with ids of many forms, of whom some have more than
// a group has room for.
func mixedRows(n int) []row {
	random := rand.New(rand.NewPCG(13, 14))
	rows := make([]row, n)
	for i := range rows {
		c := random.IntN(n / 10)
		r := row{customer: fmt.Sprintf("C%07d", 4_000_000+c), day: 15000 + random.Int32N(400), amount: random.Int64N(100_000), scale: 2,
			order: fmt.Sprint("INV", random.IntN(n/3))}
		switch {
		case c%20 == 0:
			r.customer = "shop"
		case c%20 == 1:
			r.customer = fmt.Sprint("C", c) // as many digits as it needs
		case c%20 == 2:
			r.customer = fmt.Sprintf("%08x-1111-4222-a333-%012x", c, c)
		case c%20 == 4:
			r.customer = fmt.Sprintf("somebody.with.a.long.name.%d@customers.example.com", c)
		case c%20 == 5:
			r.customer = strings.Repeat("顾客", c%9+1)
		case c == 3:
			r.amount = math.MaxInt64 - r.amount
		case random.IntN(50) == 0:
			r.amount, r.isReturn = -r.amount, true
		case random.IntN(50) == 0:
			r.day += 70_000
		case random.IntN(50) == 0:
			r.order = ""
		}
		rows[i] = r
	}
	return rows
}

func TestIDsOfAnyFormGiveWhatAMapGives(t *testing.T) {
	rows := mixedRows(10_000)
	for _, s := range []Settings{{}, {Count: CountRows}, {Count: CountDays}, {Returns: KeepReturns}, {Returns: DropReturns, Monetary: rfm.MeanOrder}, {Memory: 200_000}, {Memory: 1}} {
		for _, aggregators := range []int{1, 3} {
			c, _ := aggregate(t, rows, s, aggregators, 1000)
			got, want := lines(c), reference(rows, s)
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("%+v, %d aggregators: %s", s, aggregators, firstDifference(got, want))
			}
		}
	}
}

// Ids of every length are found again, and not taken for one another.
func TestTableTellsIDsApart(t *testing.T) {
	var table table
	var ids []string
	for length := 1; length < 300; length++ {
		for _, last := range []string{"a", "b", "\x00"} {
			ids = append(ids, strings.Repeat("x", length-1)+last, last+strings.Repeat("x", length))
		}
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for round := range 2 {
		for i, id := range ids {
			if got := table.findOrInsert(keyOf([]byte(id)), []byte(id)); got != uint32(i) {
				t.Fatalf("round %d: %q is group %d, want %d", round, id, got, i)
			}
		}
	}
	for i, id := range ids {
		if got := string(table.id(table.at(uint32(i)))); got != id {
			t.Errorf("group %d is that of %q, want %q", i, got, id)
		}
	}
}

// Ids with one hash, which no file will have, are told apart all the same.
func TestEqualHashesAreToldApart(t *testing.T) {
	var table table
	a, b := table.findOrInsert(7<<8|4, []byte("anna")), table.findOrInsert(7<<8|4, []byte("hans"))
	if again := table.findOrInsert(7<<8|4, []byte("anna")); a == b || again != a {
		t.Errorf("groups %d, %d and %d", a, b, again)
	}
}

func TestGroupsHoldAnySum(t *testing.T) {
	var table table
	number := table.findOrInsert(keyOf([]byte("a")), []byte("a"))
	for range 3 {
		if !table.add(number, table.at(number), decimal128.FromI64(math.MaxInt64)) {
			t.Fatal("does not fit")
		}
		if !table.addSums(number, sums{wideSums{decimal128.FromI64(-5), math.MaxUint32}, 5, 7}) {
			t.Fatal("does not fit")
		}
	}
	table.addOrder(number, table.at(number))
	got, ok := table.sums(number)
	want := sums{wideSums{decimal128.FromI64(math.MaxInt64).Mul(decimal128.FromI64(3)).Sub(decimal128.FromI64(15)), 3*math.MaxUint32 + 1}, 5, 7}
	if !ok || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !table.rescale(3) {
		t.Fatal("does not fit")
	}
	got, _ = table.sums(number)
	if want.amount = want.amount.Mul(decimal128.FromI64(1000)); got != want {
		t.Errorf("with more decimals: got %+v, want %+v", got, want)
	}
}
