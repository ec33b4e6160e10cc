package arrowipc

import (
	"encoding/binary"
	"fmt"
	"math"
	"rfm/io/typed"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// column hands out a column of a record batch in segments, as the column
// of a Parquet file does.
type column struct {
	typed.Column
	path       []int
	array      arrow.Array
	outer      []arrow.Array // the structs around it
	dictionary typed.Column  // the values of a dictionary, each once
}

// open takes the column of a batch.
func (c *column) open(batch arrow.Record) error {
	c.outer = c.outer[:0]
	c.array = batch.Column(c.path[0])
	for _, i := range c.path[1:] {
		c.outer = append(c.outer, c.array)
		c.array = c.array.(*array.Struct).Field(i)
	}
	c.array = storage(c.array)
	if d, ok := c.array.(*array.Dictionary); ok {
		values := storage(d.Dictionary())
		c.dictionary.Nulls, c.dictionary.Texts = c.dictionary.Nulls[:0], c.dictionary.Texts[:0]
		return fill(&c.dictionary, values, 0, values.Len())
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

// Read makes rows from start to end the segment.
func (c *column) read(start, end int) error {
	c.Nulls, c.Texts = c.Nulls[:0], c.Texts[:0]
	if d, ok := c.array.(*array.Dictionary); ok {
		if err := c.readCodes(d, start, end); err != nil {
			return err
		}
	} else if err := fill(&c.Column, c.array, start, end); err != nil {
		return err
	}
	for _, outer := range c.outer {
		c.MarkNulls(outer, start, end)
	}
	c.Null = nil
	if len(c.Nulls) > 0 {
		c.Null = c.Nulls
		c.clearNulls()
	}
	return nil
}

// readCodes looks the values of a dictionary up.
func (c *column) readCodes(d *array.Dictionary, start, end int) error {
	c.MarkNulls(d, start, end)
	values := &c.dictionary
	c.Ints, c.Floats, c.Spans, c.Base = c.Ints[:0], c.Floats[:0], c.Spans[:0], values.Base
	for row := start; row < end; row++ {
		code := 0
		if d.IsValid(row) {
			code = d.GetValueIndex(row)
			if code < 0 || code >= d.Dictionary().Len() {
				return typed.ErrDictionary
			}
			if len(values.Nulls) > 0 && values.Nulls[code] {
				c.MarkNull(row-start, end-start)
			}
		}
		switch {
		case len(values.Ints) > 0:
			c.Ints = append(c.Ints, values.Ints[code])
		case len(values.Floats) > 0:
			c.Floats = append(c.Floats, values.Floats[code])
		case len(values.Spans) > 0:
			c.Spans = append(c.Spans, values.Spans[code])
		default: // the dictionary is empty: all are null
			c.Ints, c.Floats, c.Spans = append(c.Ints, 0), append(c.Floats, 0), append(c.Spans, typed.Span{})
		}
	}
	return nil
}

// clearNulls makes the values of nulls zero, as those of Parquet are.
func (c *column) clearNulls() {
	for i, null := range c.Null {
		switch {
		case !null:
		case len(c.Ints) > i:
			c.Ints[i] = 0
		case len(c.Floats) > i:
			c.Floats[i] = 0
		}
		if null && len(c.Spans) > i {
			c.Spans[i] = typed.Span{}
		}
	}
}

// fill makes rows from start to end of an array the values of a column.
func fill(c *typed.Column, a arrow.Array, start, end int) error {
	c.Ints, c.Floats, c.Spans, c.Base = c.Ints[:0], c.Floats[:0], c.Spans[:0], nil
	c.MarkNulls(a, start, end)
	switch a := a.(type) {
	case *array.Int8:
		c.Ints = widened(c.Ints, a.Int8Values()[start:end])
	case *array.Int16:
		c.Ints = widened(c.Ints, a.Int16Values()[start:end])
	case *array.Int32:
		c.Ints = widened(c.Ints, a.Int32Values()[start:end])
	case *array.Int64:
		c.Ints = append(c.Ints, a.Int64Values()[start:end]...)
	case *array.Uint8:
		c.Ints = widened(c.Ints, a.Uint8Values()[start:end])
	case *array.Uint16:
		c.Ints = widened(c.Ints, a.Uint16Values()[start:end])
	case *array.Uint32:
		c.Ints = widened(c.Ints, a.Uint32Values()[start:end])
	case *array.Uint64:
		c.Ints = widened(c.Ints, a.Uint64Values()[start:end])
	case *array.Date32:
		c.Ints = widened(c.Ints, a.Date32Values()[start:end])
	case *array.Date64:
		for _, v := range a.Date64Values()[start:end] {
			c.Ints = append(c.Ints, value.FloorDiv(int64(v), value.SecondsPerDay*1e3))
		}
	case *array.Time32:
		c.Ints = widened(c.Ints, a.Time32Values()[start:end])
	case *array.Time64:
		c.Ints = widened(c.Ints, a.Time64Values()[start:end])
	case *array.Timestamp:
		c.Ints = widened(c.Ints, a.TimestampValues()[start:end])
		if a.DataType().(*arrow.TimestampType).Unit == arrow.Second {
			for i, v := range c.Ints {
				c.Ints[i] = 1000 * min(max(v, math.MinInt64/1000), math.MaxInt64/1000)
			}
		}
	case *array.Float32:
		for _, v := range a.Float32Values()[start:end] {
			c.Floats = append(c.Floats, float64(v))
		}
	case *array.Float64:
		c.Floats = append(c.Floats, a.Float64Values()[start:end]...)
	case *array.Boolean:
		for row := start; row < end; row++ {
			v := int64(0)
			if a.Value(row) {
				v = 1
			}
			c.Ints = append(c.Ints, v)
		}
	case *array.Null:
		for row := range end - start {
			c.MarkNull(row, end-start)
			c.Spans = append(c.Spans, typed.Span{})
		}
	default:
		return fillTexts(c, a, start, end)
	}
	return nil
}

// fillTexts is fill for texts, and for decimals as bytes.
func fillTexts(c *typed.Column, a arrow.Array, start, end int) error {
	for row := start; row < end; row++ {
		from := len(c.Texts)
		if a.IsValid(row) {
			switch a := a.(type) {
			case *array.String:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.LargeString:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.StringView:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.Binary:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.LargeBinary:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.BinaryView:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.FixedSizeBinary:
				c.Texts = append(c.Texts, a.Value(row)...)
			case *array.Decimal128:
				v := a.Value(row)
				c.Texts = binary.BigEndian.AppendUint64(c.Texts, uint64(v.HighBits()))
				c.Texts = binary.BigEndian.AppendUint64(c.Texts, v.LowBits())
			case *array.Decimal256:
				words := a.Value(row).Array()
				for i := len(words) - 1; i >= 0; i-- {
					c.Texts = binary.BigEndian.AppendUint64(c.Texts, words[i])
				}
			default:
				return fmt.Errorf("values of type %s cannot be read", a.DataType())
			}
		}
		if len(c.Texts) > typed.TextMax {
			return fmt.Errorf("%d rows hold more than %d bytes of text", end-start, typed.TextMax)
		}
		c.Spans = append(c.Spans, typed.Span{Start: uint32(from), End: uint32(len(c.Texts))})
	}
	c.Base = c.Texts
	return nil
}

// widened appends integers of any width.
func widened[T ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](to []int64, values []T) []int64 {
	for _, v := range values {
		to = append(to, int64(v))
	}
	return to
}
