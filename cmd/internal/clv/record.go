package clv

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/clv"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// table is a record under construction.
type table struct {
	fields  []arrow.Field
	columns []arrow.Array
	rows    int
}

// newTable begins with what is known of every customer and what the model sees
// of it: id, repeat orders, and their days or, for BG/BB, their periods.
func newTable(h *histories) *table {
	t := &table{rows: h.len()}
	ids := array.NewStringBuilder(memory.DefaultAllocator)
	repeats := array.NewInt64Builder(memory.DefaultAllocator)
	lasts, ages := array.NewInt32Builder(memory.DefaultAllocator), array.NewInt32Builder(memory.DefaultAllocator)
	for _, b := range []array.Builder{ids, repeats, lasts, ages} {
		b.Reserve(t.rows)
	}
	for i := range t.rows {
		x, last, age := h.days(i)
		ids.Append(h.customers.ID.At(h.customer(i)))
		repeats.UnsafeAppend(int64(x))
		lasts.UnsafeAppend(last)
		ages.UnsafeAppend(age)
	}
	t.add(rfm.FieldCustomerID, ids)
	names := []string{"repeat_orders", "t_x_days", "t_days"}
	if h.period.index != nil {
		names = []string{"repeat_periods", "t_x_periods", "t_periods"}
	}
	t.add(names[0], repeats)
	t.add(names[1], lasts)
	t.add(names[2], ages)
	return t
}

// add adds a column and releases its builder.
func (t *table) add(name string, b array.Builder) {
	column := b.NewArray()
	b.Release()
	t.fields = append(t.fields, arrow.Field{Name: name, Type: column.DataType(), Nullable: true})
	t.columns = append(t.columns, column)
}

// addNumbers adds floats to six decimals, so that the last digits of a
// computation do not show; NaN becomes null.
func (t *table) addNumbers(name string, value func(i int) float64) {
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	b.Reserve(t.rows)
	for i := range t.rows {
		if v := value(i); math.IsNaN(v) {
			b.AppendNull()
		} else {
			b.UnsafeAppend(math.Round(v*1e6) / 1e6)
		}
	}
	t.add(name, b)
}

// addMoney adds amounts with that many decimals; NaN becomes null.
func (t *table) addMoney(name string, scale int32, value func(i int) float64) {
	b := array.NewDecimal128Builder(memory.DefaultAllocator, rfm.Money(scale).(*arrow.Decimal128Type))
	b.Reserve(t.rows)
	for i := range t.rows {
		if n, ok := moneyOf(value(i), scale); ok {
			b.UnsafeAppend(n)
		} else {
			b.AppendNull()
		}
	}
	t.add(name, b)
}

// moneyOf rounds an amount to a decimal; false where it has none.
func moneyOf(v float64, scale int32) (decimal128.Num, bool) {
	if scaled := math.Round(v * math.Pow10(int(scale))); math.Abs(scaled) < 1<<62 {
		return decimal128.FromI64(int64(scaled)), true
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return decimal128.Num{}, false
	}
	n, err := decimal128.FromFloat64(v, 38, scale)
	return n, err == nil
}

// record is the finished record; the caller releases it.
func (t *table) record() arrow.Record {
	rec := array.NewRecord(arrow.NewSchema(t.fields, nil), t.columns, int64(t.rows))
	for _, c := range t.columns {
		c.Release()
	}
	return rec
}

// moneyScale is the number of decimals of money that was computed.
func (j *job) moneyScale() int32 { return max(2, j.account.Scale) }

// record is one row per customer with all predictions.
func (j *job) record(h *histories, v *clv.Valuation) (arrow.Record, error) {
	t := newTable(h)
	t.addNumbers("p_alive", func(i int) float64 { return v.Predictions[h.row[i]].Alive })
	t.addNumbers("expected_orders", func(i int) float64 { return v.Predictions[h.row[i]].Orders })
	if v.Value != nil {
		scale := j.moneyScale()
		for _, c := range []struct {
			name   string
			values []float64
		}{{"expected_avg_value", v.Spend}, {"clv", v.Value}, {"clv_low", v.Low}, {"clv_high", v.High}} {
			t.addMoney(c.name, scale, func(i int) float64 { return c.values[i] })
		}
	}
	err := j.addScores(t)
	return t.record(), err
}

// addScores adds the scores and the segment, where they are asked for.
func (j *job) addScores(t *table) error {
	if !j.plan.scores {
		return nil
	}
	scores, err := score.Score(j.customers, score.Options{})
	if err != nil {
		return err
	}
	scheme, err := segment.Named(segment.Default)
	if err != nil {
		return err
	}
	assignment, err := segment.Assign(scheme, scores)
	if err != nil {
		return err
	}
	rec := assignment.Record(memory.DefaultAllocator)
	defer rec.Release()
	for _, name := range []string{rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, rfm.FieldScore, segment.Field} {
		for _, i := range rec.Schema().FieldIndices(name) {
			rec.Column(i).Retain()
			t.fields = append(t.fields, rec.Schema().Field(i))
			t.columns = append(t.columns, rec.Column(i))
		}
	}
	return nil
}
