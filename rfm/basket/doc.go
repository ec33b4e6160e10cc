// Package basket counts what is bought together: pairs of items in the orders,
// or in all that a customer bought.
//
//  1. A Collector takes the rows of one worker, one row per order line, and
//     keeps which items each basket holds. The lines of a basket may come in any
//     order and to several collectors.
//  2. Count joins the collectors and counts the baskets of every item and of
//     every pair, in whole numbers.
//  3. Counts.Rules turns pairs into rules with support, confidence, lift,
//     leverage, conviction and the p-value of Fisher's exact test.
//  4. Record writes rules as one row per rule.
//
// It counts pairs only, not larger sets: those are thousands, most of them by
// chance, and say little that their pairs do not. Memory stays within
// Settings.Memory; beyond it baskets go to temporary files.
//
// It knows no file formats, no flags and no customers but as keys of baskets.
package basket
