package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

const (
	// bufferSize is the number of rows that go to a partition together: enough for
	// their cache misses to overlap, few enough that the lines fetched are still in
	// the cache when they are updated.
	bufferBits = 9
	bufferSize = 1 << bufferBits
	// maxLongBytes bounds the bytes of long ids that wait in the buffers.
	maxLongBytes = 1 << 20
)

// transaction is a row that counts, or several rows of one customer added up, on
// its way to its partition.
type transaction struct {
	key         key // a long id stands in the buffer's long
	amount      decimal128.Num
	first, last arrow.Date32
	orders      int64 // where the rows are orders of their own
	isReturn    bool
	single      bool // the rows are orders of their own, though orders are told apart
	booked      bool // the days of the direct table have the rows
}

// buffers holds the rows of one aggregator by partition, bufferSize of each.
type buffers struct {
	rows   []transaction
	orders []uint64         // nil where every row is an order
	earned []decimal128.Num // nil where there are no costs
	filled [partitionCount]uint16
}

// buffer is the rows gathered for one partition.
type buffer struct {
	rows   []transaction
	orders []uint64
	earned []decimal128.Num
	scale  int32  // of all amounts
	long   []byte // long ids, each behind its length
}

// grow allocates the buffers, those of orders and profits only where they are
// asked for.
func (b *buffers) grow(orders, earned bool) {
	if b.rows == nil {
		b.rows = make([]transaction, partitionCount*bufferSize)
	}
	if orders && b.orders == nil {
		b.orders = make([]uint64, partitionCount*bufferSize)
	}
	if earned && b.earned == nil {
		b.earned = make([]decimal128.Num, partitionCount*bufferSize)
	}
}

// next is the index of the next row of a partition.
func (b *buffers) next(partition uint64) int {
	return int(partition)<<bufferBits | int(b.filled[partition])
}

// take empties the buffer of a partition. What it returns is valid until the next
// row of that partition is gathered.
func (b *buffers) take(number int) buffer {
	from, to := number<<bufferBits, number<<bufferBits+int(b.filled[number])
	b.filled[number] = 0
	if from == to {
		return buffer{}
	}
	t := buffer{rows: b.rows[from:to]}
	if b.orders != nil {
		t.orders = b.orders[from:to]
	}
	if b.earned != nil {
		t.earned = b.earned[from:to]
	}
	return t
}

// rescale adds by decimals to every amount; false when one does not fit.
func (b *buffer) rescale(by int32) bool {
	for i := range b.rows {
		var ok bool
		if b.rows[i].amount, ok = decimal.Rescale(b.rows[i].amount, by); !ok {
			return false
		}
	}
	for i := range b.earned {
		var ok bool
		if b.earned[i], ok = decimal.Rescale(b.earned[i], by); !ok {
			return false
		}
	}
	b.scale += by
	return true
}
