package population

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// Summary is what messages say of all customers together.
type Summary struct {
	Customers int
	AsOf      arrow.Date32
	dated     bool // the days of their last orders are known
	known     bool // the input was one row per customer
	// old is how many have orders that are older than most files of sales: a wrong
	// unit of time or a wrong form of the date reads like that.
	old    int
	oldest arrow.Date32
}

// NewSummary is a whole population.
func NewSummary(all *rfm.Customers) *Summary {
	c := &Summary{}
	c.Add(all)
	return c
}

// Add adds customers, all of the same input.
func (c *Summary) Add(block *rfm.Customers) {
	c.Customers += block.Len()
	c.AsOf, c.dated, c.known = block.AsOf, block.LastOrder != nil, block.FirstOrder == nil
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
