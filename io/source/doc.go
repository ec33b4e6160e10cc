// Package source opens the bytes of an input: a path, a pattern or standard
// input, decompressed and decoded to UTF-8.
//
// In come names and streams; out goes a reader that can be rewound and that
// counts what passes. It must not know what the bytes mean.
package source
