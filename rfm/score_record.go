package rfm

import (
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// ScoreSchema is CustomerSchema with the scores behind: r_score, f_score,
// m_score, rfm_score as text ("545", or "10-4-5" where a dimension has more
// than nine scores) and, with weights, rfm_weighted.
func ScoreSchema(scale, averageScale int32, weights *Weights) *arrow.Schema {
	fields := CustomerSchema(scale, averageScale).Fields()
	fields = append(fields,
		arrow.Field{Name: FieldRScore, Type: arrow.PrimitiveTypes.Int32},
		arrow.Field{Name: FieldFScore, Type: arrow.PrimitiveTypes.Int32},
		arrow.Field{Name: FieldMScore, Type: arrow.PrimitiveTypes.Int32},
		arrow.Field{Name: FieldScore, Type: arrow.BinaryTypes.String},
	)
	if weights != nil {
		fields = append(fields, arrow.Field{Name: FieldWeightedScore, Type: Money(weights.Scale)})
	}
	return arrow.NewSchema(fields, nil)
}

// Record returns the scored customers as one record of ScoreSchema. The caller
// releases it.
func (s *Scores) Record(mem memory.Allocator) arrow.Record {
	customers := s.Customers.Record(mem)
	defer customers.Release()
	columns := customers.Columns()
	columns = append(columns[:len(columns):len(columns)],
		scoreArray(mem, s.R), scoreArray(mem, s.F), scoreArray(mem, s.M), s.textArray(mem))
	if s.options.Weights != nil {
		columns = append(columns, s.weightedArray(mem))
	}
	for _, added := range columns[customers.NumCols():] {
		defer added.Release()
	}
	schema := ScoreSchema(s.Customers.Scale, s.Customers.AverageScale, s.options.Weights)
	return array.NewRecord(schema, columns, customers.NumRows())
}

func scoreArray(mem memory.Allocator, scores []uint8) arrow.Array {
	b := array.NewInt32Builder(mem)
	defer b.Release()
	b.Reserve(len(scores))
	for _, score := range scores {
		b.UnsafeAppend(int32(score))
	}
	return b.NewArray()
}

// textArray writes the three scores of every customer side by side.
func (s *Scores) textArray(mem memory.Allocator) arrow.Array {
	dashed := max(s.Bins[Recency], s.Bins[Frequency], s.Bins[Monetary]) > 9
	b := array.NewStringBuilder(mem)
	defer b.Release()
	b.Reserve(len(s.R))
	text := make([]byte, 0, len("10-10-10"))
	if !dashed {
		b.ReserveData(len(s.R) * len("545"))
	}
	for i, r := range s.R {
		text = text[:0]
		if dashed {
			text = append(strconv.AppendUint(text, uint64(r), 10), '-')
			text = append(strconv.AppendUint(text, uint64(s.F[i]), 10), '-')
			text = strconv.AppendUint(text, uint64(s.M[i]), 10)
		} else {
			text = append(text, '0'+r, '0'+s.F[i], '0'+s.M[i])
		}
		b.BinaryBuilder.Append(text)
	}
	return b.NewArray()
}

func (s *Scores) weightedArray(mem memory.Allocator) arrow.Array {
	b := array.NewDecimal128Builder(mem, Money(s.options.Weights.Scale).(*arrow.Decimal128Type))
	defer b.Release()
	b.Reserve(len(s.R))
	for i, r := range s.R {
		b.UnsafeAppend(s.options.Weights.of(r, s.F[i], s.M[i]))
	}
	return b.NewArray()
}
