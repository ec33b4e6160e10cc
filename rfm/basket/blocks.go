package basket

import "sync/atomic"

// room is what several stores may take together.
type room struct {
	used  atomic.Int64
	limit int64
}

func newRoom(limit int64) *room { return &room{limit: limit} }

// blocks keep runs by part, in memory or, where there is no room, in a file.
type blocks struct {
	room *room
	part [parts]struct {
		open    []byte   // runs are added here
		full    [][]byte // in memory
		spilled []extent
	}
	file *spillFile // nil while nothing is in it
}

// blockSize is that of a block, unless one run is larger.
const blockSize = 16 << 10

// add keeps a run.
func (b *blocks) add(part int, run []byte) error {
	p := &b.part[part]
	if len(p.open)+len(run) <= cap(p.open) {
		p.open = append(p.open, run...)
		return nil
	}
	if len(p.open) > 0 {
		p.full = append(p.full, p.open)
	}
	p.open = make([]byte, 0, max(blockSize, len(run)))
	p.open = append(p.open, run...)
	if b.room.used.Add(int64(cap(p.open))) > b.room.limit {
		return b.spill()
	}
	return nil
}

// spill writes the full blocks to the file.
func (b *blocks) spill() (err error) {
	if b.file == nil {
		if b.file, err = newSpillFile(); err != nil {
			return err
		}
	}
	for i := range b.part {
		p := &b.part[i]
		for _, block := range p.full {
			at, err := b.file.write(block)
			if err != nil {
				return err
			}
			p.spilled = append(p.spilled, at)
			b.room.used.Add(-int64(cap(block)))
		}
		p.full = nil
	}
	return nil
}

// take hands over the blocks of a part and forgets them.
func (b *blocks) take(part int) ([][]byte, error) {
	p := &b.part[part]
	all := p.full
	if len(p.open) > 0 {
		all = append(all, p.open)
	}
	for _, block := range all {
		b.room.used.Add(-int64(cap(block)))
	}
	for _, at := range p.spilled {
		block, err := b.file.read(at)
		if err != nil {
			return nil, err
		}
		all = append(all, block)
	}
	p.open, p.full, p.spilled = nil, nil, nil
	return all, nil
}

func (b *blocks) close() {
	if b.file != nil {
		b.file.close()
	}
}
