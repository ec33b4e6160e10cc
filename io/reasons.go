package rfmio

// Reasons of cells that are not what their column should hold. Each completes a
// sentence: `Price "x" is not a number`.
const (
	reasonNoDate = "is not a date"
	notANumber   = "is not a number"
	tooWide      = "has more digits than 128 bits hold"
)
