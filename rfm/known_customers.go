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

// KnownCustomers collects customers from records of KnownCustomerSchema or
// ScoredSchema. One goroutine uses it; JoinKnown makes one population of several.
type KnownCustomers struct {
	rows    []knownCustomer
	scales  [moneys]int32
	has     knownFields
	account Account
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
type knownFields struct{ first, last, recency, average, scores, weighted, segment bool }

// CustomerError tells of a customer with impossible values, in an input that is one
// row per customer.
type CustomerError struct{ ID, Problem string }

func (e *CustomerError) Error() string { return fmt.Sprintf("customer %q: %s", e.ID, e.Problem) }

// Add adds the rows of a record. The record may be released afterwards. The
// error is a CustomerError or ErrOverflow.
func (k *KnownCustomers) Add(record arrow.Record) error {
	f := knownColumnsOf(record)
	k.has = f.has()
	for m, column := range f.money {
		if column == nil {
			continue
		}
		if err := k.align(m, scaleOf(column)); err != nil {
			return err
		}
	}
	for i := range f.ids.Len() {
		c := knownCustomer{first: dayOf(f.first, i), last: dayOf(f.last, i)}
		for m, column := range f.money {
			if column == nil {
				continue
			}
			var ok bool
			if c.money[m], ok = decimal.Rescale(column.Value(i), k.scales[m]-scaleOf(column)); !ok {
				return ErrOverflow
			}
		}
		k.account.Rows++
		if f.ids.IsNull(i) {
			k.account.Guests.Rows++
			if !decimal.AddTo(&k.account.Guests.Amount, c.money[monetaryMoney]) {
				return ErrOverflow
			}
			continue
		}
		c.id = string([]byte(f.ids.Value(i)))
		if err := f.readNumbers(&c, i); err != nil {
			return err
		}
		k.rows = append(k.rows, c)
	}
	return nil
}

// knownColumns are the columns of a record; nil for those it lacks.
type knownColumns struct {
	ids, segment    *array.String
	first, last     *array.Date32
	recency, orders *array.Decimal128
	money           [moneys]*array.Decimal128
	scores          [3]*array.Decimal128
}

func knownColumnsOf(record arrow.Record) knownColumns {
	f := knownColumns{
		ids: columnNamed[*array.String](record, FieldCustomerID), segment: columnNamed[*array.String](record, FieldSegment),
		first: columnNamed[*array.Date32](record, FieldFirstOrder), last: columnNamed[*array.Date32](record, FieldLastOrder),
		recency: columnNamed[*array.Decimal128](record, FieldRecency), orders: columnNamed[*array.Decimal128](record, FieldOrders),
	}
	for m, name := range [moneys]string{FieldMonetary, FieldAverage, FieldWeightedScore} {
		f.money[m] = columnNamed[*array.Decimal128](record, name)
	}
	for _, d := range Dimensions() {
		f.scores[d] = columnNamed[*array.Decimal128](record, d.ScoreField())
	}
	return f
}

// columnNamed is the column of a field, nil where there is none.
func columnNamed[T arrow.Array](record arrow.Record, field string) (column T) {
	for _, at := range record.Schema().FieldIndices(field) {
		column = record.Column(at).(T)
	}
	return column
}

func (f *knownColumns) has() knownFields {
	return knownFields{f.first != nil, f.last != nil, f.recency != nil, f.money[averageMoney] != nil,
		f.scores[Recency] != nil, f.money[weightedMoney] != nil, f.segment != nil}
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
	if c.orders, whole = wholeNumber(f.orders.Value(i), scaleOf(f.orders)); !whole {
		return &CustomerError{c.id, "the number of orders is not a whole number: " + f.orders.Value(i).ToString(scaleOf(f.orders))}
	}
	if f.recency != nil {
		days, whole := wholeNumber(f.recency.Value(i), scaleOf(f.recency))
		if !whole || int64(int32(days)) != days || days < 0 {
			return &CustomerError{c.id, "the recency is not a whole number of days, 0 or more: " + f.recency.Value(i).ToString(scaleOf(f.recency))}
		}
		c.recency = int32(days)
	}
	for d, column := range f.scores {
		if column == nil {
			continue
		}
		score, whole := wholeNumber(column.Value(i), scaleOf(column))
		if !whole || score < 1 || score > MaxBins {
			return &CustomerError{c.id, fmt.Sprintf("%s is not a whole number from 1 to %d: %s", Dimension(d).ScoreField(), MaxBins, column.Value(i).ToString(scaleOf(column)))}
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

func scaleOf(a *array.Decimal128) int32 { return a.DataType().(*arrow.Decimal128Type).Scale }

// wholeNumber is a decimal as an integer; false when it has a fraction or does
// not fit.
func wholeNumber(n decimal128.Num, scale int32) (int64, bool) {
	if scale > 0 {
		whole, rest := n.Div(decimal128.GetScaleMultiplier(int(scale)))
		if rest.Sign() != 0 {
			return 0, false
		}
		n = whole
	}
	small := int64(n.LowBits())
	return small, n.HighBits() == small>>63
}
