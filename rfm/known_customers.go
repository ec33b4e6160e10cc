package rfm

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// KnownCustomerSchema is an input that is one row a customer already. The
// recency is the date of the last order or the number of days since it.
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

// KnownCustomers collects customers from records of KnownCustomerSchema. It is
// used by one goroutine; JoinKnown makes Customers of several.
type KnownCustomers struct {
	rows     []knownCustomer
	scale    int32
	lastDate bool
	account  Account
}

type knownCustomer struct {
	id       string
	last     arrow.Date32
	recency  int32
	orders   int64
	monetary decimal128.Num
}

// CustomerError is a customer who cannot be, in an input that is one row a
// customer.
type CustomerError struct{ ID, Problem string }

func (e *CustomerError) Error() string { return fmt.Sprintf("customer %q: %s", e.ID, e.Problem) }

// Add adds the rows of a record. The record may be released afterwards. The
// error is a CustomerError or ErrOverflow.
func (k *KnownCustomers) Add(record arrow.Record) error {
	var columns [4]arrow.Array
	copy(columns[:], record.Columns())
	ids := columns[0].(*array.String)
	last, lastDate := columns[1].(*array.Date32)
	recency, _ := columns[1].(*array.Decimal128)
	orders, monetary := columns[2].(*array.Decimal128), columns[3].(*array.Decimal128)
	k.lastDate = lastDate
	if err := k.align(scaleOf(monetary)); err != nil {
		return err
	}
	for i := range ids.Len() {
		amount, ok := rescale(monetary.Value(i), k.scale-scaleOf(monetary))
		if !ok {
			return ErrOverflow
		}
		k.account.Rows++
		if ids.IsNull(i) {
			k.account.Guests.Rows++
			if !addTo(&k.account.Guests.Amount, amount) {
				return ErrOverflow
			}
			continue
		}
		c := knownCustomer{id: string([]byte(ids.Value(i))), monetary: amount}
		var whole bool
		if c.orders, whole = wholeNumber(orders.Value(i), scaleOf(orders)); !whole {
			return &CustomerError{c.id, "the number of orders is not a whole number: " + orders.Value(i).ToString(scaleOf(orders))}
		}
		if lastDate {
			c.last = last.Value(i)
		} else {
			days, whole := wholeNumber(recency.Value(i), scaleOf(recency))
			if !whole || int64(int32(days)) != days || days < 0 {
				return &CustomerError{c.id, "the recency is not a whole number of days, 0 or more: " + recency.Value(i).ToString(scaleOf(recency))}
			}
			c.recency = int32(days)
		}
		k.rows = append(k.rows, c)
	}
	return nil
}

// align widens the scale of what was collected before.
func (k *KnownCustomers) align(scale int32) error {
	if scale <= k.scale {
		return nil
	}
	for i := range k.rows {
		var ok bool
		if k.rows[i].monetary, ok = rescale(k.rows[i].monetary, scale-k.scale); !ok {
			return ErrOverflow
		}
	}
	if !k.account.rescale(scale - k.scale) {
		return ErrOverflow
	}
	k.scale = scale
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

// JoinKnown joins collected customers into Customers, ordered by id. asOf is
// the end of the observed time; nil for the day of the last order. Where days
// are given and asOf is not, the dates stay unknown. Customers without an order
// and those whose last order is after asOf are counted and left out; one that
// occurs twice is a CustomerError.
func JoinKnown(asOf *arrow.Date32, collected ...*KnownCustomers) (*Customers, Account, error) {
	var rows []knownCustomer
	var total Account
	var lastDate bool
	for _, k := range collected {
		total.Scale = max(total.Scale, k.scale)
		lastDate = lastDate || k.lastDate
	}
	for _, k := range collected {
		if err := k.align(total.Scale); err != nil {
			return nil, total, err
		}
		if !total.add(k.account) {
			return nil, total, ErrOverflow
		}
		rows = append(rows, k.rows...)
	}
	slices.SortFunc(rows, func(x, y knownCustomer) int { return cmp.Compare(x.id, y.id) })
	for i, r := range rows {
		if i == 0 || r.last > total.LastDay {
			total.LastDay = r.last
		}
	}
	total.AsOf = total.LastDay
	if asOf != nil {
		total.AsOf = *asOf
	}
	c := &Customers{Scale: total.Scale, AverageScale: max(total.Scale, 2), AsOf: total.AsOf}
	for i, r := range rows {
		if i > 0 && r.id == rows[i-1].id {
			return nil, total, &CustomerError{r.id, "occurs twice in an input that is one row a customer"}
		}
		class := &total.Used
		late := lastDate && r.last > total.AsOf
		if late {
			class = &total.AfterAsOf
		}
		class.Rows++
		if !addTo(&class.Amount, r.monetary) {
			return nil, total, ErrOverflow
		}
		if late {
			continue
		}
		if r.orders < 1 {
			total.ReturnsOnly++
			if !addTo(&total.ReturnsOnlyAmount, r.monetary) {
				return nil, total, ErrOverflow
			}
			continue
		}
		if lastDate {
			r.recency = int32(total.AsOf - r.last)
		} else if asOf != nil {
			r.last = total.AsOf - arrow.Date32(r.recency)
		}
		c.ID = append(c.ID, r.id)
		c.LastOrder = append(c.LastOrder, r.last)
		c.Recency = append(c.Recency, r.recency)
		c.Orders = append(c.Orders, r.orders)
		c.Monetary = append(c.Monetary, r.monetary)
		average, ok := Divide(r.monetary, r.orders, c.AverageScale-c.Scale)
		if !ok {
			return nil, total, ErrOverflow
		}
		c.Average = append(c.Average, average)
	}
	if !lastDate && asOf == nil {
		c.LastOrder = nil
	}
	return c, total, nil
}
