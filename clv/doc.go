// Package clv holds the lifetime-value models: buy-till-you-die models of how
// often and how long a customer buys, and the gamma-gamma model of what a
// purchase brings.
//
// The package knows numbers only: slices of (x, t_x, T) rows go in, parameters
// and predictions come out. Here x counts repeat purchases (the first one is
// left out), t_x is the customer's age at the last repeat purchase and T the
// age at the end of observation, all in one unit of time.
//
// From purchases to values:
//
//  1. [Summarise] turns the days and amounts of one customer into x, t_x, T and
//     the mean spend of the repeat days. Whole days keep equal customers equal.
//  2. [Collapse] merges equal rows, so that the work depends on the number of
//     distinct rows and no longer on that of customers.
//  3. [Fit] estimates a [Model] ([BGNBD], [MBGNBD], [ParetoNBD], [BGBB], or the
//     baseline [NBD]) and [FitSpend] a [GammaGamma] from the rows. The
//     [Estimate] tells whether it may be used: its Status, the Reason, and the
//     Warnings to show beside every number made from it.
//  4. [Model].Posterior gives the probability that a customer is alive and the
//     [Future] if so: expected, discounted and counted purchases. [PAlive],
//     [Orders], [Discounted] and [PMF] put the two together, [Predict] does so
//     for many rows. A new customer is Row{}.
//  5. Value is discounted purchases times [GammaGamma].Expected times margin:
//     [ValueOf] does it for many customers, with intervals. [DailyRate] turns
//     an annual rate into the one the models want; [MonthlySum] is another
//     package's convention, for comparison.
//  6. [Estimate].Draws and SigmaPoints give parameter sets, and [Spread] what
//     they do to the predictions: the interval of a value.
//  7. [Judge], [ByCount] and [Tracking] compare predictions with what came.
//
// Sums run over sorted rows in fixed chunks: neither the order of the input
// nor the number of goroutines changes a digit.
package clv
