package basket

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
)

// Collector keeps what the baskets hold of the rows of one worker.
type Collector struct {
	settings *Settings
	seeds    [2]maphash.Seed
	items    lookup
	blocks   blocks
	account  Account

	// The run of rows that is being taken: those of one basket that follow one
	// another.
	key     string // of the rows' memory
	group   int
	numbers []uint32
	run     []byte
}

// NewCollectors makes the collectors of n workers, to be used together.
func NewCollectors(n int, s Settings) []*Collector {
	seeds := [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
	items, room := &catalog{}, newRoom(s.basketMemory())
	all := make([]*Collector, n)
	for i := range all {
		all[i] = &Collector{settings: &s, seeds: seeds, items: newLookup(items), blocks: blocks{room: room}}
	}
	return all
}

// Add takes rows of Schema. It does not keep the record. The error is a
// *SpillError, or that of a record with other columns.
func (c *Collector) Add(rec arrow.Record) error {
	l, err := linesOf(rec, c.settings)
	if err != nil {
		return err
	}
	var customer string // whose group is known
	group, known := 0, c.settings.Groups == nil
	for row := range int(rec.NumRows()) {
		c.account.Rows++
		switch {
		case l.isReturn(row):
			c.account.Returns++
			continue
		case l.key.IsNull(row):
			c.account.NoBasket++
			continue
		case l.item.IsNull(row):
			c.account.NoItem++
			continue
		}
		number := c.items.number(l.item.Value(row))
		if number == noItem {
			c.account.NoItem++
			continue
		}
		if l.customer != nil {
			if l.customer.IsNull(row) {
				c.account.NoGroup++
				continue
			}
			if id := l.customer.Value(row); id != customer || row == 0 {
				customer = id
				group, known = c.settings.Groups.of(id)
			}
		}
		if !known {
			c.account.NoGroup++
			continue
		}
		c.account.Used++
		if key := l.key.Value(row); key != c.key || group != c.group || len(c.numbers) == 0 {
			if err := c.flush(); err != nil {
				return err
			}
			c.key, c.group = key, group
		}
		c.numbers = append(c.numbers, number)
	}
	err = c.flush()
	c.key = "" // its memory goes with the record
	return err
}

func (g *Groups) of(customer string) (int, bool) {
	n, known := g.Of[customer]
	return n, known
}

// Runs are kept as: 12 bytes of the hash of the key, the group, the number of
// lines, their items. The hash stands for the key: two of ten million baskets
// are taken for one with a probability of 2^-50.
const keySize = 12

// flush keeps the run that was taken.
func (c *Collector) flush() error {
	if len(c.numbers) == 0 {
		return nil
	}
	hash := maphash.String(c.seeds[0], c.key)
	c.run = binary.LittleEndian.AppendUint64(c.run[:0], hash)
	c.run = binary.LittleEndian.AppendUint32(c.run, uint32(maphash.String(c.seeds[1], c.key)))
	c.run = binary.AppendUvarint(c.run, uint64(c.group))
	c.run = binary.AppendUvarint(c.run, uint64(len(c.numbers)))
	for _, n := range c.numbers {
		c.run = binary.AppendUvarint(c.run, uint64(n))
	}
	c.numbers = c.numbers[:0]
	return c.blocks.add(partOf(hash), c.run)
}

// parts is the number of pieces that the baskets are divided into by hash; each
// is put in order alone.
const parts = 256

func partOf(hash uint64) int { return int(hash >> (64 - bits.TrailingZeros(parts))) }
