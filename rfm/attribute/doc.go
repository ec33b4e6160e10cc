// Package attribute keeps what is known of customers beside what they bought:
// age, income, a credit rating.
//
//  1. A Collector takes the rows of a file, one row per customer.
//  2. Collector.Table puts them in order and tells which columns are numbers.
//  3. Table.Join finds the row of every customer; what finds no partner is counted
//     on both sides.
//
// It knows no files and no orders, and gives the columns no meaning.
package attribute
