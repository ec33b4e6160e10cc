// Package delimited cuts text into blocks of whole rows, finds the cells, and
// decodes them, a column at a time.
//
// In comes a stream and a dialect (delimiter, line end, quotes); out go batches
// of vectors. CSV reads its files with it; JSON lays its values out as rows and
// does, too. It must not know headers or how a dialect is found.
package delimited
