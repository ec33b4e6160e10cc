// Package rfmio reads files as one table of Arrow record batches.
//
// In order:
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
// The steps have rooms below: source for bytes, one for each format, role for
// columns, where for conditions, value and vector for what is decoded. Results are
// written by table, into files of place.
//
// The folder is called io; the package is called rfmio so that the standard
// library's io stays free.
package rfmio
