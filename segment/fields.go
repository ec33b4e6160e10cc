package segment

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"math"
	"math/big"
	"rfm/rfm"
	"rfm/rfm/period"
	"rfm/rfm/score"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// fields are the values that expressions see. Money is the nearest float64:
// amounts of up to 15 digits keep their order and their equality; two amounts
// that differ in later digits only count as equal, and never change places.
type fields struct {
	R     int     `expr:"r"`
	F     int     `expr:"f"`
	M     int     `expr:"m"`
	FM    float64 `expr:"fm"`
	Score string  `expr:"rfm_score"`

	Recency  int     `expr:"recency_days"`
	Orders   int     `expr:"orders"`
	Monetary float64 `expr:"monetary"`
	Average  float64 `expr:"avg_order_value"`

	// Days as text compare as days do: 2011-12-09. They are empty where there are
	// none.
	FirstOrder string `expr:"first_order_date"`
	LastOrder  string `expr:"last_order_date"`
	Tenure     int    `expr:"tenure_days"`

	// Of the order days of the customer; see dueFields. No comparison with an unknown
	// change holds.
	Gaps         int     `expr:"gaps"`
	LastGap      int     `expr:"last_gap_days"`
	AmountNow    float64 `expr:"amount_now"`
	AmountBefore float64 `expr:"amount_before"`
	ChangePct    float64 `expr:"change_pct"`

	// Of all customers.
	Customers    int     `expr:"customers"`
	MeanRecency  float64 `expr:"mean_recency_days"`
	MeanOrders   float64 `expr:"mean_orders"`
	MeanMonetary float64 `expr:"mean_monetary"`

	// By monetary, the largest first; ties by id. Where the total is not above
	// zero there are no shares of it, and no comparison with one holds.
	Rank             int     `expr:"rank"`
	CustomersPct     float64 `expr:"customers_pct"` // of the customers, up to this one
	RevenuePct       float64 `expr:"revenue_pct"`
	RevenueCumPct    float64 `expr:"revenue_cum_pct"`    // up to this one
	RevenueBeforePct float64 `expr:"revenue_before_pct"` // up to the one before

	// Axes and attributes are those of the scheme, in order; rules know them by
	// their names.
	Axes    []float64 `expr:"axis_values"`
	Numbers []float64 `expr:"attribute_numbers"`
	Texts   []string  `expr:"attribute_texts"`

	// By the rhythm of the customer, which the typical gap of all has a part in.
	// Where nobody has two order days nothing is known, and no comparison holds.
	Rhythm     float64 `expr:"rhythm_days"`
	Late       float64 `expr:"late"`
	LateBefore float64 `expr:"late_before"` // at the last order, by the rhythm up to then
	Status     string  `expr:"status"`
	DueDate    string  `expr:"due_date"`
	Stake      float64 `expr:"stake"`
}

// scoreFields tells which scores a field shows; fields that are not here show
// something else.
func scoreFields() map[string][]rfm.Dimension {
	return map[string][]rfm.Dimension{
		"r": {rfm.Recency}, "f": {rfm.Frequency}, "m": {rfm.Monetary}, "fm": {rfm.Frequency, rfm.Monetary},
		rfm.FieldScore: {rfm.Recency, rfm.Frequency, rfm.Monetary},
	}
}

// fieldNames are the names of all fields, in order.
func fieldNames() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[fields]()) {
		if name := f.Tag.Get("expr"); !slices.Contains(hiddenFields(), name) {
			names = append(names, name)
		}
	}
	return names
}

// Fields are the names that the rules of every scheme know, in order.
func Fields() []string { return fieldNames() }

// ownFields are those that a customer has alone.
func ownFields() []string {
	names := fieldNames()
	return names[:slices.Index(names, "customers")]
}

// sharedFields are those that the other customers have a part in.
func sharedFields() []string { return fieldNames()[len(ownFields()):] }

// text writes the value of a field.
func (f *fields) text(name string) string {
	at := slices.Index(fieldNames(), name)
	value := reflect.ValueOf(*f).Field(at)
	if value.CanFloat() {
		return strconv.FormatFloat(value.Float(), 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// setCell sets the fields that show scores.
func (f *fields) setCell(c Cell, bins score.Bins) {
	f.R, f.F, f.M = int(c[rfm.Recency]), int(c[rfm.Frequency]), int(c[rfm.Monetary])
	f.FM, f.Score = c.fm(), c.Text(bins)
}

// fieldReader reads the fields of one customer after another.
type fieldReader struct {
	values fields
	scores *score.Scores
	ranks  *ranks
	own    *ownValues
	due    *dueReader
	dates  bool // some rule looks at one
}

// newFieldReader prepares the fields that customers share, and a ranking and
// rhythms where rules look at them. The error is rfm.ErrOverflow or a
// *MissingError.
func newFieldReader(s *Scheme, scores *score.Scores, own *ownValues) (*fieldReader, error) {
	r, err := newReaderOf(s.fields(), s.Means, scores)
	if err == nil {
		r.own = own
	}
	return r, err
}

// newReaderOf prepares the named fields. means are nil for those of the customers.
func newReaderOf(looks []string, means *Means, scores *score.Scores) (*fieldReader, error) {
	r := &fieldReader{scores: scores}
	if means == nil && slices.ContainsFunc(meanFields(), func(name string) bool { return slices.Contains(looks, name) }) {
		means = MeansOf(scores.Customers)
	}
	if means != nil {
		r.values.setMeans(means)
	}
	r.dates = slices.Contains(looks, rfm.FieldFirstOrder) || slices.Contains(looks, rfm.FieldLastOrder)
	if scores.Customers.FirstOrder == nil && slices.Contains(looks, period.FieldTenure) {
		return nil, &MissingError{period.FieldTenure}
	}
	var err error
	if r.due, err = dueFor(scores.Customers, looks); err != nil {
		return nil, err
	}
	r.ranks, err = rankFor(scores.Customers, looks)
	return r, err
}

// read is valid until the next call.
func (r *fieldReader) read(i int) *fields {
	r.values.setCell(Cell{r.scores.R[i], r.scores.F[i], r.scores.M[i]}, r.scores.Bins)
	r.values.setCustomer(r.scores.Customers, i)
	if r.dates {
		r.values.setDates(r.scores.Customers, i)
	}
	r.ranks.set(&r.values, i)
	r.own.set(&r.values, i)
	r.due.set(&r.values, i)
	return &r.values
}

// setMeans sets the fields that all customers share.
func (f *fields) setMeans(m *Means) {
	f.Customers = m.Customers
	f.MeanRecency, _ = m.Recency.Float64()
	f.MeanOrders, _ = m.Orders.Float64()
	f.MeanMonetary, _ = m.Monetary.Float64()
}

// setCustomer sets the fields of one customer but the scores.
func (f *fields) setCustomer(c *rfm.Customers, i int) {
	f.Recency, f.Orders = int(c.Recency[i]), int(c.Orders[i])
	f.Monetary, f.Average = amount(c.Monetary[i], c.Scale), amount(c.Average[i], c.AverageScale)
	if c.FirstOrder != nil {
		f.Tenure = int(c.AsOf - c.FirstOrder[i])
	}
}

// setDates sets the days of the first and the last order.
func (f *fields) setDates(c *rfm.Customers, i int) {
	if c.FirstOrder != nil {
		f.FirstOrder = c.FirstOrder[i].FormattedString()
	}
	if c.LastOrder != nil {
		f.LastOrder = c.LastOrder[i].FormattedString()
	}
}

// amount is the float64 nearest to n units of 10^-scale.
func amount(n decimal128.Num, scale int32) float64 {
	sign, size := 1.0, n
	if n.Sign() < 0 {
		sign, size = -1, n.Negate()
	}
	// Both are exact up to 2^53 and 10^22, and their quotient is rounded once.
	if size.HighBits() == 0 && size.LowBits() < 1<<53 && scale <= 22 {
		return sign * float64(size.LowBits()) / math.Pow10(int(scale))
	}
	return quotient(n.BigInt(), unit(scale))
}

func quotient(n, by *big.Int) float64 {
	q, _ := new(big.Rat).SetFrac(n, by).Float64()
	return q
}

func unit(scale int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
}
