// Package aggregate groups transactions by customer.
//
// In come record batches of rfm.TransactionSchema, through one Aggregator per
// worker. Out go a Population of rfm.Customers, in memory or in blocks read from
// temporary files, and an rfm.Account of every row. The steps:
//
//  1. Add adds rows to tables of the worker, without a lock: a hash table for each
//     partition of the customers, by the first bits of the hash of the id, in which
//     one cache line has the id and the sums of a customer. Ids that are numbers after
//     a prefix that all share take a shorter way, in slots by number.
//  2. Tables that have grown too large are moved to the partitions of the population,
//     which the workers share.
//  3. A partition spills to a temporary file at the memory limit.
//  4. Close joins the tables of all workers, counts distinct orders, sorts the customers by id
//     and fills the columns; from temporary files it writes sorted runs, which
//     Population merges.
//
// The result is the same for any order of the rows, any split into files, any
// number of workers and any memory limit. Package aggregate must not know where
// rows come from, nor what scores, shares or segments are made of customers.
package aggregate
