// Package condition bounds the conditions that people write: filters of rows,
// rules of segments, checks of a run. They may come with somebody else's scheme or
// settings.
//
// In comes a text; out goes its tree, or an error for what could take all memory
// or never end. It must not know what the names in it mean.
package condition
