package rfm

// Dimension is one of the three things a customer is scored for. It indexes
// Bins, Edges and Weights.
type Dimension int

// The dimensions, in the order of the scores in "545".
const (
	Recency   Dimension = iota // whole days since the last order; fewer is better
	Frequency                  // orders; more is better
	Monetary                   // money; more is better
)

// MaxBins is the highest score that a dimension can have, and so the largest
// number of scores.
const MaxBins = 10

// Dimensions lists all three, in order.
func Dimensions() [3]Dimension { return [3]Dimension{Recency, Frequency, Monetary} }

// Letter is the short name: R, F or M.
func (d Dimension) Letter() string { return [...]string{"R", "F", "M"}[d] }

// Field is the field of CustomerSchema that holds the values.
func (d Dimension) Field() string {
	return [...]string{FieldRecency, FieldOrders, FieldMonetary}[d]
}

// ScoreField is the field of Schema that holds the scores.
func (d Dimension) ScoreField() string {
	return [...]string{FieldRScore, FieldFScore, FieldMScore}[d]
}

// LowIsGood tells whether the smallest value gets the highest score.
func (d Dimension) LowIsGood() bool { return d == Recency }
