// Package where compiles the condition that rows must meet and evaluates it.
//
// In comes an expression over column names; out go the columns it needs and a
// verdict for each row. It must not know which column is what.
package where
