package rfmio

import (
	"hash/maphash"
	"sync"
)

// textSet is a set of texts, known by 128 bits of hash: two that differ are taken
// for one with a probability of 2^-128. Several workers may use it.
type textSet struct {
	seeds [2]maphash.Seed
	parts [256]struct {
		mu     sync.Mutex
		hashes map[textHash]struct{}
	}
}

type textHash [2]uint64

func newTextSet() *textSet {
	return &textSet{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

// add tells whether a text is new.
func (s *textSet) add(text []byte) bool {
	h := s.hash(text)
	p := &s.parts[h[0]>>56]
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.hashes[h]; known {
		return false
	}
	if p.hashes == nil {
		p.hashes = map[textHash]struct{}{}
	}
	p.hashes[h] = struct{}{}
	return true
}

// has tells whether a text was added.
func (s *textSet) has(text []byte) bool {
	h := s.hash(text)
	p := &s.parts[h[0]>>56]
	p.mu.Lock()
	defer p.mu.Unlock()
	_, known := p.hashes[h]
	return known
}

func (s *textSet) hash(text []byte) textHash {
	return textHash{maphash.Bytes(s.seeds[0], text), maphash.Bytes(s.seeds[1], text)}
}
