package value

// Span is where the value of a cell stands in the block.
type Span struct{ Start, End uint32 }
