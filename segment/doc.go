// Package segment names groups of customers by their scores.
//
// A Scheme is an ordered list of segments, each with ranges of scores; the
// first that matches a customer wins, and a customer that none matches is in
// Others. Assign gives every customer a segment, Summarize adds up what the
// customers of each segment bring.
package segment
