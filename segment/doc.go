// Package segment names groups of customers.
//
// A Scheme is an ordered list of segments, read from a YAML file (Parse) or
// built in (Named). Each segment has a Rule: ranges of scores, or an expression
// over the fields of a customer, or both; the first rule that holds wins, and a
// customer for whom none holds is in Others.
//
//  1. Check tells what a scheme does with every cell of scores.
//  2. Assign gives every customer a segment.
//  3. Summarize adds up what the customers of each segment bring.
package segment
