// Package failif evaluates the condition of --fail-if over named groups of
// numbers, such as last.active and before.active.
//
// In come the condition and the names that it may use, before any input is
// opened, and the numbers when they are known; out goes the error that ends a
// run whose condition holds.
//
// It must not know what the numbers are of.
package failif
