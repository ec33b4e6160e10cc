// Package learn finds rules that tell responders from the others, and writes
// them as a scheme file.
//
//  1. A [Sample] is what is known of customers before a mailing, and who
//     responded.
//  2. [Learn] grows a small decision tree (CART: Breiman, Friedman, Olshen and
//     Stone 1984, by the Gini index) on a part of them and counts the leaves on
//     the rest.
//  3. [Tree.Judge] measures how well it ranks customers, beside the response
//     rates of their RFM cells.
//  4. [Tree.Scheme] is the text of a scheme: a segment per leaf, the best rate
//     first, with the rates in comments.
//
// Columns of numbers and texts go in, text comes out. The package knows neither
// files nor how a scheme is read.
package learn
