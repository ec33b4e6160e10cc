package pareto

import (
	"math/big"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Sections of the summary of a ranking.
const (
	SectionAll  = "all" // all customers
	SectionTop  = "top" // the first customers, in percent
	SectionAt   = "at"  // the fewest who brought so many percent
	SectionABC  = "abc"
	SectionTier = "tier"
	SectionSign = "sign" // above_zero, zero, below_zero
)

// SummaryOptions say which parts a summary has.
type SummaryOptions struct {
	Top, At []*big.Rat // parts of 1
	ABC     ABC
	Tiers   Tiers
}

// SummaryLine is the sums of some of the customers, named by a section and a name
// within it.
type SummaryLine struct {
	Section, Name string
	Part
}

// Summarize sums up the parts of a ranking, one line per part. At and ABC have no
// lines where there are no shares.
func (r *Ranking) Summarize(o SummaryOptions) []SummaryLine {
	lines := []SummaryLine{{SectionAll, SectionAll, r.Part(0, r.Len())}}
	add := func(section, name string, from, to int) {
		lines = append(lines, SummaryLine{section, name, r.Part(from, to)})
	}
	for _, part := range o.Top {
		add(SectionTop, PercentText(part), 0, r.Top(part))
	}
	if r.HasShares() {
		for _, part := range o.At {
			add(SectionAt, PercentText(part), 0, r.Reach(part))
		}
	}
	from := 0
	for class, end := range o.ABC.Ends(r) {
		add(SectionABC, o.ABC.Letter(class), from, end)
		from = end
	}
	from = 0
	for tier, end := range o.Tiers.Ends(r) {
		add(SectionTier, strconv.Itoa(tier+1), from, end)
		from = end
	}
	above, below := r.AboveZero(), r.Len()-r.BelowZero()
	add(SectionSign, "above_zero", 0, above)
	add(SectionSign, "zero", above, below)
	add(SectionSign, "below_zero", below, r.Len())
	return lines
}

// Decimals of the numbers in a summary.
const (
	summaryPercentScale = 3
	ratioScale          = 2
	giniScale           = 6
)

// SummarySchema is one row per line: the section, the name, the number of
// customers, their part in percent, what they brought (the column has the name
// of the measure), its part in percent, the mean of a customer, the orders, the
// ratio of the two parts, and in the line of all the Gini coefficient. What is
// not defined is null. The values have scale decimals.
func SummarySchema(m Measure, scale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "section", Type: arrow.BinaryTypes.String},
		{Name: "name", Type: arrow.BinaryTypes.String},
		{Name: "customers", Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldCustomersPct, Type: rfm.Money(summaryPercentScale)},
		{Name: string(m), Type: rfm.Money(scale)},
		{Name: string(m) + "_pct", Type: rfm.Money(summaryPercentScale), Nullable: true},
		{Name: "mean", Type: rfm.Money(meanScale(scale)), Nullable: true},
		{Name: "orders", Type: arrow.PrimitiveTypes.Int64},
		{Name: "ratio", Type: rfm.Money(ratioScale), Nullable: true},
		{Name: "gini", Type: rfm.Money(giniScale), Nullable: true},
	}, nil)
}

// meanScale is the number of decimals of a mean.
func meanScale(scale int32) int32 { return max(scale, 2) }

// SummaryRecord returns the lines as one record of SummarySchema. The caller
// releases it. The error is rfm.ErrOverflow.
func (r *Ranking) SummaryRecord(mem memory.Allocator, lines []SummaryLine) (arrow.Record, error) {
	b := array.NewRecordBuilder(mem, SummarySchema(r.Measure, r.Scale))
	defer b.Release()
	all, shares := big.NewInt(int64(r.Len())), new(big.Int)
	if r.HasShares() {
		shares = r.Total().BigInt()
	}
	fits := true
	// fraction appends n / d with the decimals of the column, null where d is 0.
	fraction := func(column int, scale int32, n, d *big.Int) {
		if d.Sign() == 0 {
			b.Field(column).AppendNull()
			return
		}
		value, ok := decimal.DivideBig(new(big.Int).Mul(n, decimal.Pow10(scale)), d)
		fits = fits && ok
		b.Field(column).(*array.Decimal128Builder).Append(value)
	}
	for _, l := range lines {
		customers, value := big.NewInt(int64(l.Customers)), l.Value.BigInt()
		b.Field(0).(*array.StringBuilder).Append(l.Section)
		b.Field(1).(*array.StringBuilder).Append(l.Name)
		b.Field(2).(*array.Int64Builder).Append(int64(l.Customers))
		fraction(3, summaryPercentScale+2, customers, all)
		b.Field(4).(*array.Decimal128Builder).Append(l.Value)
		fraction(5, summaryPercentScale+2, value, shares)
		fraction(6, meanScale(r.Scale)-r.Scale, value, customers)
		b.Field(7).(*array.Int64Builder).Append(l.Orders)
		fraction(8, ratioScale, value.Mul(value, all), customers.Mul(customers, shares))
		if l.Section == SectionAll && r.HasShares() {
			g := r.Gini()
			fraction(9, giniScale, g.Num(), g.Denom())
		} else {
			b.Field(9).AppendNull()
		}
	}
	if !fits {
		return nil, rfm.ErrOverflow
	}
	return b.NewRecord(), nil
}
