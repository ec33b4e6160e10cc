// Package typed turns columns that have types into vectors: days, decimals,
// numbers and text. Parquet and Arrow share it.
//
// In come segments of values and nulls, described by a Leaf; out go vectors, and
// the cells that are not what was asked for. It must not know how the values were
// encoded.
package typed
