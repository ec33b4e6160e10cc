package main

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// crowd is what messages say of all customers together.
type crowd struct {
	customers int
	asOf      arrow.Date32
	dated     bool // the days of their last orders are known
	known     bool // the input was one row per customer
	// old is how many have orders that are older than most files of sales: a wrong
	// unit of time or a wrong form of the date reads like that.
	old    int
	oldest arrow.Date32
}

// crowdOf is a whole population.
func crowdOf(all *rfm.Customers) *crowd {
	c := &crowd{}
	c.add(all)
	return c
}

// add adds customers, all of the same input.
func (c *crowd) add(block *rfm.Customers) {
	c.customers += block.Len()
	c.asOf, c.dated, c.known = block.AsOf, block.LastOrder != nil, block.FirstOrder == nil
	line := arrow.Date32FromTime(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, day := range block.FirstOrder {
		if day >= line {
			continue
		}
		if c.old == 0 || day < c.oldest {
			c.oldest = day
		}
		c.old++
	}
}
