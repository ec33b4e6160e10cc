// Package inspect is rfm inspect: what would be read and how.
//
// In come the files; out go what was found in them and why, as text or JSON, and
// the flags that pin it.
//
// It must not know scores or segments, nor another command.
package inspect
