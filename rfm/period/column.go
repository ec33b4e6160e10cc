package period

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// Fields of transactions, text, of which readers here need one.
const (
	FieldBusiness = "business" // revenue is divided by its values
	FieldBy       = "by"       // customers are, by those at the first order
)

// WithColumn is the schema of transactions with one of these fields.
func WithColumn(s *arrow.Schema, field string) *arrow.Schema {
	return arrow.NewSchema(append(s.Fields(), arrow.Field{Name: field, Type: arrow.BinaryTypes.String, Nullable: true}), nil)
}

// ColumnReader takes records of transactions as an aggregate.Aggregator does.
type ColumnReader interface {
	Add(record arrow.Record) error
}

// names numbers texts.
type names struct {
	of  map[string]uint32
	all []string
}

// number of a text, whose memory may go.
func (n *names) number(text string) uint32 {
	if at, known := n.of[text]; known {
		return at
	}
	if n.of == nil {
		n.of = map[string]uint32{}
	}
	text = strings.Clone(text)
	at := uint32(len(n.all))
	n.of[text] = at
	n.all = append(n.all, text)
	return at
}

// purchase is a row of a customer that counts.
type purchase struct {
	customer, value string // value is empty for none
	day             arrow.Date32
	amount          decimal128.Num
	isReturn        bool
}

// eachPurchase yields the rows that aggregate.Settings let count, and the scale of their
// amounts.
func eachPurchase(record arrow.Record, s aggregate.Settings, yield func(purchase, int32)) error {
	var customer, value *array.String
	var days *array.Date32
	var amounts *array.Decimal128
	var flagged *array.Boolean
	scale := int32(0)
	for i, f := range record.Schema().Fields() {
		switch f.Name {
		case rfm.FieldCustomer:
			customer, _ = record.Column(i).(*array.String)
		case FieldBusiness, FieldBy:
			value, _ = record.Column(i).(*array.String)
		case rfm.FieldDate:
			days, _ = record.Column(i).(*array.Date32)
		case rfm.FieldReturn:
			flagged, _ = record.Column(i).(*array.Boolean)
		case rfm.FieldAmount:
			if amounts, _ = record.Column(i).(*array.Decimal128); amounts != nil {
				scale = f.Type.(*arrow.Decimal128Type).Scale
			}
		}
	}
	if customer == nil || days == nil || amounts == nil || value == nil {
		return fmt.Errorf("a record without %s, %s, %s or %s", rfm.FieldCustomer, rfm.FieldDate, rfm.FieldAmount, FieldBusiness)
	}
	for i := range int(record.NumRows()) {
		p := purchase{day: days.Value(i), amount: amounts.Value(i)}
		if customer.IsNull(i) || customer.Value(i) == "" || s.AsOf != nil && p.day > *s.AsOf {
			continue
		}
		p.isReturn = s.Returns != aggregate.KeepReturns && (p.amount.Sign() < 0 || flagged != nil && flagged.Value(i))
		if p.isReturn && s.Returns == aggregate.DropReturns {
			continue
		}
		p.customer = customer.Value(i)
		if value.IsValid(i) {
			p.value = value.Value(i)
		}
		yield(p, scale)
	}
	return nil
}

// FirstValues finds the value of a column at the first order of every customer:
// of the rows of the first day with an order the value that brought most, of
// equal ones the first by its bytes. It is used by one goroutine; MergeFirstValues
// puts several together.
type FirstValues struct {
	settings  aggregate.Settings
	customers map[string]*firstValue
	values    names
}

// firstValue is what the first day of a customer brought, by value.
type firstValue struct {
	day     arrow.Date32
	amounts []valueAmount
}

type valueAmount struct {
	value  uint32
	scale  int32
	amount decimal128.Num
}

// NewFirstValues takes the settings of the population.
func NewFirstValues(s aggregate.Settings) *FirstValues {
	return &FirstValues{settings: s, customers: map[string]*firstValue{}}
}

// Add adds the rows of a record, which may be released afterwards.
func (f *FirstValues) Add(record arrow.Record) error {
	return eachPurchase(record, f.settings, func(p purchase, scale int32) {
		if p.isReturn {
			return
		}
		c := f.customers[p.customer]
		if c == nil {
			c = &firstValue{day: p.day}
			f.customers[strings.Clone(p.customer)] = c
		}
		c.add(p.day, valueAmount{f.values.number(p.value), scale, p.amount})
	})
}

func (c *firstValue) add(day arrow.Date32, v valueAmount) {
	if day > c.day {
		return
	}
	if day < c.day {
		c.day, c.amounts = day, c.amounts[:0]
	}
	for i := range c.amounts {
		if a := &c.amounts[i]; a.value == v.value {
			a.scale, a.amount = addScaled(a.scale, a.amount, v.scale, v.amount)
			return
		}
	}
	c.amounts = append(c.amounts, v)
}

// addScaled adds amounts at the larger of their scales.
func addScaled(scaleA int32, a decimal128.Num, scaleB int32, b decimal128.Num) (int32, decimal128.Num) {
	scale := max(scaleA, scaleB)
	return scale, rescale(a, scale-scaleA).Add(rescale(b, scale-scaleB))
}

func rescale(n decimal128.Num, by int32) decimal128.Num {
	for range by {
		n = n.Mul(decimal128.FromI64(10))
	}
	return n
}

// MergeFirstValues puts together what several goroutines have read.
func MergeFirstValues(all []*FirstValues) *FirstValues {
	into := all[0]
	for _, other := range all[1:] {
		for id, o := range other.customers {
			c := into.customers[id]
			if c == nil {
				c = &firstValue{day: o.day}
				into.customers[id] = c
			}
			for _, v := range o.amounts {
				v.value = into.values.number(other.values.all[v.value])
				c.add(o.day, v)
			}
		}
	}
	return into
}

// Of are the values, in order of their bytes, and the place among them of that of
// every customer. Rows without a value have the value "".
func (f *FirstValues) Of(c *rfm.Customers) (values []string, valueOf []int32) {
	valueOf = make([]int32, c.Len())
	used := map[uint32]bool{}
	for i, id := range c.ID.All() {
		best := f.customers[id].best(f.values.all)
		valueOf[i] = int32(best)
		used[best] = true
	}
	order := slices.SortedFunc(maps.Keys(used), func(a, b uint32) int { return strings.Compare(f.values.all[a], f.values.all[b]) })
	place := make(map[int32]int32, len(order))
	for at, v := range order {
		values = append(values, f.values.all[v])
		place[int32(v)] = int32(at)
	}
	for i, v := range valueOf {
		valueOf[i] = place[v]
	}
	return values, valueOf
}

func (c *firstValue) best(names []string) uint32 {
	best := c.amounts[0]
	for _, a := range c.amounts[1:] {
		scale := max(a.scale, best.scale)
		order := rescale(a.amount, scale-a.scale).Cmp(rescale(best.amount, scale-best.scale))
		if order > 0 || order == 0 && names[a.value] < names[best.value] {
			best = a
		}
	}
	return best.value
}
