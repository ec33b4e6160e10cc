// Package scheme is rfm scheme: it lists, shows and checks schemes of segments.
//
// In comes the name or the file of a scheme; out go its text, or tables of its
// segments and cells.
//
// It must not know customers, nor another command.
package scheme
