package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/rfm"
	"rfm/rfm/tempfile"
)

// runs are customers in a temporary file: several runs, each ordered by id.
type runs struct {
	file    *tempfile.File
	records [][]int       // of each run
	shape   rfm.Customers // scales and the like, without customers
}

// BlockSize is the number of customers in a block of a population that is not in
// memory; the last block may have fewer.
const BlockSize = 1 << 14

// read is a record as customers, which share its memory.
func (r *runs) read(number int) (*rfm.Customers, error) {
	rec, err := r.file.Record(number)
	if err != nil {
		return nil, err
	}
	c := r.shape
	ids := rec.Column(0).(*array.String)
	offsets := ids.ValueOffsets()
	ends := make([]int32, ids.Len())
	for i := range ends {
		ends[i] = offsets[i+1] - offsets[0]
	}
	c.ID = rfm.MakeIDs(string(ids.ValueBytes()), ends)
	c.FirstOrder, c.LastOrder = rec.Column(1).(*array.Date32).Date32Values(), rec.Column(2).(*array.Date32).Date32Values()
	c.Recency, c.Orders = rec.Column(3).(*array.Int32).Int32Values(), rec.Column(4).(*array.Int64).Int64Values()
	c.Monetary, c.Average = rec.Column(5).(*array.Decimal128).Values(), rec.Column(6).(*array.Decimal128).Values()
	return &c, nil
}

// all yields the records in the order of the file.
func (r *runs) all(yield func(*rfm.Customers, error) bool) {
	for number := range r.file.Records() {
		c, err := r.read(number)
		if !yield(c, err) || err != nil {
			return
		}
	}
}

// run is one of several that are merged.
type run struct {
	records []int // to come
	block   *rfm.Customers
	at      int
	id      string
}

// merged yields the customers ordered by id. It merges the next block while the
// caller uses one.
func (r *runs) merged(yield func(*rfm.Customers, error) bool) {
	type result struct {
		block *rfm.Customers
		err   error
	}
	results, stop := make(chan result), make(chan struct{})
	go func() {
		defer close(results)
		r.merge(func(c *rfm.Customers, err error) bool {
			select {
			case results <- result{c, err}:
				return true
			case <-stop:
				return false
			}
		})
	}()
	defer func() {
		close(stop)
		for range results { // until the goroutine has ended
		}
	}()
	for one := range results {
		if !yield(one.block, one.err) {
			return
		}
	}
}

// merge merges the runs into blocks of customers ordered by id.
func (r *runs) merge(yield func(*rfm.Customers, error) bool) {
	heap := make([]*run, 0, len(r.records))
	for _, records := range r.records {
		one := &run{records: records}
		if _, err := one.next(r); err != nil {
			yield(nil, err)
			return
		}
		heap = append(heap, one)
	}
	for i := len(heap)/2 - 1; i >= 0; i-- {
		siftDown(heap, i)
	}
	b := newBlock(r.shape)
	for len(heap) > 0 {
		least := heap[0]
		b.add(least.block, least.at)
		more, err := least.next(r)
		if err != nil {
			yield(nil, err)
			return
		}
		if !more {
			heap[0] = heap[len(heap)-1]
			heap = heap[:len(heap)-1]
		}
		siftDown(heap, 0)
		if len(b.ends) == BlockSize || len(heap) == 0 {
			c, err := b.customers()
			if !yield(c, err) || err != nil {
				return
			}
			b = newBlock(r.shape)
		}
	}
}

// next advances to the next customer; false at the end of the run.
func (r *run) next(of *runs) (bool, error) {
	if r.at++; r.block == nil || r.at == r.block.Len() {
		if len(r.records) == 0 {
			return false, nil
		}
		block, err := of.read(r.records[0])
		if err != nil {
			return false, err
		}
		r.records, r.block, r.at = r.records[1:], block, 0
	}
	r.id = r.block.ID.At(r.at)
	return true, nil
}

// siftDown restores the heap below element i: the least id is on top.
func siftDown(heap []*run, i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(heap); child++ {
			if heap[child].id < heap[least].id {
				least = child
			}
		}
		if least == i {
			return
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}

// blockBuilder builds a block of customers one by one.
type blockBuilder struct {
	shape rfm.Customers
	text  []byte
	ends  []int32
}

func newBlock(shape rfm.Customers) *blockBuilder {
	return &blockBuilder{shape: shape}
}

// add appends a customer of another block.
func (b *blockBuilder) add(from *rfm.Customers, i int) {
	c := &b.shape
	b.text = append(b.text, from.ID.At(i)...)
	b.ends = append(b.ends, int32(min(len(b.text), rfm.MaxIDBytes)))
	c.FirstOrder, c.LastOrder = append(c.FirstOrder, from.FirstOrder[i]), append(c.LastOrder, from.LastOrder[i])
	c.Recency, c.Orders = append(c.Recency, from.Recency[i]), append(c.Orders, from.Orders[i])
	c.Monetary, c.Average = append(c.Monetary, from.Monetary[i]), append(c.Average, from.Average[i])
}

// customers are those that were added.
func (b *blockBuilder) customers() (*rfm.Customers, error) {
	if len(b.text) > rfm.MaxIDBytes {
		return nil, rfm.ErrIDBytes
	}
	b.shape.ID = rfm.MakeIDs(string(b.text), b.ends)
	return &b.shape, nil
}
