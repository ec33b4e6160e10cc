// Package pareto ranks customers by what they brought and computes their shares.
//
// In come rfm.Customers. Out goes a Ranking, exact in all of its shares: top
// shares, Gini coefficient, ABC classes and tiers, as one row per customer
// (Record) or one row per line of a summary (SummaryRecord).
//
// Package pareto must not know where customers come from, nor their scores.
package pareto
