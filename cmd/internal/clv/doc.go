// Package clv is rfm clv: lifetime value per customer.
//
// In come transactions, or a saved model and transactions; out go predictions
// with intervals, the check of a model against a held-out time, or values of
// textbook formulas. The mathematics stand in the package rfm/clv, which knows
// numbers only.
//
// It must not know another command.
package clv
