package rfmio

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
)

// duplicates knows the rows that were delivered, by 128 bits of hash: two rows
// that differ are taken for one with a probability of 2^-128. Which one of equal
// rows is delivered does not matter, so the workers may come in any order.
type duplicates struct {
	seeds [2]maphash.Seed
	parts [256]struct {
		mu   sync.Mutex
		rows map[rowHash]struct{}
	}
}

type rowHash [2]uint64

func newDuplicates() *duplicates {
	return &duplicates{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

// add tells whether a row is new.
func (d *duplicates) add(row []byte) bool {
	h := rowHash{maphash.Bytes(d.seeds[0], row), maphash.Bytes(d.seeds[1], row)}
	p := &d.parts[h[0]>>56]
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.rows[h]; known {
		return false
	}
	if p.rows == nil {
		p.rows = map[rowHash]struct{}{}
	}
	p.rows[h] = struct{}{}
	return true
}

// judgeDuplicates takes out the rows of which an equal one was delivered.
func (a *assembler) judgeDuplicates() {
	if a.duplicates == nil {
		return
	}
	a.judge()
	for row, fate := range a.fates {
		if fate != used {
			continue
		}
		text := append(a.rowText[:0], a.plan.header...)
		for _, k := range a.plan.row {
			v := &a.batch.vectors[k]
			if v.isNull(row) {
				text = append(text, 0)
				continue
			}
			cell := v.text(row)
			text = binary.AppendUvarint(text, uint64(len(cell))+1)
			text = append(text, cell...)
		}
		if a.rowText = text; !a.duplicates.add(text) {
			a.fates[row] = duplicate
		}
	}
}
