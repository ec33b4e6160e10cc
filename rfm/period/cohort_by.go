package period

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// NewCohortsBy reads a book: the cohorts are the customers with one value of a
// column. values names the cohorts; valueOf is the place in it of every customer
// of the book. A cell counts the customers who have reached its age, so that all
// of them have had the same time. Errors are those of NewCohorts.
func NewCohortsBy(book *rfm.DayBook, grid *Grid, values []string, valueOf []int32) (*Cohorts, error) {
	n := grid.Len()
	if n*(n+1)/2 > mostCells {
		return nil, fmt.Errorf("%d periods: %w for cohorts; take longer periods than a %s", n, errManyCells, grid.Every)
	}
	members := byValue(len(values), valueOf)
	c := &Cohorts{Grid: grid, Scale: book.Scale}
	var early money
	var days []rfm.Day
	for value, name := range values {
		t := newTriangle(n) // of the cohorts within the value, by time
		for _, customer := range members[value] {
			if days = book.AppendDays(days[:0], int(customer)); len(days) > 0 {
				early.addAll(t.add(days, firstOrder(days), grid))
			}
		}
		cells, err := t.diagonal(grid)
		if err != nil {
			return nil, err
		}
		c.Cohorts = append(c.Cohorts, Cohort{Name: name, Period: -1, Size: int64(len(members[value])), Cells: cells})
	}
	slices.SortStableFunc(c.Cohorts, func(a, b Cohort) int {
		switch {
		case a.Size != b.Size:
			return int(min(max(b.Size-a.Size, -1), 1))
		case a.Name < b.Name:
			return -1
		}
		return 1
	})
	c.Early = early.Num
	return c, fit(early)
}

// byValue lists the customers of each value.
func byValue(values int, valueOf []int32) [][]int32 {
	counts := make([]int, values)
	for _, v := range valueOf {
		counts[v]++
	}
	members := make([][]int32, values)
	for v, n := range counts {
		members[v] = make([]int32, 0, n)
	}
	for customer, v := range valueOf {
		members[v] = append(members[v], int32(customer))
	}
	return members
}

// diagonal adds cohorts up by age, each as far as it is complete.
func (t *triangle) diagonal(grid *Grid) ([]Cell, error) {
	var all []Cell
	cums := []money{}
	for cohort := range t.n {
		if t.sizes[cohort] == 0 {
			continue
		}
		cells, err := t.cells(cohort, grid)
		if err != nil {
			return nil, err
		}
		for age, cell := range cells {
			if !cell.Complete {
				break
			}
			if age == len(all) {
				all, cums = append(all, Cell{Complete: true}), append(cums, money{})
			}
			a := &all[age]
			a.Customers, a.Orders = a.Customers+cell.Customers, a.Orders+cell.Orders
			for v := range a.Active {
				a.Active[v] += cell.Active[v]
			}
			var revenue money
			revenue.Num = a.Revenue
			revenue.add(cell.Revenue)
			cums[age].add(cell.RevenueCum)
			if err := fit(revenue, cums[age]); err != nil {
				return nil, err
			}
			a.Revenue, a.RevenueCum = revenue.Num, cums[age].Num
		}
	}
	return all, nil
}

// Total is the revenue of all cells but those of values.
func (c *Cohorts) Total() (sum decimal128.Num) {
	for i := range c.Cohorts {
		for _, cell := range c.Cohorts[i].Cells {
			sum = sum.Add(cell.Revenue)
		}
	}
	return sum
}
