package rfmio

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/zeebo/xxh3"

	"rfm/io/fault"
	"rfm/io/rowset"
	"rfm/io/vector"
)

// Ways to count the rows that equal another one.
const (
	// EqualEstimated counts them in a sample if there are many rows.
	EqualEstimated = "estimated"
	// EqualExact counts all that memory allows.
	EqualExact = "exact"
)

// sampleRows is how many rows the sample holds in which equal ones are looked for.
const sampleRows = 1 << 20

// rowsInMemory is how many rows a set of rows may keep in half of a memory limit; 0
// is no limit.
func rowsInMemory(limit int64) int64 {
	const bytesPerRow = rowset.Bytes * 25 / 16 // a table is a quarter larger after it has grown than it must be
	if limit <= 0 {
		return math.MaxInt64
	}
	return max(limit/2/bytesPerRow, sampleRows)
}

// newRowSet is the set of rows in which equal ones are looked for; nil where nobody
// asks.
func (in *Input) newRowSet() (set *rowset.Set, seed uint64) {
	switch o := in.options; {
	case o.Dedupe:
		return &rowset.Set{Limit: rowsInMemory(o.Memory)}, rand.Uint64()
	case o.CountEqual == EqualExact:
		return &rowset.Set{Limit: rowsInMemory(o.Memory), Thins: true}, 0
	case o.CountEqual == EqualEstimated:
		return &rowset.Set{Limit: sampleRows, Thins: true}, 0 // every run takes the same sample
	}
	return nil, 0
}

// duplicates looks for equal rows for one worker.
type duplicates struct {
	set    *rowset.Set // of all workers
	seed   uint64
	drop   bool // leaves them out
	hashes []rowset.Hash
	rows   []int32 // of the hashes
	order  []int32
	text   []byte // all cells of one row
}

// judgeDuplicates takes out the rows of which an equal one was delivered. Which
// one is does not matter, so the workers may come in any order.
func (a *assembler) judgeDuplicates() error {
	d := &a.duplicates
	if d.set == nil {
		return nil
	}
	d.hashes, d.rows = d.hashes[:0], d.rows[:0]
	for row := range a.batch.Rows {
		if len(a.fates) > 0 && a.fates[row] != used {
			continue
		}
		text := append(d.text[:0], a.plan.Header...)
		for _, k := range a.plan.Row {
			v := &a.batch.Vectors[k]
			if v.IsNull(row) {
				text = append(text, 0)
				continue
			}
			cell := v.Bytes[v.Offsets[row]:v.Offsets[row+1]]
			text = append(binary.AppendUvarint(text, uint64(len(cell))+1), cell...)
		}
		d.text = text
		d.hashes = append(d.hashes, xxh3.Hash128Seed(text, d.seed))
		d.rows = append(d.rows, int32(row))
	}
	d.order = vector.Resize(d.order, len(d.hashes))
	d.set.Add(d.hashes, d.order, func(i int32) {
		if d.drop {
			a.judge()
			a.fates[d.rows[i]] = duplicate
		}
	})
	if d.set.Full() {
		return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("--dedupe: more than %d different rows do not fit in half of the memory limit", d.set.Limit),
			Hints: []string{"give it more: --memory, some 40 bytes per row", "or drop equal rows before: sort -u of a file whose rows have no line ends inside"}}
	}
	return nil
}
