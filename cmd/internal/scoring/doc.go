// Package scoring is what the commands that score customers share.
//
// In come a population and the flags of scoring, scheme, model, earlier run and
// check; out go scores and segments, their drift from a model, the columns of
// an earlier run, and whether a check failed. The manifest of a folder of
// segments is an earlier run, too, so its form stands here.
//
// It must not know a command or what becomes of the result.
package scoring
