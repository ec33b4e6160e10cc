// Package rfm turns transactions into customers and customers into scores and shares.
//
// The pipeline, in order:
//
//  1. A reader delivers transactions as record batches of TransactionSchema.
//  2. An Aggregator for each worker groups them by customer (Add): in tallies of
//     its own where ids are numbers, else in the parts of one population.
//  3. Close closes the population, which comes in blocks where it has no room in
//     memory; Combine takes all of it into memory: Customers, one row a customer,
//     as columns, ordered by id.
//  4. Score gives every customer a score for recency, frequency and monetary.
//  5. Rank orders customers by what they brought and tells their shares.
//  6. Record turns a result into one Arrow record for a writer.
//
// The package knows no files and no formats. The result of every step is the
// same for any order of the rows, any split into files and any number of
// workers.
package rfm
