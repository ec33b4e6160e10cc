// Package rfm holds what the rest of the program, and whoever uses it as a
// library, talks about: schemas, customers, their days, and the account of rows.
//
// In come records of TransactionSchema, which aggregate groups by customer, or
// of KnownCustomerSchema, which KnownCustomers collects. Out go Customers: one
// element per customer in every column, ordered by id. Further rooms take them:
//
//	aggregate  groups transactions by customer
//	score      scores customers for recency, frequency and monetary value
//	pareto     ranks customers by what they brought and computes their shares
//	decimal    exact arithmetic with amounts
//
// Package rfm must not know who fills or reads Customers, nor files and formats.
package rfm
