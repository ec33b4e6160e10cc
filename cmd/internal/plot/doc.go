// Package plot is the command rfm plot: one picture of the report alone, as SVG
// or PNG, or its numbers as a table.
package plot
