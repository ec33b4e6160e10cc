// Package rowset finds equal rows among many. In come hashes of rows, in batches from
// several workers; out go those that were there before, or an estimate from a sample.
// It knows no files and no columns.
package rowset
