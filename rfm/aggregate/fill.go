package aggregate

import (
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/parallel"
	"rfm/rfm/internal/radix"
)

// fill makes the columns, one row per key, in the order of the keys. It returns
// ErrOverflow when a value needs more than 38 digits.
func fill(partitions []partition, keys []radix.Key, s Settings, scale int32, asOf arrow.Date32) (*rfm.Customers, error) {
	n := len(keys)
	c := &rfm.Customers{
		FirstOrder: make([]arrow.Date32, n), LastOrder: make([]arrow.Date32, n),
		Recency: make([]int32, n), Orders: make([]int64, n), Scale: scale, AverageScale: max(scale, 2),
		Monetary: make([]decimal128.Num, n), Average: make([]decimal128.Num, n), AsOf: asOf,
	}
	c.Statistic = s.Monetary
	switch s.Monetary {
	case rfm.MeanOrder:
		c.Scale += rfm.MeanDecimals
	case rfm.MedianOrder:
		c.Scale++
	}
	text, ends, err := idSpace(keys, partitions)
	if err != nil {
		return nil, err
	}
	var overflow atomic.Bool
	const block = 1 << 14
	parallel.Each((n+block-1)/block, func(i int) {
		from, to := i*block, min(n, (i+1)*block)
		fillIDs(text, ends, from, keys[from:to], partitions)
		for i, k := range keys[from:to] {
			p := &partitions[k.Partition]
			sums, ok := p.table.sums(k.Group)
			ok = fillRow(c, from+i, sums, s.Monetary, scale) && ok
			if s.Monetary == rfm.MedianOrder { // half of a whole number has one more decimal
				median := p.medians[k.Group]
				var fits bool
				c.Monetary[from+i], fits = decimal.Multiply(median, decimal128.FromI64(5))
				ok = ok && fits
			}
			if !ok {
				overflow.Store(true)
			}
		}
	})
	if overflow.Load() {
		return nil, rfm.ErrOverflow
	}
	c.ID = rfm.MakeIDs(string(text), ends)
	if s.Days {
		c.Days = dayBook(partitions, keys, scale)
	}
	return c, nil
}

// dayBook is the book of the customers that the keys list.
func dayBook(partitions []partition, keys []radix.Key, scale int32) *rfm.DayBook {
	sorted, places := make([]rfm.SortedDays, len(partitions)), make([]rfm.DayPlace, len(keys))
	for i := range partitions {
		sorted[i] = partitions[i].sorted
	}
	for i, k := range keys {
		places[i] = rfm.DayPlace{Partition: k.Partition, Group: k.Group}
	}
	return rfm.NewDayBook(sorted, places, scale)
}

// idSpace is memory for the ids of keys, and where each ends in it.
func idSpace(keys []radix.Key, partitions []partition) (text []byte, ends []int32, err error) {
	size := 0
	ends = make([]int32, len(keys))
	for i, k := range keys {
		if size += idLength(k, partitions); size > rfm.MaxIDBytes {
			return nil, nil, rfm.ErrIDBytes
		}
		ends[i] = int32(size)
	}
	return make([]byte, size), ends, nil
}

// fillIDs writes the ids of keys, the first of which is id number from.
func fillIDs(text []byte, ends []int32, from int, keys []radix.Key, partitions []partition) {
	at := int32(0)
	if from > 0 {
		at = ends[from-1]
	}
	for i, k := range keys {
		appendKeyID(text[at:at:ends[from+i]], k, partitions)
		at = ends[from+i]
	}
}

// fillRow sets the columns of one customer; false when a value needs more than 38
// digits.
func fillRow(c *rfm.Customers, i int, s sums, monetary rfm.Statistic, scale int32) bool {
	sum := s.amount
	c.FirstOrder[i], c.LastOrder[i] = s.first, s.last
	c.Recency[i] = int32(c.AsOf - s.last)
	c.Orders[i] = s.orders
	c.Monetary[i] = sum
	fits := true
	if monetary == rfm.MeanOrder {
		c.Monetary[i], fits = decimal.Divide(sum, s.orders, rfm.MeanDecimals)
	}
	var ok bool
	c.Average[i], ok = decimal.Divide(sum, s.orders, c.AverageScale-scale)
	return fits && ok
}
