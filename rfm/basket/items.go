package basket

import (
	"hash/maphash"
	"math/bits"
	"strings"
	"sync"
)

// catalog numbers the items in the order in which they come. Several workers may
// use it.
type catalog struct {
	mu      sync.Mutex
	numbers map[string]uint32
	texts   []string
}

// number is that of an item, which may be new.
func (c *catalog) number(item string) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, known := c.numbers[item]
	if !known {
		if c.numbers == nil {
			c.numbers = map[string]uint32{}
		}
		n = uint32(len(c.texts))
		item = strings.Clone(item)
		c.numbers[item] = n
		c.texts = append(c.texts, item)
	}
	return n
}

// noItem is the number of a text that names none.
const noItem = 1<<32 - 1

// lookup is what one worker knows of a catalog: an open-addressing hash table of
// the texts as they stand in the rows.
type lookup struct {
	*catalog
	seed  maphash.Seed
	slots []knownText
	known int
}

type knownText struct {
	hash   uint64
	text   string
	number uint32
	filled bool
}

func newLookup(c *catalog) lookup {
	return lookup{catalog: c, seed: maphash.MakeSeed(), slots: make([]knownText, 256)}
}

// number is that of the item a text names, or noItem.
func (l *lookup) number(text string) uint32 {
	hash := maphash.String(l.seed, text)
	at := l.slot(hash, text)
	if s := &l.slots[at]; s.filled {
		return s.number
	}
	n := uint32(noItem)
	if item := strings.TrimSpace(text); item != "" {
		n = l.catalog.number(item)
	}
	l.slots[at] = knownText{hash, strings.Clone(text), n, true}
	if l.known++; 2*l.known > len(l.slots) {
		l.grow()
	}
	return n
}

// slot is where a text is, or where it belongs.
func (l *lookup) slot(hash uint64, text string) uint64 {
	mask := uint64(len(l.slots) - 1)
	at := hash >> (64 - bits.TrailingZeros(uint(len(l.slots))))
	for s := &l.slots[at]; s.filled && (s.hash != hash || s.text != text); s = &l.slots[at] {
		at = (at + 1) & mask
	}
	return at
}

func (l *lookup) grow() {
	old := l.slots
	l.slots = make([]knownText, 4*len(old))
	for _, s := range old {
		if s.filled {
			l.slots[l.slot(s.hash, s.text)] = s
		}
	}
}
