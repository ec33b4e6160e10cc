// Package role finds out which column is what: the customer, the date, the
// amount, the order.
//
// In come header names, the first cells of each column and the flags; out goes a
// plan that says which columns to decode and which field each of them fills, or
// an error that asks. It must not know formats; names and layouts are data, in
// names.go and layout.go.
package role
