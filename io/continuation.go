package rfmio

import (
	"bytes"
	"sync"
)

// continuations are the rows without an amount that continue an order: a shop
// writes a row for each article and the total on the first of them. Such files
// have empty amounts among their first rows; elsewhere an empty amount is a bad
// cell.
type continuations struct {
	totals *textSet // orders that have an amount
	mu     sync.Mutex
	open   map[string][]badCell // the other rows, where no total was met before
}

func newContinuations() *continuations {
	return &continuations{totals: newTextSet(), open: map[string][]badCell{}}
}

// continuesOrders tells whether an order has a row without an amount.
func continuesOrders(amounts, orders *vector, rows int) bool {
	for row := range rows {
		if (amounts.isNull(row) || len(bytes.TrimSpace(amounts.text(row))) == 0) && hasText(orders, row) {
			return true
		}
	}
	return false
}

func hasText(v *vector, row int) bool { return !v.isNull(row) && !isBlank(v.text(row)) }

// judgeContinued takes out the rows that continue an order.
func (a *assembler) judgeContinued() {
	if a.plan.continued == none {
		return
	}
	amounts, orders := &a.batch.vectors[a.plan.amount], &a.batch.vectors[a.plan.continued]
	var last []byte
	for row := range a.batch.rows {
		if id := orders.text(row); !amounts.isNull(row) && hasText(orders, row) && !bytes.Equal(id, last) {
			a.continuations.totals.add(id)
			last = id
		}
	}
	for row := range a.batch.rows {
		if !amounts.isNull(row) || !hasText(orders, row) {
			continue
		}
		if a.judge(); a.fates[row] != used {
			continue
		}
		a.fates[row] = continued
		if id := orders.text(row); !a.continuations.totals.has(id) {
			morsel, line := a.decoder.position(row)
			w := a.plan.wants[a.plan.amount]
			cell := badCell{file: a.file, row: row, morsel: morsel, line: line, column: w.index, name: w.name, reason: "is empty in all rows of the order"}
			if a.withRaw {
				cell.raw = a.raw(row)
			}
			a.continuations.leave(string(id), cell)
		}
	}
}

// leave keeps a row until all of the input is read.
func (c *continuations) leave(order string, cell badCell) {
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
