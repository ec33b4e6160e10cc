package aggregate

import (
	"slices"
	"strings"
)

// orderRun counts distinct orders without a hash set while order ids ascend from
// row to row, as in most shops: an id higher than the one before is new. It keeps
// a log of the orders, for the case that one is not.
type orderRun struct {
	broken    bool // the ids do not ascend
	log       sublist
	last      string // id and customer of the last order
	lastGroup uint32
	spans     []orderSpan
	inSpan    bool // the span of this record has begun
}

// orderSpan is the first and the last new order of a record.
type orderSpan struct {
	first, last           string
	firstGroup, lastGroup uint32
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

// add notes a higher order.
func (r *orderRun) add(n orderEntry, id string) {
	if r.log.room == 0 {
		r.log.grow()
	}
	r.log.push(n)
	r.last, r.lastGroup = id, n.group
	if !r.inSpan {
		r.inSpan = true
		r.spans = append(r.spans, orderSpan{first: strings.Clone(id), firstGroup: n.group})
	}
}

// end ends the span of a record, whose memory may be reused.
func (r *orderRun) end() {
	if !r.inSpan {
		return
	}
	r.last, r.inSpan = strings.Clone(r.last), false
	span := &r.spans[len(r.spans)-1]
	span.last, span.lastGroup = r.last, r.lastGroup
}

// joinRuns tells whether the orders of several runs are distinct, too, but for
// those that continue from one record to the next, whose customers it lists.
func joinRuns(runs []*orderRun) (twice []uint32, ok bool) {
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
		before, after := spans[i-1], spans[i]
		switch {
		case isHigher(after.first, before.last):
		case after.first == before.last && after.firstGroup == before.lastGroup:
			twice = append(twice, after.firstGroup)
		default:
			return nil, false
		}
	}
	return twice, true
}
