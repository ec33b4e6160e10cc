// Package parquet reads Parquet files: footer, pages, encodings and codecs. Only
// the columns asked for are read.
//
// In comes a source; out goes a table whose morsels are row groups. The conversion
// of values is left to package typed. Arrow supplies the metadata; the page
// readers are our own, because those of Arrow allocate for each page and trust
// the lengths in the file.
package parquet
