package parquet

import (
	"errors"
	"fmt"
	"io"
	"rfm/io/fault"
	"rfm/io/typed"
	"rfm/io/vector"
	"sync/atomic"
	"time"

	"github.com/apache/arrow/go/v17/parquet/metadata"
)

// Table is an opened Parquet file. Its morsels are the row groups.
//
// Arrow reads the schema and the metadata; the pages are decoded here, straight
// into vectors: Arrow's column readers allocate every page anew, trust the
// lengths in it, and lack LZ4_RAW and BYTE_STREAM_SPLIT.
type Table struct {
	file io.ReaderAt
	name string
	// Zone is where an instant's calendar day is taken. Local times are taken as
	// they are.
	zone   *time.Location
	meta   *metadata.FileMetaData
	leaves []typed.Leaf

	next atomic.Int64 // row group to be handed out next
}

// open opens a Parquet file of the given size. The zone is where days
// begin, nil for UTC. If file can be closed, close closes it.
func open(file io.ReaderAt, size int64, name string, zone *time.Location) (t vector.Table, err error) {
	defer typed.RecoverCorrupt(name, corrupt, &err)
	meta, unknown, err := readFooter(file, size)
	if err != nil {
		return nil, corrupt(name, err)
	}
	opened := &Table{file: file, name: name, zone: zone, meta: meta}
	for i := range meta.Schema.NumColumns() {
		opened.leaves = append(opened.leaves, newLeaf(i, meta.Schema.Column(i)))
	}
	for _, i := range unknown {
		leaf := &opened.leaves[i]
		leaf.Form, leaf.Reason = typed.FormUnreadable, "has a logical type that is not known, such as GEOMETRY"
	}
	return opened, nil
}

// Columns are the leaf columns; one inside a struct is named by its path, with
// dots.
func (t *Table) Columns() []string {
	names := make([]string, len(t.leaves))
	for i := range t.leaves {
		names[i] = t.leaves[i].Name
	}
	return names
}

// FirstLine implements vector.Table.
func (t *Table) FirstLine() int64 { return 1 }

// Lines are the rows of each row group; they are known before any is read.
func (t *Table) Lines() []int64 {
	rows := make([]int64, len(t.meta.RowGroups))
	for i, group := range t.meta.RowGroups {
		rows[i] = group.NumRows
	}
	return rows
}

// Spelled implements vector.Table.
func (t *Table) Spelled(w vector.Want) bool { return t.leaves[w.Index].Spelled(w.Kind) }

// Rewind hands all row groups out again.
func (t *Table) Rewind() { t.next.Store(0) }

// Close implements vector.Table.
func (t *Table) Close() error {
	if c, ok := t.file.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// nextGroup hands out the next row group that has rows; false after the last.
func (t *Table) nextGroup() (int, bool) {
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

// corrupt is the error for a file that cannot be read as Parquet.
func corrupt(name string, err error) error {
	var own *fault.Error
	if errors.As(err, &own) { // of a store, which says what it is
		return own
	}
	return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: not a readable Parquet file (%v)", name, err), Err: err}
}

// Head implements table. It decodes the beginning of the column.
func (t *Table) Head(column int) []string {
	defer t.Rewind()
	d := t.Decoder(vector.HeadWant(t, column)).(*decoder)
	d.peeks = true
	return vector.HeadOf(d)
}
