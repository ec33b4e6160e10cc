// Package pack makes order lines smaller without a loss for whatever looks at
// orders: one row per order, day and direction, ids kept.
//
// In come records of rfm.TransactionSchema with order ids, and with texts to be
// kept beside them; out comes one record, ordered by customer, day and order. Sums
// are exact, and everything that is computed of the packed rows is what the lines
// give, also where an order has lines in several packs. What counts lines is lost.
package pack
