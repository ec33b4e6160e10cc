package rfmio

import (
	"bytes"
	"hash/maphash"
	"rfm/io/value"
	"rfm/io/vector"
	"sync"
)

// continuations are the rows without an amount that continue an order: a shop
// writes a row for each article and the total on the first of them. Such files
// have empty amounts among their first rows; elsewhere an empty amount is a bad
// cell.
type continuations struct {
	totals *textSet // orders that have an amount
	mu     sync.Mutex
	open   map[string][]vector.BadCell // the other rows, where no total was met before
}

func newContinuations() *continuations {
	return &continuations{totals: newTextSet(), open: map[string][]vector.BadCell{}}
}

// continuesOrders tells whether an order has a row without an amount.
func continuesOrders(amounts, orders *vector.Vector, rows int) bool {
	for row := range rows {
		if (amounts.IsNull(row) || len(bytes.TrimSpace(amounts.Text(row))) == 0) && hasText(orders, row) {
			return true
		}
	}
	return false
}

func hasText(v *vector.Vector, row int) bool { return !v.IsNull(row) && !value.IsBlank(v.Text(row)) }

// judgeContinued takes out the rows that continue an order, unless they are
// wanted.
func (a *assembler) judgeContinued() {
	if a.plan.Continued == vector.None || a.wholeOrders {
		return
	}
	amounts, orders := &a.batch.Vectors[a.plan.Amount], &a.batch.Vectors[a.plan.Continued]
	var last []byte
	for row := range a.batch.Rows {
		if id := orders.Text(row); !amounts.IsNull(row) && hasText(orders, row) && !bytes.Equal(id, last) {
			a.continuations.totals.add(id)
			last = id
		}
	}
	for row := range a.batch.Rows {
		if !amounts.IsNull(row) || !hasText(orders, row) {
			continue
		}
		if a.judge(); a.fates[row] != used {
			continue
		}
		a.fates[row] = continued
		if id := orders.Text(row); !a.continuations.totals.has(id) {
			morsel, line := a.decoder.Position(row)
			w := a.plan.Wants[a.plan.Amount]
			cell := vector.BadCell{File: a.file, Row: row, Morsel: morsel, Line: line, Column: w.Index, Name: w.Name, Reason: "is empty in all rows of the order"}
			if a.withRaw {
				cell.Raw = a.Raw(row)
			}
			a.continuations.leave(string(id), cell)
		}
	}
}

// continuesOrder tells whether an empty cell is the amount of a row that is
// delivered as part of an order.
func (a *assembler) continuesOrder(row, k int) bool {
	return a.wholeOrders && k == a.plan.Amount && a.plan.Continued != vector.None && hasText(&a.batch.Vectors[a.plan.Continued], row)
}

// leave keeps a row until all of the input is read.
func (c *continuations) leave(order string, cell vector.BadCell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[order] = append(c.open[order], cell)
}

// settleContinued takes the rows for bad ones whose order has no amount at all.
func (in *Input) settleContinued(c *continuations) error {
	for order, cells := range c.open {
		if c.totals.has([]byte(order)) {
			continue
		}
		in.account.Continued.Rows -= int64(len(cells))
		in.account.Bad.Rows += int64(len(cells))
		in.account.BadWithoutAmount += int64(len(cells))
		for _, cell := range cells {
			if err := in.bad.note(cell); err != nil {
				return err
			}
		}
	}
	return nil
}

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
