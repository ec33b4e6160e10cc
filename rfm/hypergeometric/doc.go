// Package hypergeometric computes how likely a count is that comes of drawing
// without replacement: how many of the orders with one item also hold another,
// how many customers of a segment have an attribute.
//
// Counts go in, probabilities come out. It knows nothing of what was counted.
package hypergeometric
