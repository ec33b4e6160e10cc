package period

import (
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// View says which customers of a cohort a cell counts.
type View int

const (
	// Retention counts who ordered in the period (N-period retention).
	Retention View = iota
	// Rolling counts who ordered in the period or in a later one (unbounded
	// retention): past cells rise when somebody comes back.
	Rolling
	// Repurchase counts who had ordered twice or more by the end of the period.
	Repurchase
)

// Cell is a cohort at an age: so many whole periods after that of the first
// order. Counts and sums are exact; those of a cell that is not complete are those
// so far.
type Cell struct {
	// Customers is the size of the cohort; where cohorts are values of a column, the
	// number of its customers who have reached this age.
	Customers int64
	// Active customers are counted as the views say.
	Active [3]int64
	Orders int64
	// Revenue of the period and that up to its end are net of returns, without those
	// from before the period of the first order.
	Revenue, RevenueCum decimal128.Num
	// Complete tells that the period was observed to its last day.
	Complete bool
}

// Cohort is the customers who have their first order, or a value of a column at
// that, in common.
type Cohort struct {
	Name string
	// Period of the first orders; -1 where cohorts are values of a column.
	Period int
	// Size is the number of customers, whether they have reached an age or not.
	Size  int64
	Cells []Cell // by age
}

// Cohorts is a triangle.
type Cohorts struct {
	Grid    *Grid
	Scale   int32
	Cohorts []Cohort
	// Early is what came before the periods of first orders: returns, whose orders
	// are not in the data. It is in no cell.
	Early decimal128.Num
}

// mostCells bounds the cells of a triangle: some 64 bytes each, once per core.
const mostCells = 8 << 20

// errManyCells asks for longer periods.
var errManyCells = errors.New("too many cells")

// NewCohorts reads a book: the cohorts are the customers with their first order
// in one period. The error is rfm.ErrOverflow, or tells that the periods are too
// short for the time.
func NewCohorts(book *rfm.DayBook, grid *Grid) (*Cohorts, error) {
	n := grid.Len()
	if n*(n+1)/2 > mostCells {
		return nil, fmt.Errorf("%d periods: %w for cohorts; take longer periods than a %s", n, errManyCells, grid.Every)
	}
	visitors := walk(book, func() *cohortVisitor {
		return &cohortVisitor{grid: grid, triangle: newTriangle(n)}
	})
	all, early := visitors[0].triangle, visitors[0].early
	for _, v := range visitors[1:] {
		all.merge(v.triangle)
		early.addAll(v.early)
	}
	c := &Cohorts{Grid: grid, Scale: book.Scale, Early: early.Num}
	for p := range n {
		cells, err := all.cells(p, grid)
		if err != nil {
			return nil, err
		}
		c.Cohorts = append(c.Cohorts, Cohort{Name: grid.Label(p), Period: p, Size: all.sizes[p], Cells: cells})
	}
	return c, fit(early)
}

// triangle holds the sums of cohorts by age. Those of a cohort stand side by
// side: cohort c of n has n-c ages.
type triangle struct {
	n     int
	sizes []int64
	sums  []cellSums
}

type cellSums struct {
	active, orders int64
	// rolling and repurchase are changes: who is counted up to this age, and from
	// this age on.
	rolling, repurchase int64
	revenue             money
}

func newTriangle(n int) *triangle {
	return &triangle{n: n, sizes: make([]int64, n), sums: make([]cellSums, n*(n+1)/2)}
}

// of are the sums of a cohort, by age.
func (t *triangle) of(cohort int) []cellSums {
	from := cohort*t.n - cohort*(cohort-1)/2
	return t.sums[from : from+t.n-cohort]
}

func (t *triangle) merge(o *triangle) {
	for i, n := range o.sizes {
		t.sizes[i] += n
	}
	for i := range t.sums {
		a, b := &t.sums[i], &o.sums[i]
		a.active, a.orders = a.active+b.active, a.orders+b.orders
		a.rolling, a.repurchase = a.rolling+b.rolling, a.repurchase+b.repurchase
		a.revenue.addAll(b.revenue)
	}
}

// cells are those of a cohort.
func (t *triangle) cells(cohort int, grid *Grid) ([]Cell, error) {
	sums := t.of(cohort)
	cells := make([]Cell, len(sums))
	var cum money
	repurchase := int64(0)
	for age := range sums {
		s := &sums[age]
		cum.addAll(s.revenue)
		repurchase += s.repurchase
		if err := fit(s.revenue, cum); err != nil {
			return nil, err
		}
		cells[age] = Cell{Customers: t.sizes[cohort], Orders: s.orders, Revenue: s.revenue.Num, RevenueCum: cum.Num,
			Active: [3]int64{Retention: s.active, Repurchase: repurchase}, Complete: grid.Complete(cohort + age)}
	}
	rolling := int64(0)
	for age := len(sums) - 1; age >= 0; age-- {
		rolling += sums[age].rolling
		cells[age].Active[Rolling] = rolling
	}
	return cells, nil
}

// add adds a customer with an order; it returns what came before the period of
// the first one.
func (t *triangle) add(days []rfm.Day, first int, grid *Grid) (early money) {
	cohort := grid.Of(days[first].Day)
	t.sizes[cohort]++
	sums := t.of(cohort)
	last, begun, repeated := -1, int64(0), false
	for _, d := range days {
		age := grid.Of(d.Day) - cohort
		if age < 0 {
			early.add(d.Net)
			continue
		}
		s := &sums[age]
		s.revenue.add(d.Net)
		if !d.Ordered {
			continue
		}
		s.orders += d.Orders
		if age != last {
			s.active++
			last = age
		}
		if begun += d.Orders; begun >= 2 && !repeated {
			s.repurchase++
			repeated = true
		}
	}
	sums[last].rolling++
	return early
}

type cohortVisitor struct {
	grid     *Grid
	triangle *triangle
	early    money
}

func (v *cohortVisitor) visit(days []rfm.Day) {
	if first := firstOrder(days); first >= 0 {
		v.early.addAll(v.triangle.add(days, first, v.grid))
	}
}

// Since drops the cohorts of periods before one.
func (c *Cohorts) Since(period int) {
	c.Cohorts = slices.DeleteFunc(c.Cohorts, func(c Cohort) bool { return c.Period >= 0 && c.Period < period })
}

// Mean gives, for the mean of an age that weights cohorts by size, the active
// customers and all customers of the complete cells.
func (c *Cohorts) Mean(view View, age int) (active, customers int64) {
	for i := range c.Cohorts {
		if cells := c.Cohorts[i].Cells; age < len(cells) && cells[age].Complete {
			active, customers = active+cells[age].Active[view], customers+cells[age].Customers
		}
	}
	return active, customers
}

// MeanMoney is like Mean for orders and for the revenue of an age, for cum that up
// to its end.
func (c *Cohorts) MeanMoney(age int, cum bool) (revenue decimal128.Num, orders, customers int64) {
	for i := range c.Cohorts {
		if cells := c.Cohorts[i].Cells; age < len(cells) && cells[age].Complete {
			r := cells[age].Revenue
			if cum {
				r = cells[age].RevenueCum
			}
			revenue, orders, customers = revenue.Add(r), orders+cells[age].Orders, customers+cells[age].Customers
		}
	}
	return revenue, orders, customers
}
