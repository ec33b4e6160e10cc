package segment

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"rfm/rfm"
	"rfm/rfm/score"
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
}

// newFieldReader prepares the fields that customers share, and a ranking where
// rules look at it. The error is rfm.ErrOverflow.
func newFieldReader(s *Scheme, scores *score.Scores, own *ownValues) (*fieldReader, error) {
	r := &fieldReader{scores: scores, own: own}
	means := s.Means
	if means == nil && s.LooksAtMeans() {
		means = MeansOf(scores.Customers)
	}
	if means != nil {
		r.values.setMeans(means)
	}
	var err error
	r.ranks, err = rankFor(scores.Customers, s.fields())
	return r, err
}

// read is valid until the next call.
func (r *fieldReader) read(i int) *fields {
	r.values.setCell(Cell{r.scores.R[i], r.scores.F[i], r.scores.M[i]}, r.scores.Bins)
	r.values.setCustomer(r.scores.Customers, i)
	r.ranks.set(&r.values, i)
	r.own.set(&r.values, i)
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
}
