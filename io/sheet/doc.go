// Package sheet makes a sheet of an Excel workbook a table of the input.
//
// In come a workbook, read by package xlsx, and a function that knows the names
// of columns. Out go the rows below the header in vectors, as from every other
// format.
//
//  1. The sheet is chosen and its header found among the first rows (choose.go).
//  2. Blocks of rows are laid out as text, cell beside cell, and decoded as those
//     of a text file are (decode.go, lay_out.go): one code reads dates and numbers
//     of all formats.
//  3. What would be a wrong result without an error is refused or told: merged
//     cells, errors, formulas without a value, totals rows, ids whose digits Excel
//     has lost (trouble.go).
//
// The package knows no roles but customer and order, whose ids it guards.
package sheet
