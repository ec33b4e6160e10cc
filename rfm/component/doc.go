// Package component splits what customers brought by where it came from: the
// first order, more of the same, other categories, cheaper service, less
// discount, and customers they referred.
//
//  1. A [Book] per worker takes batches of transactions, with a category, a cost,
//     a list price and a referrer where the input has them. [Book.Combine] makes
//     one of all.
//  2. [Book.Split] gives each customer the components, exact decimals whose sum
//     is what the customer brought, to the last digit.
//
// The split is that of Reichheld and Sasser (Zero Defections, Harvard Business
// Review 1990), who drew it as the profit of a customer year by year. It sorts
// what happened and explains nothing: the package compares a customer with the
// own first year, not with what would have been. Transactions go in, one row per
// customer comes out; the package knows no files.
package component
