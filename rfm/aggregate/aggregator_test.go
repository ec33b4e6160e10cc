package aggregate

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// row is one transaction of a test.
type row struct {
	customer string // "" for a guest
	day      int32
	amount   int64
	scale    int32
	order    string // "" for none
	isReturn bool
}

// record makes a record of rows of one scale.
func record(t testing.TB, mem memory.Allocator, rows []row) arrow.Record {
	t.Helper()
	fields := rfm.TransactionSchema(true).Fields()
	fields[2].Type = rfm.Money(rows[0].scale)
	b := array.NewRecordBuilder(mem, arrow.NewSchema(fields, nil))
	defer b.Release()
	text := func(i int, s string) {
		if s == "" {
			b.Field(i).AppendNull()
			return
		}
		b.Field(i).(*array.StringBuilder).Append(s)
	}
	for _, r := range rows {
		text(0, r.customer)
		b.Field(1).(*array.Date32Builder).Append(arrow.Date32(r.day))
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(r.amount))
		b.Field(3).(*array.BooleanBuilder).Append(r.isReturn)
		text(4, r.order)
	}
	return b.NewRecord()
}

// aggregate adds the rows in batches, in turn to the aggregators, and joins them.
func aggregate(t testing.TB, rows []row, s Settings, aggregators, batch int) (*rfm.Customers, rfm.Account) {
	t.Helper()
	c, account, err := tryAggregate(t, rows, s, aggregators, batch)
	if err != nil {
		t.Fatal(err)
	}
	return c, account
}

func tryAggregate(t testing.TB, rows []row, s Settings, aggregators, batch int) (*rfm.Customers, rfm.Account, error) {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	all := NewAggregators(aggregators, s)
	for i := 0; len(rows) > 0; i++ {
		n := 1
		for n < min(batch, len(rows)) && rows[n].scale == rows[0].scale {
			n++
		}
		rec := record(t, mem, rows[:n])
		err := all[i%aggregators].Add(rec)
		rec.Release()
		if err != nil {
			return nil, rfm.Account{}, err
		}
		rows = rows[n:]
	}
	return Combine(all...)
}

// reference is the plain way to aggregate: a map and big integers. It returns
// one line per customer.
func reference(rows []row, s Settings) []string {
	type order struct {
		sum     *big.Rat
		isOrder bool
	}
	type customer struct {
		sum         *big.Rat
		orders      map[string]*order
		first, last int32
	}
	lastDay := int32(-1 << 31)
	for _, r := range rows {
		if isReturn := s.Returns != KeepReturns && (r.amount < 0 || r.isReturn); r.customer != "" && !isReturn {
			lastDay = max(lastDay, r.day)
		}
	}
	if s.AsOf != nil {
		lastDay = int32(*s.AsOf)
	}
	customers := map[string]*customer{}
	for i, r := range rows {
		isReturn := s.Returns != KeepReturns && (r.amount < 0 || r.isReturn)
		if r.customer == "" || s.AsOf != nil && r.day > lastDay || isReturn && s.Returns == DropReturns {
			continue
		}
		c := customers[r.customer]
		if c == nil {
			c = &customer{sum: new(big.Rat), orders: map[string]*order{}, first: 1 << 30, last: -1 << 30}
			customers[r.customer] = c
		}
		amount := new(big.Rat).SetFrac(big.NewInt(r.amount), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.scale)), nil))
		c.sum.Add(c.sum, amount)
		key := "order " + r.order
		switch {
		case s.Count == CountDays:
			key = fmt.Sprint("day ", r.day)
		case s.Count == CountRows || r.order == "":
			key = fmt.Sprint("row ", i)
		}
		if c.orders[key] == nil {
			c.orders[key] = &order{sum: new(big.Rat)}
		}
		if s.Count != CountRows && r.order != "" || s.Count == CountDays || !isReturn {
			c.orders[key].sum.Add(c.orders[key].sum, amount)
		}
		if !isReturn {
			c.orders[key].isOrder = true
			c.first, c.last = min(c.first, r.day), max(c.last, r.day)
		}
	}
	var lines []string
	for id, c := range customers {
		var values []*big.Rat
		for _, o := range c.orders {
			if o.isOrder {
				values = append(values, o.sum)
			}
		}
		if len(values) == 0 {
			continue
		}
		slices.SortFunc(values, (*big.Rat).Cmp)
		monetary := c.sum
		switch s.Monetary {
		case rfm.MeanOrder:
			monetary = new(big.Rat).Quo(c.sum, big.NewRat(int64(len(values)), 1))
		case rfm.MedianOrder:
			monetary = new(big.Rat).Add(values[(len(values)-1)/2], values[len(values)/2])
			monetary.Quo(monetary, big.NewRat(2, 1))
		}
		lines = append(lines, fmt.Sprintf("%q %d %d %d %d %s", id, c.first, c.last, lastDay-c.last, len(values), monetary.FloatString(3)))
	}
	slices.Sort(lines)
	return lines
}

// lines writes customers as reference does.
func lines(c *rfm.Customers) []string {
	out := make([]string, c.Len())
	for i := range out {
		m := new(big.Rat).SetFrac(c.Monetary[i].BigInt(), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(c.Scale)), nil))
		out[i] = fmt.Sprintf("%q %d %d %d %d %s", c.ID.At(i), c.FirstOrder[i], c.LastOrder[i], c.Recency[i], c.Orders[i], m.FloatString(3))
	}
	return out
}

// randomRows has what real files have: guests, returns, orders of several lines
// that do not stand together, short and long ids that share beginnings, several
// scales.
func randomRows(random *rand.Rand, n int) []row {
	rows := make([]row, n)
	for i := range rows {
		r := row{day: 15000 + random.Int32N(400), amount: random.Int64N(100_000), scale: random.Int32N(3)}
		c := random.IntN(max(n/4, 1))
		switch {
		case c%17 == 0: // a guest
		case c%5 == 0:
			r.customer = fmt.Sprintf("a customer with a long name %d", c)
		case c%7 == 0:
			r.customer = strings.Repeat("x", 14+c%4)
		default:
			r.customer = fmt.Sprintf("%05d", c)
		}
		if random.IntN(10) > 0 {
			r.order = fmt.Sprint("INV", strings.Repeat("0", c%3*5), random.IntN(max(n/3, 1)))
		}
		switch random.IntN(12) {
		case 0:
			r.amount = -r.amount
		case 1:
			r.isReturn = true
		case 2: // what no slot can hold
			r.amount, r.day = 1<<62+r.amount, r.day+random.Int32N(3)*70_000-70_000
		}
		rows[i] = r
	}
	return rows
}

func TestAggregationIsThatOfAPlainMap(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many rounds")
	}
	asOf := arrow.Date32(15200)
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 10, 1_000} {
		rows := randomRows(random, n)
		for count := CountOrders; count <= CountDays; count++ {
			for returns := NetReturns; returns <= KeepReturns; returns++ {
				for monetary := rfm.SumOrders; monetary <= rfm.MedianOrder; monetary++ {
					for _, day := range []*arrow.Date32{nil, &asOf} {
						s := Settings{Count: count, Returns: returns, Monetary: monetary, AsOf: day}
						c, _ := aggregate(t, rows, s, 1+n%3, 1+n/7)
						got, want := lines(c), reference(rows, s)
						slices.Sort(got)
						if !slices.Equal(got, want) {
							t.Fatalf("%d rows, %+v: %d customers, want %d; first difference: %s", n, s, len(got), len(want), firstDifference(got, want))
						}
					}
				}
			}
		}
	}
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return got[i] + " against " + want[i]
		}
	}
	return "the number"
}

func TestResultDoesNotDependOnOrderSplitOrWorkers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	rows := randomRows(random, 2_000)
	for _, s := range []Settings{{}, {Monetary: rfm.MedianOrder}, {Count: CountDays}} {
		want, wantAccount := aggregate(t, rows, s, 1, 512)
		for _, aggregators := range []int{1, 2, 8} {
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			got, account := aggregate(t, rows, s, aggregators, 1+random.IntN(500))
			if account != wantAccount {
				t.Errorf("account %+v, want %+v", account, wantAccount)
			}
			if !slices.Equal(lines(got), lines(want)) {
				t.Errorf("%d aggregators: %s", aggregators, firstDifference(lines(got), lines(want)))
			}
		}
	}
}

// The buffers of several goroutines meet in the same partitions.
func TestAggregatorsWorkSideBySide(t *testing.T) {
	rows := randomRows(rand.New(rand.NewPCG(9, 10)), 40_000)
	for _, s := range []Settings{{}, {Monetary: rfm.MedianOrder, Days: true}} {
		want, wantAccount := aggregate(t, rows, s, 1, 4096)
		all := NewAggregators(4, s)
		var wg sync.WaitGroup
		for i, a := range all {
			wg.Go(func() {
				for k := i; k < len(rows); k += len(all) {
					rec := record(t, memory.DefaultAllocator, rows[k:k+1])
					if err := a.Add(rec); err != nil {
						t.Error(err)
					}
					rec.Release()
				}
			})
		}
		wg.Wait()
		got, account, err := Combine(all...)
		if err != nil || account != wantAccount || !slices.Equal(lines(got), lines(want)) {
			t.Errorf("%v, account %+v, want %+v: %s", err, account, wantAccount, firstDifference(lines(got), lines(want)))
		}
	}
}

func TestCustomersAreOrderedBytewise(t *testing.T) {
	ids := []string{"a", "a\x00", "a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00b", "aa", "z", "Z", "é", "10", "9", "00001",
		"fifteen letters", "fifteen letters and more", "fifteen letters and mor", "fifteen lettere", "a longer id than that"}
	var rows []row
	for _, id := range ids {
		rows = append(rows, row{customer: id, amount: 1})
	}
	c, _ := aggregate(t, rows, Settings{}, 2, 3)
	want := slices.Sorted(slices.Values(ids))
	if !slices.Equal(c.ID.All(), want) {
		t.Errorf("got  %q\nwant %q", c.ID.All(), want)
	}
}

func TestEveryRowIsAccountedFor(t *testing.T) {
	asOf := arrow.Date32(10)
	rows := []row{
		{customer: "late", day: 12, amount: 0},
		{customer: "a", day: 1, amount: 500}, {customer: "a", day: 2, amount: -100}, {customer: "b", day: 3, amount: -50},
		{day: 4, amount: 70}, {customer: "a", day: 11, amount: 9}, {customer: "a", day: 2, amount: 0, isReturn: true},
	}
	for _, c := range []struct {
		returns            Returns
		used, left         int64
		usedAmount         int64
		returnsOnly, score int
	}{{NetReturns, 4, 3, 350, 1, 1}, {DropReturns, 1, 6, 500, 0, 1}, {KeepReturns, 4, 3, 350, 0, 2}} {
		customers, a := aggregate(t, rows, Settings{Returns: c.returns, AsOf: &asOf}, 2, 2)
		left := a.Guests.Rows + a.AfterAsOf.Rows
		if a.ReturnsDropped {
			left += a.Returns.Rows
		}
		if a.Rows != int64(len(rows)) || a.Used.Rows != c.used || left != c.left || a.ReturnsOnly != c.returnsOnly || customers.Len() != c.score {
			t.Errorf("returns %d: %+v, %d customers", c.returns, a, customers.Len())
		}
		if a.Used.Amount != decimal128.FromI64(c.usedAmount) || a.Total().RatString() != "429" {
			t.Errorf("returns %d: used %v of %v", c.returns, a.Used.Amount, a.Total())
		}
	}
}

func TestSumsBeyond38DigitsAreAnError(t *testing.T) {
	mem := memory.NewGoAllocator()
	huge, err := decimal128.FromString("9e37", 38, 0)
	if err != nil {
		t.Fatal(err)
	}
	b := array.NewRecordBuilder(mem, rfm.TransactionSchema(false))
	for range 4 {
		b.Field(0).(*array.StringBuilder).Append("a")
		b.Field(1).(*array.Date32Builder).Append(1)
		b.Field(2).(*array.Decimal128Builder).Append(huge)
		b.Field(3).(*array.BooleanBuilder).Append(false)
	}
	rec := b.NewRecord()
	a := NewAggregators(1, Settings{})[0]
	err = a.Add(rec)
	if err == nil {
		_, _, err = Combine(a)
	}
	if !errors.Is(err, rfm.ErrOverflow) {
		t.Errorf("got %v", err)
	}
}

func TestGroupFillsACacheLine(t *testing.T) {
	if size := unsafe.Sizeof(group{}); size != 64 {
		t.Errorf("a group takes %d bytes", size)
	}
}

func TestAddTakesNoMemoryForKnownCustomers(t *testing.T) {
	rows := make([]row, 4096)
	for i := range rows {
		rows[i] = row{customer: fmt.Sprint(i % 100), day: 15000, amount: 5}
	}
	rec := record(t, memory.DefaultAllocator, rows)
	defer rec.Release()
	a := NewAggregators(1, Settings{Count: CountRows})[0]
	add := func() {
		if err := a.Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	add()
	if n := testing.AllocsPerRun(10, add); n > 10 {
		t.Errorf("%v allocations a batch of %d rows", n, len(rows))
	}
}

// Memory grows with the customers: what they take is bounded.
func TestCustomersTakeLittleMemory(t *testing.T) {
	const customers = 100_000
	rows := make([]row, customers)
	for i := range rows {
		rows[i] = row{customer: fmt.Sprintf("C%08d", i), day: 15000, amount: 5}
	}
	a := NewAggregators(1, Settings{Count: CountRows})[0]
	rec := record(t, memory.DefaultAllocator, rows)
	defer rec.Release()
	taken := func() int64 {
		if err := a.Add(rec); err != nil {
			t.Fatal(err)
		}
		var n int64
		for i := range a.tables {
			n += a.tables[i].bytes()
		}
		return n
	}
	once := taken()
	if each := once / customers; each > 80 {
		t.Errorf("%d bytes per customer", each)
	}
	if twice := taken(); twice > once+once/10 {
		t.Errorf("%d bytes after the same rows again, %d before", twice, once)
	}
}
