package rfm

import (
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// upperBits are those of the amounts of a chunk, where not all of them fit 32
// bits, as most do.
type upperBits struct {
	middle *[dayChunkSize]uint32 // bits 32 … 63; nil while every amount fits 32 bits
	high   *[dayChunkSize]int64  // the upper half; nil while every amount fits 64 bits
}

// narrow is the amount of an entry where it fits 64 bits.
func (c *dayChunk) narrow(i int) int64 {
	low := c.entries[i].low
	if c.upper.middle == nil {
		return int64(int32(low))
	}
	return int64(uint64(c.upper.middle[i])<<32 | uint64(low))
}

// amount is that of an entry.
func (c *dayChunk) amount(i int) decimal128.Num {
	if c.upper.high == nil {
		return decimal128.FromI64(c.narrow(i))
	}
	return decimal128.New(c.upper.high[i], uint64(c.narrow(i)))
}

// put sets an entry. Those behind it have no amount yet.
func (c *dayChunk) put(i int, group uint32, when, orders int32, amount decimal128.Num) {
	low := int64(amount.LowBits())
	c.entries[i] = listedDay{group, when, orders, uint32(low)}
	if low != int64(int32(low)) || amount.HighBits() != low>>63 || c.upper.middle != nil {
		c.setUpper(i, amount)
	}
}

// setUpper sets the upper bits of an amount.
func (c *dayChunk) setUpper(i int, amount decimal128.Num) {
	if c.upper.middle == nil {
		c.upper.middle = &[dayChunkSize]uint32{}
		for k := range i {
			c.upper.middle[k] = uint32(int32(c.entries[k].low) >> 31)
		}
	}
	low := int64(amount.LowBits())
	if c.upper.high == nil && amount.HighBits() != low>>63 {
		high := &[dayChunkSize]int64{}
		for k := range i {
			high[k] = c.narrow(k) >> 63
		}
		c.upper.high = high
	}
	c.upper.middle[i] = uint32(low >> 32)
	if c.upper.high != nil {
		c.upper.high[i] = amount.HighBits()
	}
}

// addTo adds to the last entry that has an amount; false when the sum does not fit.
func (c *dayChunk) addTo(i int, amount decimal128.Num) bool {
	sum, ok := decimal.AddWide(c.amount(i), amount)
	e := &c.entries[i]
	c.put(i, e.group, e.when, e.orders, sum)
	return ok
}

// rescale adds by decimals to every amount; false when one does not fit.
func (c *dayChunk) rescale(by int32) bool {
	before := *c
	c.upper = upperBits{}
	for i := range c.n {
		n, ok := decimal.Rescale(before.amount(i), by)
		if !ok {
			return false
		}
		e := &c.entries[i]
		c.put(i, e.group, e.when, e.orders, n)
	}
	return true
}
