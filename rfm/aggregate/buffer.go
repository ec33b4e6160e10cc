package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

const (
	// lotSize is the number of rows that go to a part together: enough for their
	// misses to overlap, few enough that what was fetched is still there when it
	// is updated.
	lotBits = 9
	lotSize = 1 << lotBits
	// longBuffered is how many bytes of long ids wait in the lots at the most.
	longBuffered = 1 << 20
)

// sale is a row that counts, or several of one customer that were added up, on
// its way to its part.
type sale struct {
	key         key // a long id stands in the lot's long
	amount      decimal128.Num
	first, last arrow.Date32
	orders      int64 // where the rows are orders of their own
	isReturn    bool
	single      bool // the rows are orders of their own, though orders are told apart
}

// lots gathers the rows of one aggregator by part.
type lots struct {
	sales  []sale
	orders []uint64         // nil where every row is an order
	earned []decimal128.Num // nil where there are no costs
	filled [partitions]uint16
}

// lot is what was gathered for one part.
type lot struct {
	sales  []sale
	orders []uint64
	earned []decimal128.Num
	scale  int32  // of all amounts
	long   []byte // long ids, each behind its length
}

// grow makes the room, that for orders and for what was earned where they are
// asked for.
func (l *lots) grow(orders, earned bool) {
	if l.sales == nil {
		l.sales = make([]sale, partitions*lotSize)
	}
	if orders && l.orders == nil {
		l.orders = make([]uint64, partitions*lotSize)
	}
	if earned && l.earned == nil {
		l.earned = make([]decimal128.Num, partitions*lotSize)
	}
}

// next is the place for one more row of a part.
func (l *lots) next(part uint64) int { return int(part)<<lotBits | int(l.filled[part]) }

// take empties the lot of a part. What it returns holds until the next row of
// that part is gathered.
func (l *lots) take(number int) lot {
	from, to := number<<lotBits, number<<lotBits+int(l.filled[number])
	l.filled[number] = 0
	if from == to {
		return lot{}
	}
	t := lot{sales: l.sales[from:to]}
	if l.orders != nil {
		t.orders = l.orders[from:to]
	}
	if l.earned != nil {
		t.earned = l.earned[from:to]
	}
	return t
}

// Rescale adds by decimals to every amount; false when one does not fit.
func (l *lot) rescale(by int32) bool {
	for i := range l.sales {
		var ok bool
		if l.sales[i].amount, ok = decimal.Rescale(l.sales[i].amount, by); !ok {
			return false
		}
	}
	for i := range l.earned {
		var ok bool
		if l.earned[i], ok = decimal.Rescale(l.earned[i], by); !ok {
			return false
		}
	}
	l.scale += by
	return true
}
