package rfmio

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/apache/arrow/go/v17/parquet/metadata"
)

// parquetTable is an opened Parquet file. Its morsels are the row groups.
//
// Arrow reads the schema and the metadata; the pages are decoded here, straight
// into vectors: Arrow's column readers allocate every page anew, trust the
// lengths in it, and lack LZ4_RAW and BYTE_STREAM_SPLIT.
type parquetTable struct {
	file io.ReaderAt
	name string
	// zone is where an instant's calendar day is taken. Local times are taken as
	// they are.
	zone   *time.Location
	meta   *metadata.FileMetaData
	leaves []parquetLeaf

	next atomic.Int64 // row group to be handed out next
}

// openParquet opens a Parquet file of the given size. The zone is where days
// begin, nil for UTC. If file can be closed, close closes it.
func openParquet(file io.ReaderAt, size int64, name string, zone *time.Location) (t table, err error) {
	defer recoverCorrupt(name, parquetError, &err)
	meta, err := readParquetFooter(file, size)
	if err != nil {
		return nil, parquetError(name, err)
	}
	if zone == nil {
		zone = time.UTC
	}
	opened := &parquetTable{file: file, name: name, zone: zone, meta: meta}
	for i := range meta.Schema.NumColumns() {
		opened.leaves = append(opened.leaves, newParquetLeaf(i, meta.Schema.Column(i)))
	}
	return opened, nil
}

// columns are the leaf columns; one inside a struct is named by its path, with
// dots.
func (t *parquetTable) columns() []string {
	names := make([]string, len(t.leaves))
	for i := range t.leaves {
		names[i] = t.leaves[i].name
	}
	return names
}

func (t *parquetTable) firstLine() int64 { return 1 }

// lines are the rows of each row group; they are known before any is read.
func (t *parquetTable) lines() []int64 {
	rows := make([]int64, len(t.meta.RowGroups))
	for i, group := range t.meta.RowGroups {
		rows[i] = group.NumRows
	}
	return rows
}

func (t *parquetTable) spelled(w want) bool { return t.leaves[w.index].spelled(w.kind) }

// rewind hands all row groups out again.
func (t *parquetTable) rewind() { t.next.Store(0) }

func (t *parquetTable) close() error {
	if c, ok := t.file.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// nextGroup hands out the next row group that has rows; false after the last.
func (t *parquetTable) nextGroup() (int, bool) {
	for {
		i := int(t.next.Add(1) - 1)
		if i >= len(t.meta.RowGroups) {
			return 0, false
		}
		if t.meta.RowGroups[i].NumRows > 0 {
			return i, true
		}
	}
}

// parquetError is the error for a file that cannot be read as Parquet.
func parquetError(name string, err error) error {
	return &Error{Kind: Unreadable, Message: fmt.Sprintf("%s: not a readable Parquet file (%v)", name, err), Err: err}
}

// head implements table. It decodes the beginning of the column.
func (t *parquetTable) head(column int) []string {
	defer t.rewind()
	return headOf(t.decoder(headWant(t, column)))
}
