// Package workbook writes Excel workbooks (.xlsx): Arrow records as tables to
// filter and to sort, a sheet about where they come from, an overview with
// charts.
//
//  1. A Book collects sheets (book.go). A Table takes records and streams them,
//     through a temporary file where they are many (table.go).
//  2. A column says which cells its values become, and how they are shown:
//     money with its decimals, days as days, ids as text (column.go).
//  3. Save packs the parts in one order and without a clock: the same
//     records are the same bytes (archive.go).
//
// excelize makes the parts. What it would do in silence is refused or done here:
// it cuts texts at 32,767 characters and numbers behind the 15th digit.
//
// The package knows nothing of customers and scores: names, facts and records
// come from outside.
package workbook
