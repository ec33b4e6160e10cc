package rfm

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// KnownCustomerSchema is the schema of an input that already is one row per
// customer. The recency is the date of the last order or the number of days since it.
func KnownCustomerSchema(lastDate bool) *arrow.Schema {
	recency := arrow.Field{Name: FieldRecency, Type: Money(0)}
	if lastDate {
		recency = arrow.Field{Name: FieldLastOrder, Type: arrow.FixedWidthTypes.Date32}
	}
	return arrow.NewSchema([]arrow.Field{
		{Name: FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true},
		recency,
		{Name: FieldOrders, Type: Money(0)},
		{Name: FieldMonetary, Type: Money(0)},
	}, nil)
}

// KnownCustomers collects customers from records of KnownCustomerSchema,
// ScoredSchema or GroupedSchema. One goroutine uses it; JoinKnown makes one
// population of several.
type KnownCustomers struct {
	rows    []knownCustomer
	scales  [moneys]int32
	has     knownFields
	account Account
	groups  groups // of GroupedSchema
}

type knownCustomer struct {
	id          string
	first, last arrow.Date32 // unknownDay where the input has none
	recency     int32
	orders      int64
	money       [moneys]decimal128.Num
	scores      [3]uint8
	segment     string
}

// The amounts of a known customer, each with a scale of its own.
const (
	monetaryMoney = iota
	averageMoney
	weightedMoney
	moneys
)

// unknownDay stands for a date that is not known.
const unknownDay arrow.Date32 = math.MinInt32

// knownFields tells which fields an input has beside those it must have.
type knownFields struct{ first, last, recency, average, scores, weighted, segment, kind bool }

// CustomerError tells of a customer with impossible values, in an input that is one
// row per customer.
type CustomerError struct{ ID, Problem string }

func (e *CustomerError) Error() string { return fmt.Sprintf("customer %q: %s", e.ID, e.Problem) }

// Add adds the rows of a record, whose numbers may be integers or decimals. The
// record may be released afterwards. The error is a CustomerError, a GroupingError
// or ErrOverflow.
func (k *KnownCustomers) Add(record arrow.Record) error {
	f, err := knownColumnsOf(record)
	if err != nil {
		return err
	}
	k.has = f.has()
	for m := range f.money {
		if err := k.align(m, f.money[m].scale); err != nil {
			return err
		}
	}
	if err := k.align(monetaryMoney, f.returned.scale); err != nil {
		return err
	}
	for i := range f.ids.Len() {
		c := knownCustomer{first: dayOf(f.first, i), last: dayOf(f.last, i)}
		for m := range f.money {
			var ok bool
			if c.money[m], ok = f.money[m].rescaled(i, k.scales[m]); !ok {
				return ErrOverflow
			}
		}
		if f.ids.IsValid(i) {
			c.id = string([]byte(f.ids.Value(i)))
		}
		isCustomer := true
		if f.kind.there() {
			isCustomer, err = k.addGroup(&f, i, c)
		} else {
			isCustomer, err = k.addRow(&f, i, c)
		}
		if err != nil {
			return err
		}
		if !isCustomer {
			continue
		}
		if err := f.readNumbers(&c, i); err != nil {
			return err
		}
		k.rows = append(k.rows, c)
	}
	return nil
}

// addRow counts a row that is one customer, or a guest.
func (k *KnownCustomers) addRow(f *knownColumns, i int, c knownCustomer) (isCustomer bool, err error) {
	k.account.Rows++
	if f.ids.IsValid(i) {
		return true, nil
	}
	k.account.Guests.Rows++
	if !decimal.AddTo(&k.account.Guests.Amount, c.money[monetaryMoney]) {
		return false, ErrOverflow
	}
	return false, nil
}

// knownColumns are the columns of a record; nil for those it lacks.
type knownColumns struct {
	ids, segment          *array.String
	first, last, lastDay  *array.Date32
	recency, orders       numbers
	money                 [moneys]numbers
	scores                [3]numbers
	kind, n, returns, bad numbers
	returned              numbers
}

func knownColumnsOf(record arrow.Record) (knownColumns, error) {
	f := knownColumns{
		ids: columnNamed[*array.String](record, FieldCustomerID), segment: columnNamed[*array.String](record, FieldSegment),
		first: columnNamed[*array.Date32](record, FieldFirstOrder), last: columnNamed[*array.Date32](record, FieldLastOrder),
		lastDay: columnNamed[*array.Date32](record, FieldLastDay),
	}
	targets := map[string]*numbers{FieldRecency: &f.recency, FieldOrders: &f.orders, FieldMonetary: &f.money[monetaryMoney],
		FieldAverage: &f.money[averageMoney], FieldWeightedScore: &f.money[weightedMoney], FieldKind: &f.kind, FieldN: &f.n,
		FieldReturns: &f.returns, FieldBad: &f.bad, FieldReturned: &f.returned}
	for _, d := range Dimensions() {
		targets[d.ScoreField()] = &f.scores[d]
	}
	for name, to := range targets {
		var err error
		for _, at := range record.Schema().FieldIndices(name) {
			if *to, err = newNumbers(record.Column(at)); err != nil {
				return f, fmt.Errorf("field %s: %w", name, err)
			}
		}
	}
	if f.ids == nil || !f.orders.there() || !f.money[monetaryMoney].there() || f.kind.there() && !(f.n.there() && f.returns.there() && f.returned.there() && f.bad.there() && f.lastDay != nil) {
		return f, fmt.Errorf("a record with the fields %s", record.Schema())
	}
	return f, nil
}

// columnNamed is the column of a field, nil where there is none of that type.
func columnNamed[T arrow.Array](record arrow.Record, field string) (column T) {
	for _, at := range record.Schema().FieldIndices(field) {
		column, _ = record.Column(at).(T)
	}
	return column
}

func (f *knownColumns) has() knownFields {
	return knownFields{f.first != nil, f.last != nil, f.recency.there(), f.money[averageMoney].there(),
		f.scores[Recency].there(), f.money[weightedMoney].there(), f.segment != nil, f.kind.there()}
}

// dayOf is a day, unknownDay where there is none.
func dayOf(days *array.Date32, i int) arrow.Date32 {
	if days == nil || days.IsNull(i) {
		return unknownDay
	}
	return days.Value(i)
}

// readNumbers reads what must be whole numbers, and the segment.
func (f *knownColumns) readNumbers(c *knownCustomer, i int) error {
	var whole bool
	if c.orders, whole = f.orders.whole(i); !whole {
		return &CustomerError{c.id, "the number of orders is not a whole number: " + f.orders.text(i)}
	}
	if f.recency.there() {
		days, whole := f.recency.whole(i)
		if !whole || int64(int32(days)) != days || days < 0 {
			return &CustomerError{c.id, "the recency is not a whole number of days, 0 or more: " + f.recency.text(i)}
		}
		c.recency = int32(days)
	}
	for d := range f.scores {
		column := &f.scores[d]
		if !column.there() {
			continue
		}
		score, whole := column.whole(i)
		if !whole || score < 1 || score > MaxBins {
			return &CustomerError{c.id, fmt.Sprintf("%s is not a whole number from 1 to %d: %s", Dimension(d).ScoreField(), MaxBins, column.text(i))}
		}
		c.scores[d] = uint8(score)
	}
	if f.segment != nil {
		c.segment = string([]byte(f.segment.Value(i)))
	}
	return nil
}

// align widens the scale of what was collected before.
func (k *KnownCustomers) align(m int, scale int32) error {
	by := scale - k.scales[m]
	if by <= 0 {
		return nil
	}
	for i := range k.rows {
		var ok bool
		if k.rows[i].money[m], ok = decimal.Rescale(k.rows[i].money[m], by); !ok {
			return ErrOverflow
		}
	}
	if m == monetaryMoney && !k.account.Rescale(by) {
		return ErrOverflow
	}
	k.scales[m] = scale
	return nil
}
