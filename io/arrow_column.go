package rfmio

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// arrowColumn hands out a column of a record batch in segments, as the column
// of a Parquet file does.
type arrowColumn struct {
	typedColumn
	path       []int
	array      arrow.Array
	outer      []arrow.Array // the structs around it
	dictionary typedColumn   // the values of a dictionary, each once
}

// open takes the column of a batch.
func (c *arrowColumn) open(batch arrow.Record) error {
	c.outer = c.outer[:0]
	c.array = batch.Column(c.path[0])
	for _, i := range c.path[1:] {
		c.outer = append(c.outer, c.array)
		c.array = c.array.(*array.Struct).Field(i)
	}
	c.array = storage(c.array)
	if d, ok := c.array.(*array.Dictionary); ok {
		values := storage(d.Dictionary())
		c.dictionary.nulls, c.dictionary.texts = c.dictionary.nulls[:0], c.dictionary.texts[:0]
		return fillArrow(&c.dictionary, values, 0, values.Len())
	}
	return nil
}

// storage is the array that holds the values.
func storage(a arrow.Array) arrow.Array {
	if e, ok := a.(array.ExtensionArray); ok {
		return e.Storage()
	}
	return a
}

// read makes rows from start to end the segment.
func (c *arrowColumn) read(start, end int) error {
	c.nulls, c.texts = c.nulls[:0], c.texts[:0]
	if d, ok := c.array.(*array.Dictionary); ok {
		if err := c.readCodes(d, start, end); err != nil {
			return err
		}
	} else if err := fillArrow(&c.typedColumn, c.array, start, end); err != nil {
		return err
	}
	for _, outer := range c.outer {
		c.markNulls(outer, start, end)
	}
	c.null = nil
	if len(c.nulls) > 0 {
		c.null = c.nulls
		c.clearNulls()
	}
	return nil
}

// readCodes looks the values of a dictionary up.
func (c *arrowColumn) readCodes(d *array.Dictionary, start, end int) error {
	c.markNulls(d, start, end)
	values := &c.dictionary
	c.ints, c.floats, c.spans, c.base = c.ints[:0], c.floats[:0], c.spans[:0], values.base
	for row := start; row < end; row++ {
		code := 0
		if d.IsValid(row) {
			code = d.GetValueIndex(row)
			if code < 0 || code >= d.Dictionary().Len() {
				return errDictionary
			}
			if len(values.nulls) > 0 && values.nulls[code] {
				c.markNull(row-start, end-start)
			}
		}
		switch {
		case len(values.ints) > 0:
			c.ints = append(c.ints, values.ints[code])
		case len(values.floats) > 0:
			c.floats = append(c.floats, values.floats[code])
		case len(values.spans) > 0:
			c.spans = append(c.spans, values.spans[code])
		default: // the dictionary is empty: all are null
			c.ints, c.floats, c.spans = append(c.ints, 0), append(c.floats, 0), append(c.spans, parquetSpan{})
		}
	}
	return nil
}

// clearNulls makes the values of nulls zero, as those of Parquet are.
func (c *arrowColumn) clearNulls() {
	for i, null := range c.null {
		switch {
		case !null:
		case len(c.ints) > i:
			c.ints[i] = 0
		case len(c.floats) > i:
			c.floats[i] = 0
		}
		if null && len(c.spans) > i {
			c.spans[i] = parquetSpan{}
		}
	}
}

// fillArrow makes rows from start to end of an array the values of a column.
func fillArrow(c *typedColumn, a arrow.Array, start, end int) error {
	c.ints, c.floats, c.spans, c.base = c.ints[:0], c.floats[:0], c.spans[:0], nil
	c.markNulls(a, start, end)
	switch a := a.(type) {
	case *array.Int8:
		c.ints = widened(c.ints, a.Int8Values()[start:end])
	case *array.Int16:
		c.ints = widened(c.ints, a.Int16Values()[start:end])
	case *array.Int32:
		c.ints = widened(c.ints, a.Int32Values()[start:end])
	case *array.Int64:
		c.ints = append(c.ints, a.Int64Values()[start:end]...)
	case *array.Uint8:
		c.ints = widened(c.ints, a.Uint8Values()[start:end])
	case *array.Uint16:
		c.ints = widened(c.ints, a.Uint16Values()[start:end])
	case *array.Uint32:
		c.ints = widened(c.ints, a.Uint32Values()[start:end])
	case *array.Uint64:
		c.ints = widened(c.ints, a.Uint64Values()[start:end])
	case *array.Date32:
		c.ints = widened(c.ints, a.Date32Values()[start:end])
	case *array.Date64:
		for _, v := range a.Date64Values()[start:end] {
			c.ints = append(c.ints, floorDiv(int64(v), secondsPerDay*1e3))
		}
	case *array.Time32:
		c.ints = widened(c.ints, a.Time32Values()[start:end])
	case *array.Time64:
		c.ints = widened(c.ints, a.Time64Values()[start:end])
	case *array.Timestamp:
		c.ints = widened(c.ints, a.TimestampValues()[start:end])
		if a.DataType().(*arrow.TimestampType).Unit == arrow.Second {
			for i, v := range c.ints {
				c.ints[i] = 1000 * min(max(v, math.MinInt64/1000), math.MaxInt64/1000)
			}
		}
	case *array.Float32:
		for _, v := range a.Float32Values()[start:end] {
			c.floats = append(c.floats, float64(v))
		}
	case *array.Float64:
		c.floats = append(c.floats, a.Float64Values()[start:end]...)
	case *array.Boolean:
		for row := start; row < end; row++ {
			v := int64(0)
			if a.Value(row) {
				v = 1
			}
			c.ints = append(c.ints, v)
		}
	case *array.Null:
		for row := range end - start {
			c.markNull(row, end-start)
			c.spans = append(c.spans, parquetSpan{})
		}
	default:
		return fillArrowTexts(c, a, start, end)
	}
	return nil
}

// fillArrowTexts is fillArrow for texts, and for decimals as bytes.
func fillArrowTexts(c *typedColumn, a arrow.Array, start, end int) error {
	for row := start; row < end; row++ {
		from := len(c.texts)
		if a.IsValid(row) {
			switch a := a.(type) {
			case *array.String:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.LargeString:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.StringView:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.Binary:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.LargeBinary:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.BinaryView:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.FixedSizeBinary:
				c.texts = append(c.texts, a.Value(row)...)
			case *array.Decimal128:
				v := a.Value(row)
				c.texts = binary.BigEndian.AppendUint64(c.texts, uint64(v.HighBits()))
				c.texts = binary.BigEndian.AppendUint64(c.texts, v.LowBits())
			case *array.Decimal256:
				words := a.Value(row).Array()
				for i := len(words) - 1; i >= 0; i-- {
					c.texts = binary.BigEndian.AppendUint64(c.texts, words[i])
				}
			default:
				return fmt.Errorf("values of type %s cannot be read", a.DataType())
			}
		}
		if len(c.texts) > parquetTextMax {
			return fmt.Errorf("%d rows hold more than %d bytes of text", end-start, parquetTextMax)
		}
		c.spans = append(c.spans, parquetSpan{uint32(from), uint32(len(c.texts))})
	}
	c.base = c.texts
	return nil
}

// widened appends integers of any width.
func widened[T ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](to []int64, values []T) []int64 {
	for _, v := range values {
		to = append(to, int64(v))
	}
	return to
}
