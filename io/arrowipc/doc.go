// Package arrowipc reads Arrow IPC streams and files. It checks every message
// before Arrow sees it, so that damaged data is an error.
//
// In comes a source; out goes a table whose morsels are record batches. The
// conversion of values is left to package typed.
package arrowipc
