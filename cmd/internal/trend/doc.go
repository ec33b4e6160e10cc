// Package trend is rfm trend: a population from period to period.
//
// In come transactions; out goes one row per calendar period: who was active, new,
// back or lapsed, where the money moved, and with a column of the business the
// growth matrix.
//
// It must not know another command.
package trend
