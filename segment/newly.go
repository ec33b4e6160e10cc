package segment

import (
	"math"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// NewlySchema is one row per customer: the id, then the fields that a condition
// looks at, each before and now: monetary_old, monetary_new. What was before is
// null for who was not there. Amounts have these numbers of decimals.
func NewlySchema(c *Condition, scale, averageScale int32) *arrow.Schema {
	fields := []arrow.Field{{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String}}
	shape := &rfm.Customers{Scale: scale, AverageScale: averageScale}
	values := &conditionReader{}
	for _, name := range c.Fields {
		var kind arrow.DataType = arrow.PrimitiveTypes.Int64
		decimals, isMoney := exact(name, shape)
		switch value := values.value(name); {
		case isMoney:
			kind = rfm.Money(decimals)
		case value.Kind() == reflect.String:
			kind = arrow.BinaryTypes.String
		case value.CanFloat():
			kind = arrow.PrimitiveTypes.Float64
		}
		fields = append(fields, arrow.Field{Name: name + "_old", Type: kind, Nullable: true}, arrow.Field{Name: name + "_new", Type: kind, Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// Newly returns the customers for whom a condition holds now and did not before,
// by id, as one record of NewlySchema; for who was not there it did not. The
// caller releases it. The errors are those of Assign.
func (m *Migration) Newly(mem memory.Allocator, c *Condition) (arrow.Record, error) {
	before, err := c.reader(m.old)
	if err != nil {
		return nil, err
	}
	now, err := c.reader(m.new)
	if err != nil {
		return nil, err
	}
	from, to := m.old.scores.Customers, m.new.scores.Customers
	scale, averageScale := max(from.Scale, to.Scale), max(from.AverageScale, to.AverageScale)
	b := array.NewRecordBuilder(mem, NewlySchema(c, scale, averageScale))
	defer b.Release()
	for _, change := range m.Changes {
		if change.New < 0 {
			continue
		}
		if holds, err := now.read(change.New); err != nil || !holds {
			if err != nil {
				return nil, err
			}
			continue
		}
		if change.Old >= 0 {
			if held, err := before.read(change.Old); err != nil || held {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		b.Field(0).(*array.StringBuilder).Append(m.id(change))
		for i, name := range c.Fields {
			if err := before.appendTo(b.Field(1+2*i), name, change.Old); err != nil {
				return nil, err
			}
			if err := now.appendTo(b.Field(2+2*i), name, change.New); err != nil {
				return nil, err
			}
		}
	}
	return b.NewRecord(), nil
}

// appendTo appends a field of the customer who was read, at a place below 0 for
// nobody.
func (r *conditionReader) appendTo(b array.Builder, name string, place int) error {
	if place < 0 {
		b.AppendNull()
		return nil
	}
	customers := r.of.scores.Customers
	if scale, is := exact(name, customers); is {
		amounts := customers.Monetary
		if name == rfm.FieldAverage {
			amounts = customers.Average
		}
		amount, fits := decimal.Rescale(amounts[place], b.Type().(*arrow.Decimal128Type).Scale-scale)
		if !fits {
			return rfm.ErrOverflow
		}
		b.(*array.Decimal128Builder).Append(decimal128.Num(amount))
		return nil
	}
	switch value := r.value(name); b := b.(type) {
	case *array.StringBuilder:
		b.Append(value.String())
	case *array.Float64Builder:
		if math.IsNaN(value.Float()) {
			b.AppendNull()
		} else {
			b.Append(rounded(value.Float()))
		}
	case *array.Int64Builder:
		b.Append(value.Int())
	}
	return nil
}

// rounded is a number to six decimals, as other columns have them.
func rounded(v float64) float64 {
	const unit = 1e6
	if math.Abs(v) > math.MaxInt32 {
		return v
	}
	return math.Round(v*unit) / unit
}
