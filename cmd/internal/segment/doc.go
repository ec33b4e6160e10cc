// Package segment is rfm segment: one row per segment, or a folder with one
// file per segment and a manifest that says what they are made of.
//
// In come the flags and the files; out goes the summary, or the folder, which is
// replaced in one step under a lock.
//
// It must not know another command.
package segment
