package aggregate

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// orderRun tells whether order ids ascend from row to row, as in most shops: an id
// higher than the one before is new, so that no hash set is needed to count orders.
// It is kept for each aggregator; joinRuns tells in the end whether it holds for all.
type orderRun struct {
	broken bool // the ids do not ascend
	spans  []orderSpan
	inSpan bool   // the span of this record has begun
	last   string // order of the last row
	lastID []byte // of its customer
	number customerNumber
	day    arrow.Date32
}

// customerNumber tells customers of an aggregator apart within a record.
type customerNumber uint64

// orderSpan is the first and the last new order of a record.
type orderSpan struct{ first, last orderStart }

// orderStart is an order, its customer, and the day on which it begins.
type orderStart struct {
	id, customer string
	day          arrow.Date32
}

// follows compares an order with the one before in a record: whether it is the same,
// or a higher one.
func (r *orderRun) follows(c customerNumber, id string) (same, higher bool) {
	if !r.inSpan {
		return false, true
	}
	return id == r.last && c == r.number, isHigher(id, r.last)
}

// add notes a higher order and the day it begins. Order and customer must stay valid
// until end is called.
func (r *orderRun) add(c customerNumber, id string, customer []byte, day arrow.Date32) {
	r.last, r.number, r.lastID, r.day = id, c, customer, day
	if !r.inSpan {
		r.inSpan = true
		r.spans = append(r.spans, orderSpan{first: r.start()})
	}
}

// start is the last order.
func (r *orderRun) start() orderStart {
	return orderStart{strings.Clone(r.last), string(r.lastID), r.day}
}

// end ends the span of a record, whose memory may be reused.
func (r *orderRun) end() {
	if r.inSpan {
		r.spans[len(r.spans)-1].last = r.start()
		r.inSpan, r.last, r.lastID = false, "", nil
	}
}

// isHigher compares ids as numbers: by length, then by bytes.
func isHigher(id, than string) bool {
	return len(id) > len(than) || len(id) == len(than) && id > than
}

// joinRuns tells whether the orders of several runs are distinct, too, but for
// those that continue from one record to the next: these it lists, each with the
// later of the two days on which it was counted.
func joinRuns(runs []*orderRun) (twice []orderStart, ok bool) {
	var spans []orderSpan
	for _, r := range runs {
		if r.broken {
			return nil, false
		}
		spans = append(spans, r.spans...)
	}
	slices.SortFunc(spans, func(x, y orderSpan) int {
		switch {
		case isHigher(x.first.id, y.first.id):
			return 1
		case isHigher(y.first.id, x.first.id):
			return -1
		case isHigher(x.last.id, y.last.id):
			return 1
		case isHigher(y.last.id, x.last.id):
			return -1
		}
		return 0
	})
	for i := 1; i < len(spans); i++ {
		before, after := spans[i-1].last, &spans[i]
		switch {
		case isHigher(after.first.id, before.id):
		case after.first.id == before.id && after.first.customer == before.customer:
			twice = append(twice, orderStart{before.id, before.customer, max(before.day, after.first.day)})
			if after.last.id == after.first.id { // and may go on
				after.last.day = min(before.day, after.first.day)
			}
		default:
			return nil, false
		}
	}
	return twice, true
}
