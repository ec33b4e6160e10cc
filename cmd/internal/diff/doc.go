// Package diff is rfm diff: who moved between segments from one population to
// another.
//
// In come two files, or one input and two days; out go the moves, the customers
// who made them, or on a screen the matrix of both.
//
// It must not know another command.
package diff
