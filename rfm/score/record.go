package score

import (
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/internal/dense"
)

// Schema is CustomerSchema with the scores behind: r_score, f_score,
// m_score, rfm_score as text ("545", or "10-4-5" where a dimension has more
// than nine scores) and, with weights, rfm_weighted.
func Schema(scale, averageScale int32, weights *Weights) *arrow.Schema {
	fields := rfm.CustomerSchema(scale, averageScale).Fields()
	fields = append(fields,
		arrow.Field{Name: rfm.FieldRScore, Type: arrow.PrimitiveTypes.Int32},
		arrow.Field{Name: rfm.FieldFScore, Type: arrow.PrimitiveTypes.Int32},
		arrow.Field{Name: rfm.FieldMScore, Type: arrow.PrimitiveTypes.Int32},
		arrow.Field{Name: rfm.FieldScore, Type: arrow.BinaryTypes.String},
	)
	if weights != nil {
		fields = append(fields, arrow.Field{Name: rfm.FieldWeightedScore, Type: rfm.Money(weights.Scale)})
	}
	return arrow.NewSchema(fields, nil)
}

// Record returns the scored customers as one record of Schema. The caller
// releases it.
func (s *Scores) Record(mem memory.Allocator) arrow.Record {
	customers := s.Customers.Record(mem)
	defer customers.Release()
	columns := customers.Columns()
	columns = append(columns[:len(columns):len(columns)],
		dense.Int32(mem, s.R), dense.Int32(mem, s.F), dense.Int32(mem, s.M), s.textArray(mem))
	if s.options.Weights != nil {
		columns = append(columns, s.weightedArray(mem))
	}
	for _, added := range columns[customers.NumCols():] {
		defer added.Release()
	}
	schema := Schema(s.Customers.Scale, s.Customers.AverageScale, s.options.Weights)
	return array.NewRecord(schema, columns, customers.NumRows())
}

// textArray writes the three scores of every customer side by side.
func (s *Scores) textArray(mem memory.Allocator) arrow.Array {
	if max(s.Bins[rfm.Recency], s.Bins[rfm.Frequency], s.Bins[rfm.Monetary]) > 9 {
		return s.dashedArray(mem)
	}
	const width = len("545")
	n := len(s.R)
	offsets := dense.Buffer(mem, arrow.Int32Traits.BytesRequired(n+1))
	starts := arrow.Int32Traits.CastFromBytes(offsets.Bytes())
	text := dense.Buffer(mem, n*width)
	digits := text.Bytes()
	for i, r := range s.R {
		starts[i] = int32(i * width)
		digits[i*width], digits[i*width+1], digits[i*width+2] = '0'+r, '0'+s.F[i], '0'+s.M[i]
	}
	starts[n] = int32(n * width)
	return dense.New(arrow.BinaryTypes.String, n, offsets, text)
}

// dashedArray writes them as 10-4-5.
func (s *Scores) dashedArray(mem memory.Allocator) arrow.Array {
	b := array.NewStringBuilder(mem)
	defer b.Release()
	b.Reserve(len(s.R))
	text := make([]byte, 0, len("10-10-10"))
	for i, r := range s.R {
		text = append(strconv.AppendUint(text[:0], uint64(r), 10), '-')
		text = append(strconv.AppendUint(text, uint64(s.F[i]), 10), '-')
		text = strconv.AppendUint(text, uint64(s.M[i]), 10)
		b.BinaryBuilder.Append(text)
	}
	return b.NewArray()
}

func (s *Scores) weightedArray(mem memory.Allocator) arrow.Array {
	b := array.NewDecimal128Builder(mem, rfm.Money(s.options.Weights.Scale).(*arrow.Decimal128Type))
	defer b.Release()
	b.Reserve(len(s.R))
	if s.weighted != nil {
		b.AppendValues(s.weighted, nil)
		return b.NewArray()
	}
	for i, r := range s.R {
		b.UnsafeAppend(s.options.Weights.of(r, s.F[i], s.M[i]))
	}
	return b.NewArray()
}
