package rfm_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// sale is a row of a shop; customer and order are empty where there is none.
type sale struct {
	customer, order string
	day             arrow.Date32
	cents           int64
}

func randomSales(random *rand.Rand) []sale {
	sales := make([]sale, 400)
	for i := range sales {
		s := sale{day: arrow.Date32(19000 + random.IntN(40)), cents: random.Int64N(2000) - 300}
		if random.IntN(9) > 0 {
			s.customer = fmt.Sprintf("c%d", random.IntN(60))
		}
		if random.IntN(5) > 0 {
			s.order = fmt.Sprintf("o%d", random.IntN(200))
		}
		sales[i] = s
	}
	return sales
}

// TestGroupedRowsAreTheTransactions groups sales here, row by row, and compares
// with what the aggregation makes of them.
func TestGroupedRowsAreTheTransactions(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 200 {
		sales := randomSales(random)
		settings := aggregate.Settings{Count: aggregate.Count(round % 3), Returns: aggregate.Returns(round / 3 % 3), Monetary: rfm.Statistic(round % 2)}
		note := rfm.Grouping{Count: "x", Returns: "y", Zone: "z"}
		if round%4 == 1 {
			day := arrow.Date32(19030)
			settings.AsOf, note.AsOf = &day, &day
		}
		a := aggregate.NewAggregators(1, settings)
		if err := a[0].Add(transactions(t, sales)); err != nil {
			t.Fatal(err)
		}
		want, wantAccount, err := aggregate.Combine(a...)
		if err != nil {
			t.Fatal(err)
		}
		records := groupedRecords(sales, settings, note)
		collected := []*rfm.KnownCustomers{{}, {}}
		for i, record := range records {
			if err := collected[i%2].Add(record); err != nil {
				t.Fatal(err)
			}
			record.Release()
		}
		got, account, err := rfm.JoinKnown(rfm.KnownRules{Monetary: settings.Monetary}, collected...)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(linesOf(got.Customers), linesOf(want)) || got.Customers.Statistic != want.Statistic {
			t.Fatalf("round %d: %v\nwant %v", round, linesOf(got.Customers), linesOf(want))
		}
		if account != wantAccount {
			t.Fatalf("round %d: %+v\nwant %+v", round, account, wantAccount)
		}
		if *got.Grouped != note && (got.Grouped.AsOf == nil || *got.Grouped.AsOf != *note.AsOf) {
			t.Fatalf("grouped as %+v, not %+v", got.Grouped, note)
		}
	}
}

func linesOf(c *rfm.Customers) (lines []string) {
	for i := range c.Len() {
		lines = append(lines, fmt.Sprint(c.ID.At(i), c.FirstOrder[i], c.LastOrder[i], c.Recency[i], c.Orders[i],
			c.Monetary[i].ToString(c.Scale), c.Average[i].ToString(c.AverageScale), c.AsOf))
	}
	return lines
}

func transactions(t *testing.T, sales []sale) arrow.Record {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: rfm.FieldCustomer, Type: arrow.BinaryTypes.String, Nullable: true}, {Name: rfm.FieldDate, Type: arrow.FixedWidthTypes.Date32},
		{Name: rfm.FieldAmount, Type: rfm.Money(3)}, {Name: rfm.FieldOrder, Type: arrow.BinaryTypes.String, Nullable: true}}, nil))
	for _, s := range sales {
		appendText(b.Field(0), s.customer)
		b.Field(1).(*array.Date32Builder).Append(s.day)
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(10 * s.cents))
		appendText(b.Field(3), s.order)
	}
	return b.NewRecord()
}

func appendText(b array.Builder, text string) {
	if text == "" {
		b.AppendNull()
	} else {
		b.(*array.StringBuilder).Append(text)
	}
}

// group is a row of GroupedSchema in the making.
type group struct {
	customer                string
	kind                    rfm.GroupKind
	first, last, lastDay    arrow.Date32
	orders                  map[string]bool
	cents, n, returns, back int64
}

// groupedRecords groups sales one by one and writes each group as a record of its
// own; every second one has amounts with one more decimal, and integers of 32 bits.
func groupedRecords(sales []sale, settings aggregate.Settings, note rfm.Grouping) (records []arrow.Record) {
	groups := map[string]*group{}
	for i, s := range sales {
		kind, customer := rfm.GroupCustomer, s.customer
		isReturn := settings.Returns != aggregate.KeepReturns && s.cents < 0
		switch {
		case settings.AsOf != nil && s.day > *settings.AsOf:
			kind, customer = rfm.GroupLate, ""
		case s.customer == "":
			kind = rfm.GroupGuests
		case isReturn && settings.Returns == aggregate.DropReturns:
			kind, customer = rfm.GroupDropped, ""
		}
		g := groups[fmt.Sprint(kind, customer)]
		if g == nil {
			g = &group{customer: customer, kind: kind, orders: map[string]bool{}, first: 1 << 30}
			groups[fmt.Sprint(kind, customer)] = g
		}
		g.n++
		g.cents += s.cents
		g.lastDay = max(g.lastDay, s.day)
		if isReturn {
			g.returns, g.back = g.returns+1, g.back+s.cents
			continue
		}
		g.first, g.last = min(g.first, s.day), max(g.last, s.day)
		order := cmp.Or(s.order, fmt.Sprint("row", i))
		switch settings.Count {
		case aggregate.CountRows:
			order = fmt.Sprint("row", i)
		case aggregate.CountDays:
			order = fmt.Sprint(s.day)
		}
		g.orders[order] = true
	}
	noted := &group{customer: note.Note(), kind: rfm.GroupNote}
	if note.AsOf != nil {
		noted.lastDay = *note.AsOf
	}
	for _, g := range groups {
		records = append(records, g.record(len(records)%2 == 0))
	}
	return append(records, noted.record(true))
}

func (g *group) record(wide bool) arrow.Record {
	schema := rfm.GroupedSchema(2)
	if wide {
		fields := rfm.GroupedSchema(3).Fields()
		for i, f := range fields {
			if f.Type.ID() == arrow.INT64 {
				fields[i].Type = arrow.PrimitiveTypes.Int32
			}
		}
		schema = arrow.NewSchema(fields, nil)
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	whole := map[string]int64{rfm.FieldOrders: int64(len(g.orders)), rfm.FieldKind: int64(g.kind), rfm.FieldN: g.n, rfm.FieldReturns: g.returns, rfm.FieldBad: 0}
	money := map[string]int64{rfm.FieldMonetary: g.cents, rfm.FieldReturned: g.back}
	days := map[string]arrow.Date32{rfm.FieldLastDay: g.lastDay}
	if len(g.orders) > 0 {
		days[rfm.FieldFirstOrder], days[rfm.FieldLastOrder] = g.first, g.last
	}
	for i, f := range schema.Fields() {
		switch b := b.Field(i).(type) {
		case *array.StringBuilder:
			appendText(b, g.customer)
		case *array.Date32Builder:
			if day := days[f.Name]; day == 0 {
				b.AppendNull()
			} else {
				b.Append(day)
			}
		case *array.Int64Builder:
			b.Append(whole[f.Name])
		case *array.Int32Builder:
			b.Append(int32(whole[f.Name]))
		case *array.Decimal128Builder:
			cents := money[f.Name]
			if wide {
				cents *= 10
			}
			b.Append(decimal128.FromI64(cents))
		}
	}
	return b.NewRecord()
}
