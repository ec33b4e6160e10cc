// Package population reads an input into customers.
//
// In come the flags of the input and the files that are named; out go the
// customers with what each has ordered, where every row went, and both as
// messages. A file that rfm score wrote comes with the scores in it.
//
// It must not know scores, schemes or segments, or which command asks.
package population
