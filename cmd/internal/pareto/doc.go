// Package pareto is rfm pareto: who brings the money.
//
// In come the flags and the files; out go the ranked customers, the numbers of
// the report as a table, or on a screen the report with its curve.
//
// It must not know scores or segments, nor another command.
package pareto
