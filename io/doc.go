// Package rfmio moves tables between files and Arrow record batches.
//
// Reading, in order:
//
//  1. Open looks at every file: its compression, format, columns, and how these
//     are written.
//  2. The columns are matched to the fields of the schema that the caller asks
//     for, by name or by flag.
//  3. Read shares the file out as morsels (byte ranges of a text file, row
//     groups of a Parquet file, batches of an Arrow file); each worker decodes
//     the needed columns of its morsels into vectors, filters rows and assembles
//     record batches.
//  4. Account tells what was read and what was left out.
//
// Writing: NewWriter gives a Writer for a format; Create makes a file that
// appears under its name only when it is complete.
//
// The folder is called io; the package is called rfmio so that the standard
// library's io stays free.
package rfmio
