package rowset

import (
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"
)

// Hash is what a row is known by: 128 bits of a hash of all its cells.
type Hash = xxh3.Uint128

// Set is a set of rows, known by 96 bits of their hash: two of a billion rows
// that differ are taken for one with a probability of 2^-37. Several workers may
// use it. It takes 12 bytes per row, 15 to 19 with the room that is free.
//
// Beyond its limit a set that may be thinned keeps the rows of one half of all
// hashes, then of a quarter and so on: a sample in which a row has its equals, so
// that those found are the same share of all.
type Set struct {
	Limit int64 // rows to be kept
	Thins bool  // may be thinned
	rows  atomic.Int64
	// level is how many trailing bits of a hash are zero in rows that are kept.
	level atomic.Int32
	// equal counts the rows found again, by the trailing zeros of their hash.
	equal    [levels]atomic.Int64
	thinning sync.Mutex
	parts    [parts]table
}

// Bytes is what a row takes in a set, without the room that is free.
const Bytes = 12

const (
	parts  = 256
	levels = 33
)

func levelOf(h Hash) int32 { return int32(bits.TrailingZeros32(uint32(h.Lo))) }

// Full tells whether a set that may not be thinned has passed its limit.
func (s *Set) Full() bool { return !s.Thins && s.rows.Load() > s.Limit }

// Add adds the rows of a batch and calls again for each that was there. Hashes that
// are alike stand together in memory, so they are added in their order: memory is
// fetched while others are compared, and a lock is taken once for several rows.
func (s *Set) Add(hashes []Hash, order []int32, again func(i int32)) {
	var ends [parts]int32
	level := s.level.Load()
	for _, h := range hashes {
		if level == 0 || levelOf(h) >= level {
			ends[h.Hi>>56]++
		}
	}
	sum := int32(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	for i, h := range hashes {
		if level == 0 || levelOf(h) >= level {
			order[ends[h.Hi>>56]] = int32(i)
			ends[h.Hi>>56]++
		}
	}
	start := int32(0)
	for part, end := range ends {
		if start == end {
			continue
		}
		t := &s.parts[part]
		t.mu.Lock()
		level := s.level.Load()
		before := t.rows
		for _, i := range order[start:end] {
			h := hashes[i]
			if levelOf(h) >= level && !t.add(h.Hi, uint32(h.Lo)) {
				s.equal[levelOf(h)].Add(1)
				again(i)
			}
		}
		added := t.rows - before
		t.mu.Unlock()
		start = end
		s.rows.Add(int64(added))
	}
	if s.Thins && s.rows.Load() > s.Limit {
		s.thin()
	}
}

// thin leaves out every other row until the rest is within the limit.
func (s *Set) thin() {
	s.thinning.Lock()
	defer s.thinning.Unlock()
	for s.rows.Load() > s.Limit && s.level.Load() < levels-1 {
		level := s.level.Add(1)
		for i := range s.parts {
			t := &s.parts[i]
			t.mu.Lock()
			before := t.rows
			t.resize(len(t.hashes), func(more uint32) bool { return int32(bits.TrailingZeros32(more)) >= level })
			s.rows.Add(int64(t.rows - before))
			t.mu.Unlock()
		}
	}
}

// Equals is how many of all rows equal one before them, and out of how many rows
// one was looked at: 1 for an exact number.
func (s *Set) Equals() (rows, oneIn int64) {
	level := s.level.Load()
	for i := level; i < levels; i++ {
		rows += s.equal[i].Load()
	}
	return rows << level, 1 << level
}

// table is an open-addressing table with linear probing, in the order of the
// hashes but for those that were pushed on, so that it is copied from front to
// back when it grows.
type table struct {
	mu     sync.Mutex
	hashes []uint64 // 0 for a free slot
	more   []uint32
	rows   int
}

// add tells whether a hash is new.
func (t *table) add(hash uint64, more uint32) bool {
	if t.rows >= len(t.hashes)-len(t.hashes)/5 {
		t.resize(max(64, len(t.hashes)+len(t.hashes)/4), nil)
	}
	hash = max(hash, 1)
	for i := t.slot(hash); ; i++ {
		if i == len(t.hashes) {
			i = 0
		}
		switch t.hashes[i] {
		case 0:
			t.hashes[i], t.more[i] = hash, more
			t.rows++
			return true
		case hash:
			if t.more[i] == more {
				return false
			}
		}
	}
}

// slot is where the search for a hash begins; the top 8 bits are those of the part.
func (t *table) slot(hash uint64) int {
	slot, _ := bits.Mul64(hash<<8, uint64(len(t.hashes)))
	return int(slot)
}

// resize moves the hashes to a table of another size: those that keep says, nil for
// all.
func (t *table) resize(size int, keep func(more uint32) bool) {
	hashes, more := t.hashes, t.more
	t.hashes, t.more, t.rows = make([]uint64, size), make([]uint32, size), 0
	for i, hash := range hashes {
		if hash == 0 || keep != nil && !keep(more[i]) {
			continue
		}
		at := t.slot(hash)
		for t.hashes[at] != 0 {
			if at++; at == size {
				at = 0
			}
		}
		t.hashes[at], t.more[at] = hash, more[i]
		t.rows++
	}
}
