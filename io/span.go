package rfmio

// span is where the value of a cell stands in the block.
type span struct{ start, end uint32 }
