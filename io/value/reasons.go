package value

// Reasons of cells that are not what their column should hold. Each completes a
// sentence: `Price "x" is not a number`.
const (
	ReasonNotADate   = "is not a date"
	ReasonNotANumber = "is not a number"
	ReasonTooWide    = "has more digits than 128 bits hold"
	ReasonTooPrecise = "has more digits than its column declares: the file is damaged"
)
