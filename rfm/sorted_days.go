package rfm

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// SortedDays are the entries of a DayList by group and day, equal ones added up.
// Those of group g are starts[g] … starts[g+1]. They are in the memory of the
// list.
type SortedDays struct {
	starts []uint32
	chunks []*dayChunk
}

func (s *SortedDays) groups() int { return max(0, len(s.starts)-1) }

// Kept tells whether there are any days.
func (s *SortedDays) Kept() bool { return s.groups() > 0 }

// when is the day of an entry and whether it is one of returns.
func (s *SortedDays) when(i uint32) int32 {
	return s.chunks[i/dayChunkSize].entries[i%dayChunkSize].when
}

// day is the day whose entries begin at i, and where the next one begins.
func (s *SortedDays) day(i, end uint32) (d Day, next uint32) {
	c, at := s.chunks[i/dayChunkSize], i%dayChunkSize
	e := &c.entries[at]
	d = Day{Day: arrow.Date32(e.when >> 1), Ordered: e.when&1 == 0, Orders: int64(e.orders), Net: c.amount(int(at))}
	i++
	if i < end && d.Ordered && s.when(i)>>1 == int32(d.Day) { // the returns of the same day
		d.Net = d.Net.Add(s.chunks[i/dayChunkSize].amount(int(i % dayChunkSize)))
		i++
	}
	return d, i
}

// appendDays appends the days of a group.
func (s *SortedDays) appendDays(days []Day, group uint32) []Day {
	i, end, before := s.starts[group], s.starts[group+1], len(days)
	for i < end {
		c, from := s.chunks[i/dayChunkSize], int(i%dayChunkSize)
		entries := c.entries[from:min(dayChunkSize, from+int(end-i))]
		for k := range entries {
			e := &entries[k]
			net := decimal128.FromI64(int64(int32(e.low)))
			if c.upper.middle != nil {
				net = c.amount(from + k)
			}
			d := Day{Day: arrow.Date32(e.when >> 1), Ordered: e.when&1 == 0, Orders: int64(e.orders), Net: net}
			if last := len(days) - 1; !d.Ordered && last >= before && days[last].Day == d.Day { // the returns of the same day
				days[last].Net = days[last].Net.Add(net)
				continue
			}
			days = append(days, d)
		}
		i += uint32(len(entries))
	}
	return days
}

// TakeBack counts an order of the customer in a group once less on a day with an
// order.
func (s *SortedDays) TakeBack(group uint32, day arrow.Date32) {
	at := s.starts[group]
	for w := when(day, false); s.when(at) != w; {
		at++
	}
	s.chunks[at/dayChunkSize].entries[at%dayChunkSize].orders--
}
