package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/aggregate"
)

// GrowthCell is a field of the growth matrix: customers who had ordered in an
// earlier period or had not, and values of a column that had been sold in an
// earlier period or had not.
type GrowthCell int

const (
	Loyalty         GrowthCell = iota // known customer, known value
	Expansion                         // known customer, new value
	Acquisition                       // new customer, known value
	Diversification                   // new customer, new value
	growthCells
)

func (c GrowthCell) String() string {
	return [...]string{"loyalty", "expansion", "acquisition", "diversification"}[c]
}

// GrowthReader adds up what customers spent on which value of a column in which
// period. It is used by one goroutine; MergeGrowth puts several together.
type GrowthReader struct {
	settings  aggregate.Settings
	index     func(arrow.Date32) int // the period of a day
	customers names
	values    names
	scale     int32
	cells     map[growthKey]growthSum
}

type growthKey struct {
	customer, value uint32
	period          int32
}

type growthSum struct {
	net     money
	ordered bool
}

// NewGrowthReader takes the settings of the population and the number of the
// period of a day, such as Every.Index.
func NewGrowthReader(s aggregate.Settings, index func(arrow.Date32) int) *GrowthReader {
	return &GrowthReader{settings: s, index: index, cells: map[growthKey]growthSum{}}
}

// Add adds the rows of a record, which may be released afterwards.
func (g *GrowthReader) Add(record arrow.Record) error {
	lastDay, period := arrow.Date32(0), g.index(0)
	return eachPurchase(record, g.settings, func(p purchase, scale int32) {
		if p.day != lastDay {
			lastDay, period = p.day, g.index(p.day)
		}
		g.widen(scale)
		key := growthKey{g.customers.number(p.customer), g.values.number(p.value), int32(period)}
		sum := g.cells[key]
		sum.net.add(rescale(p.amount, g.scale-scale))
		sum.ordered = sum.ordered || !p.isReturn
		g.cells[key] = sum
	})
}

// widen brings all sums to a scale that is larger than theirs.
func (g *GrowthReader) widen(scale int32) {
	if scale <= g.scale {
		return
	}
	for key, sum := range g.cells {
		sum.net.Num = rescale(sum.net.Num, scale-g.scale)
		g.cells[key] = sum
	}
	g.scale = scale
}

// MergeGrowth puts together what several goroutines have read.
func MergeGrowth(all []*GrowthReader) *GrowthReader {
	into := all[0]
	for _, other := range all[1:] {
		into.widen(other.scale)
		for key, o := range other.cells {
			key.customer = into.customers.number(other.customers.all[key.customer])
			key.value = into.values.number(other.values.all[key.value])
			sum := into.cells[key]
			o.net.Num = rescale(o.net.Num, into.scale-other.scale)
			sum.net.addAll(o.net)
			sum.ordered = sum.ordered || o.ordered
			into.cells[key] = sum
		}
	}
	return into
}

// Growth is the growth matrix of each period of a grid.
type Growth struct {
	Grid  *Grid
	Scale int32
	Rows  []GrowthRow
}

// GrowthRow is the matrix of one period. In period 0 everything looks new: there
// is a revenue, and no matrix.
type GrowthRow struct {
	Revenue [growthCells]decimal128.Num
	// Customers had a row in the cell: an order or a return.
	Customers [growthCells]int64
	// Other is what is in no cell: returns before the first order of the customer,
	// and rows of values that had never been sold, or of none.
	Other decimal128.Num
}

// Growth makes the matrix of periods that are numbered as by the reader. With
// perCustomer a value is known if it had been sold to this customer. The error is
// rfm.ErrOverflow.
func (g *GrowthReader) Growth(grid *Grid, perCustomer bool) (*Growth, error) {
	customers, values := make([]int32, len(g.customers.all)), make([]int32, len(g.values.all))
	for i := range customers {
		customers[i] = never
	}
	for i := range values {
		values[i] = never
	}
	type pair struct{ customer, value uint32 }
	pairs := map[pair]int32{}
	for key, sum := range g.cells {
		if !sum.ordered {
			continue
		}
		customers[key.customer] = min(customers[key.customer], key.period)
		values[key.value] = min(values[key.value], key.period)
		if p := (pair{key.customer, key.value}); perCustomer {
			if first, known := pairs[p]; !known || key.period < first {
				pairs[p] = key.period
			}
		}
	}
	type member struct {
		period   int32
		customer uint32
		cell     GrowthCell
	}
	members := map[member]bool{}
	sums := make([][growthCells + 1]money, grid.Len())
	for key, sum := range g.cells {
		p := int(key.period) - grid.first
		if p < 0 {
			continue
		}
		p = min(p, grid.Len()-1) // see Grid.Of
		value := values[key.value]
		if perCustomer {
			if first, known := pairs[pair{key.customer, key.value}]; known {
				value = first
			} else {
				value = never
			}
		}
		customer := customers[key.customer]
		if customer > key.period || value > key.period || g.values.all[key.value] == "" {
			sums[p][growthCells].addAll(sum.net)
			continue
		}
		cell := Loyalty
		if value == key.period {
			cell++ // Expansion
		}
		if customer == key.period {
			cell += Acquisition
		}
		sums[p][cell].addAll(sum.net)
		members[member{int32(p), key.customer, cell}] = true
	}
	growth := &Growth{Grid: grid, Scale: g.scale, Rows: make([]GrowthRow, grid.Len())}
	for p := range sums {
		if err := fit(sums[p][:]...); err != nil {
			return nil, err
		}
		for cell := range growthCells {
			growth.Rows[p].Revenue[cell] = sums[p][cell].Num
		}
		growth.Rows[p].Other = sums[p][growthCells].Num
	}
	for m := range members {
		growth.Rows[m.period].Customers[m.cell]++
	}
	return growth, nil
}

// never is later than any period.
const never = 1<<31 - 1

// GrowthSchema is one row per period.
func GrowthSchema(scale int32) *arrow.Schema {
	fields := []arrow.Field{textField(FieldPeriod), dayField(FieldPeriodEnd), flagField(FieldComplete), moneyField(FieldRevenue, scale)}
	for cell := range growthCells {
		fields = append(fields, optional(moneyField(cell.String(), scale)))
	}
	fields = append(fields, optional(moneyField("other", scale)))
	for cell := range growthCells {
		fields = append(fields, optional(countField(cell.String()+"_customers")))
	}
	return arrow.NewSchema(fields, nil)
}

// Record returns periods from one on as one record of GrowthSchema. The caller
// releases it.
func (g *Growth) Record(mem memory.Allocator, from int) arrow.Record {
	b := newRows(mem, GrowthSchema(g.Scale))
	for p := max(from, 0); p < len(g.Rows); p++ {
		r := &g.Rows[p]
		b.text(g.Grid.Label(p))
		b.day(g.Grid.LastDay(p))
		b.flag(g.Grid.Complete(p))
		revenue := r.Other
		for _, n := range r.Revenue {
			revenue = revenue.Add(n)
		}
		b.num(revenue)
		for _, n := range r.Revenue {
			b.numIf(p > 0, n)
		}
		b.numIf(p > 0, r.Other)
		for _, n := range r.Customers {
			b.countIf(p > 0, n)
		}
	}
	return b.record()
}
