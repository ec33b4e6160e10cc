// Package csv opens text files with one row per line: it finds the delimiter, the
// line ends, the encoding and the header, or columns between runs of blanks.
//
// In comes a source; out goes a table, whose rows package delimited decodes. It
// must not know what a column is used for.
package csv
