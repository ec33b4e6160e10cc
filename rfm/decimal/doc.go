// Package decimal computes with amounts: 128-bit integers in units of a power of
// ten, the scale, which the caller keeps. It adds, rescales, multiplies, divides
// and reads them exactly, and tells of every result that needs more than 38
// digits.
//
// Package decimal must not know what the amounts are.
package decimal
