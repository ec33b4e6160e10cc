// Package table writes records: CSV, JSON, Parquet, Arrow, Markdown and tables for
// a screen, compressed or not. It also selects, sorts and takes rows.
//
// In come Arrow records of one schema; out go bytes. The same records give the
// same bytes. It must not know what the records mean.
package table
