// Package score gives customers a score for recency, frequency and monetary
// value.
//
// In come rfm.Customers, whole (Score) or block by block (Scorer), and Options:
// a method, the number of scores, cut points, weights. Out go Scores, which tell
// the score of every customer, the cut points, what they mean (Levels, Explain,
// Drift) and what to note (Notices), and write one record of Schema. Quantiles
// are computed on exact values.
//
// Package score must not know where customers come from, nor segments.
package score
