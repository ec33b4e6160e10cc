package aggregate

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// orderRun counts distinct orders without a hash set while order ids ascend from
// row to row, as in most shops: an id higher than the one before is new. It keeps
// a log of the orders, for the case that one is not.
type orderRun struct {
	broken    bool // the ids do not ascend
	log       sublist
	last      string // id and customer of the last order
	lastGroup uint32
	lastDay   arrow.Date32
	spans     []orderSpan
	inSpan    bool // the span of this record has begun
}

// orderSpan is the first and the last new order of a record.
type orderSpan struct {
	first, last           string
	firstGroup, lastGroup uint32
	firstDay, lastDay     arrow.Date32 // on which the orders begin
}

// follows compares an order with the one before: whether it is the same, or a
// higher one. Ids must stay valid until end is called.
func (r *orderRun) follows(group uint32, id string) (same, higher bool) {
	if len(r.spans) == 0 {
		return false, true
	}
	return id == r.last && group == r.lastGroup, isHigher(id, r.last)
}

// isHigher compares ids as numbers: by length, then by bytes.
func isHigher(id, than string) bool {
	return len(id) > len(than) || len(id) == len(than) && id > than
}

// keep writes an order to the log.
func (r *orderRun) keep(n orderEntry) {
	if r.log.room == 0 {
		r.log.grow()
	}
	r.log.push(n)
}

// add notes a higher order and the day it begins.
func (r *orderRun) add(group uint32, id string, day arrow.Date32) {
	r.last, r.lastGroup, r.lastDay = id, group, day
	if !r.inSpan {
		r.inSpan = true
		r.spans = append(r.spans, orderSpan{first: strings.Clone(id), firstGroup: group, firstDay: day})
	}
}

// end ends the span of a record, whose memory may be reused.
func (r *orderRun) end() {
	if !r.inSpan {
		return
	}
	r.last, r.inSpan = strings.Clone(r.last), false
	span := &r.spans[len(r.spans)-1]
	span.last, span.lastGroup, span.lastDay = r.last, r.lastGroup, r.lastDay
}

// joinRuns tells whether the orders of several runs are distinct, too, but for
// those that continue from one record to the next: these it lists, each with the
// later of the two days on which it was counted.
func joinRuns(runs []*orderRun) (twice []startedOrder, ok bool) {
	var spans []orderSpan
	for _, r := range runs {
		if r.broken {
			return nil, false
		}
		spans = append(spans, r.spans...)
	}
	slices.SortFunc(spans, func(x, y orderSpan) int {
		switch {
		case isHigher(x.first, y.first):
			return 1
		case isHigher(y.first, x.first):
			return -1
		case isHigher(x.last, y.last):
			return 1
		case isHigher(y.last, x.last):
			return -1
		}
		return 0
	})
	for i := 1; i < len(spans); i++ {
		before, after := spans[i-1], &spans[i]
		switch {
		case isHigher(after.first, before.last):
		case after.first == before.last && after.firstGroup == before.lastGroup:
			twice = append(twice, startedOrder{group: after.firstGroup, day: max(before.lastDay, after.firstDay)})
			if after.last == after.first { // and may go on
				after.lastDay = min(before.lastDay, after.firstDay)
			}
		default:
			return nil, false
		}
	}
	return twice, true
}
