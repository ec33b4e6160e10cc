// Package score is rfm score: one row per customer with R, F and M, scores and
// segment.
//
// In come the flags and the files; out goes a table of customers, on a screen
// with the segments below it, or how one customer came to the scores. Where
// nothing needs all customers at once they are scored and written in blocks.
//
// It must not know another command.
package score
