// Package json reads JSON lines and lists of JSON objects as tables: a row per
// object, a column per key; keys of nested objects are joined by points.
//
// In comes a source; out goes a table. Values are laid out as delimited text and
// decoded like it. It must not know what a column is used for.
package json
