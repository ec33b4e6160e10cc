// Package value turns text into numbers, decimals and dates, and these into text.
//
// In come the bytes of cells, in whatever form people write them; out go exact
// values and what a cell tells about the form of its column. It must not know
// where a cell stands: files, rows and columns are not its business.
package value
