// Package clv holds the lifetime-value models: buy-till-you-die models of how
// often and how long a customer buys, and the gamma-gamma model of what a
// purchase brings.
//
// The package knows numbers only: slices of (x, t_x, T) rows go in, parameters
// and predictions come out. Here x counts repeat purchases (the first one is
// left out), t_x is the customer's age at the last repeat purchase and T the
// age at the end of observation, all in one unit of time.
package clv
