package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/parquet/metadata"
)

// readFooter reads the metadata at the end of a Parquet file. Arrow's
// decoder allocates what a list's length says before it sees the elements, so
// the bytes are walked once before they are handed over.
//
// unknown are the leaf columns of a logical type that Arrow does not know, such as
// GEOMETRY: the types are taken out, as it would refuse the whole file.
func readFooter(r io.ReaderAt, size int64) (meta *metadata.FileMetaData, unknown []int, err error) {
	const tail = 8 // length of the footer, then the magic bytes
	if size < tail+4 {
		return nil, nil, fmt.Errorf("it has only %d bytes", size)
	}
	var end [tail]byte
	if err := readFull(r, end[:], size-tail); err != nil {
		return nil, nil, err
	}
	switch string(end[4:]) {
	case "PAR1":
	case "PARE":
		return nil, nil, errors.New("it is encrypted")
	default:
		return nil, nil, errors.New("it does not end with PAR1; was it cut off?")
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if length > size-tail-4 {
		return nil, nil, fmt.Errorf("its metadata is said to have %d bytes of the file's %d", length, size)
	}
	footer := make([]byte, length)
	if err := readFull(r, footer, size-tail-length); err != nil {
		return nil, nil, err
	}
	strange, err := walkFooter(footer)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range slices.Backward(strange) {
		footer = slices.Delete(footer, s.start, s.end)
		if s.leaf >= 0 {
			unknown = append(unknown, s.leaf)
		}
	}
	meta, err = metadata.NewFileMetaData(footer, nil)
	if err != nil {
		// Thrift names every struct on the way; the end says what is wrong.
		words := err.Error()
		return nil, nil, fmt.Errorf("%w: %s", errThriftCorrupt, strings.TrimSpace(words[strings.LastIndex(words, ": ")+1:]))
	}
	if meta.IsSetEncryptionAlgorithm() {
		return nil, nil, errors.New("it is encrypted")
	}
	if meta.Schema == nil {
		return nil, nil, errors.New("its schema is corrupt or of a newer kind")
	}
	return meta, unknown, checkFooter(meta, size)
}

// walkFooter checks the lengths in a FileMetaData, and in its list of
// schema elements how many children each claims to have. It finds the logical types
// that are not known.
func walkFooter(footer []byte) ([]strangeType, error) {
	const schemaField = 2
	var strange []strangeType
	r := thriftReader{b: footer}
	var id int64
	var typ byte
	for r.err == nil {
		if id, typ = r.field(id); typ == thriftStop {
			break
		}
		if id != schemaField || typ != thriftList {
			r.skip(typ, 0)
			continue
		}
		list := r
		if r.skip(typ, 0); r.err == nil {
			strange = list.walkSchema()
			r.err = list.err
		}
	}
	return strange, r.err
}

// strangeType is a field of a schema element: a logical type that is not known.
type strangeType struct {
	start, end int // in the footer
	leaf       int // number of its column; -1 for a group
}

// walkSchema checks a list of SchemaElement that skip has passed over, and finds
// the logical types that are not known.
func (r *thriftReader) walkSchema() (strange []strangeType) {
	const typeField, childrenField, logicalField = 1, 5, 10
	leaves := 0
	head := r.byte()
	size := uint64(head >> 4)
	if size == 15 {
		size = r.uvarint()
	}
	if head&0x0f != thriftStruct {
		r.fail(errThriftCorrupt)
	}
	for range size {
		var id int64
		var typ byte
		leaf := -1
		for r.err == nil {
			start := r.pos
			if id, typ = r.field(id); typ == thriftStop {
				break
			}
			switch {
			case id == typeField:
				leaf, leaves = leaves, leaves+1
				r.skip(typ, 0)
			case id == logicalField && typ == thriftStruct:
				// Where it is the last field of the element none after it counts from it.
				if known := r.walkLogicalType(); !known && r.err == nil && r.pos < len(r.b) && r.b[r.pos] == thriftStop {
					strange = append(strange, strangeType{start, r.pos, leaf})
				}
			case id != childrenField || typ != thriftI32:
				r.skip(typ, 0)
			default:
				if children := r.varint(); children < 0 || uint64(children) >= size {
					r.fail(errThriftCorrupt)
				}
			}
		}
	}
	return strange
}

// walkLogicalType passes over a LogicalType, a union, and tells whether it is one
// that Arrow knows: STRING to FLOAT16, without the one that was never given.
func (r *thriftReader) walkLogicalType() (known bool) {
	const first, last, never = 1, 15, 9
	var id int64
	var typ byte
	for r.err == nil {
		if id, typ = r.field(id); typ == thriftStop {
			break
		}
		known = known || id >= first && id <= last && id != never
		r.skip(typ, 1)
	}
	return known
}

// checkFooter holds the row groups against the schema and the file's
// size, so that the readers of column chunks need not.
func checkFooter(meta *metadata.FileMetaData, size int64) error {
	columns := meta.Schema.NumColumns()
	for i, group := range meta.RowGroups {
		if group.NumRows < 0 {
			return fmt.Errorf("row group %d is said to have %d rows", i, group.NumRows)
		}
		if len(group.Columns) != columns {
			return fmt.Errorf("row group %d has %d columns, the schema has %d", i, len(group.Columns), columns)
		}
		for j, column := range group.Columns {
			name := meta.Schema.Column(j).Path()
			chunk := column.MetaData
			if chunk == nil {
				return fmt.Errorf("column %s is encrypted or has no metadata in row group %d", name, i)
			}
			if int(chunk.Type) != int(meta.Schema.Column(j).PhysicalType()) {
				return fmt.Errorf("column %s has another type in row group %d", name, i)
			}
			start, length := chunkRange(chunk.DataPageOffset, chunk.GetDictionaryPageOffset(), chunk.TotalCompressedSize)
			if start < 0 || length < 0 || start > size || length > size-start {
				return fmt.Errorf("column %s of row group %d is said to lie beyond the file's end; was it cut off?", name, i)
			}
		}
	}
	return nil
}

// chunkRange is where the pages of a column chunk lie: from its
// dictionary, if there is one, to the end of its last page. Some old writers
// give a dictionary offset of 0 for none.
func chunkRange(data, dictionary, length int64) (start, size int64) {
	if dictionary > 0 && dictionary < data {
		return dictionary, length
	}
	return data, length
}

// readFull fills b from offset on; a file that ends before is an error.
func readFull(r io.ReaderAt, b []byte, offset int64) error {
	n, err := r.ReadAt(b, offset)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return fmt.Errorf("it ends at byte %d of the %d that it needs", offset+int64(n), offset+int64(len(b)))
	}
	return err
}
