package table

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// parquetSchema is the Parquet form of a schema, whose types say all there is,
// so that the file need not hold the Arrow schema as well.
func parquetSchema(of *arrow.Schema) (*schema.GroupNode, error) {
	var nodes schema.FieldList
	for _, f := range of.Fields() {
		node, err := parquetNode(f)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", f.Name, err)
		}
		nodes = append(nodes, node)
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Repeated, nodes, -1)
}

// parquetNode is the Parquet form of one field.
func parquetNode(f arrow.Field) (schema.Node, error) {
	repetition := parquet.Repetitions.Required
	if f.Nullable {
		repetition = parquet.Repetitions.Optional
	}
	var logical schema.LogicalType = schema.NoLogicalType{}
	var physical parquet.Type
	length := -1
	switch t := f.Type.(type) {
	case *arrow.StringType:
		physical, logical = parquet.Types.ByteArray, schema.StringLogicalType{}
	case *arrow.BooleanType:
		physical = parquet.Types.Boolean
	case *arrow.Date32Type:
		physical, logical = parquet.Types.Int32, schema.DateLogicalType{}
	case *arrow.Decimal128Type:
		physical, length = parquet.Types.FixedLenByteArray, decimalBytes
		logical = schema.NewDecimalLogicalType(t.Precision, t.Scale)
	case *arrow.Float64Type:
		physical = parquet.Types.Double
	case *arrow.Int64Type, *arrow.Uint64Type:
		physical, logical = parquet.Types.Int64, schema.NewIntLogicalType(64, t.ID() == arrow.INT64)
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type:
		physical, logical = parquet.Types.Int32, schema.NewIntLogicalType(int8(t.(arrow.FixedWidthDataType).BitWidth()), true)
	case *arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type:
		physical, logical = parquet.Types.Int32, schema.NewIntLogicalType(int8(t.(arrow.FixedWidthDataType).BitWidth()), false)
	default:
		return nil, fmt.Errorf("values of type %s have no form in Parquet", f.Type)
	}
	return schema.NewPrimitiveNodeLogical(f.Name, repetition, logical, physical, length, -1)
}
