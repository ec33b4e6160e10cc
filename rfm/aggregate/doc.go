// Package aggregate groups transactions by customer.
//
// In come record batches of rfm.TransactionSchema, through one Aggregator per
// worker. Out go a Population of rfm.Customers, in memory or in blocks read from
// temporary files, and an rfm.Account of every row. The steps:
//
//  1. Add adds rows whose customer ids are numbers in a direct-address table of
//     the worker.
//  2. All other rows go, through a buffer per partition, to the hash tables of
//     the partitions, which the workers share.
//  3. A partition spills to a temporary file at the memory limit.
//  4. Close merges the tables, counts distinct orders, sorts the customers by id
//     and fills the columns; from temporary files it writes sorted runs, which
//     Population merges.
//
// The result is the same for any order of the rows, any split into files, any
// number of workers and any memory limit. Package aggregate must not know where
// rows come from, nor what scores, shares or segments are made of customers.
package aggregate
