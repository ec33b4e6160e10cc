// Package xlsx reads the cells of Excel workbooks (.xlsx, .xlsm) as a stream.
//
// In come the bytes of a file that can be read at any place. Out go the names
// of its sheets and, row by row, cells as text with their kind: a date as
// 2006-01-02 15:04:05 whatever its style shows, a number as the exact decimal
// that Excel shows (15 significant digits), never rounded to the decimals of
// its format.
//
//  1. The zip directory and the relationships name the parts (container.go).
//  2. workbook.xml lists the sheets and the date system (workbook.go); styles.xml
//     tells which styles mean dates (styles.go, number_format.go);
//     sharedStrings.xml is kept in memory in one piece (shared_strings.go).
//  3. A sheet is read tag by tag (rows.go, markup.go) and never as a whole.
//
// Memory does not grow with the rows. It is bounded by the shared strings, and
// these by the size of the file, since an archive can claim any size.
//
// The package knows nothing of customers, of roles of columns, or of headers.
package xlsx
