// Package formula computes amounts from several columns, exactly: 'Total -
// Refunded', 'Price * (1 - Discount)'.
//
// In come an expression and decoded columns, out go decimals. It must not know
// files, flags or what an amount is used for.
package formula
