// Package tempfile keeps Arrow records that memory has no room for in temporary
// files.
//
// In come records of one schema; out go the same records, by number, as often as
// they are asked for. It must not know what they hold.
package tempfile
