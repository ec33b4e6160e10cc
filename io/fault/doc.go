// Package fault holds the errors of input and output: what is wrong, where, and
// what to try next.
//
// In come causes, names of files and cells; out go errors whose kind says what
// the user has to do, and values quoted as they may be shown on a screen. It
// knows no formats and imports no other package of this module.
package fault
