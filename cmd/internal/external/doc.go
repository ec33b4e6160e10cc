// Package external brings rows into another order than they come in, in temporary
// files where memory has no room for them.
//
// In come records of one schema and the columns to order by; out go the same rows
// in pieces. It must not know what the rows are.
package external
