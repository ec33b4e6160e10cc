// Package report is the command rfm report: a page to hand round.
//
// What comes in are the facts of an input (picture); what goes out is one HTML
// file. The package chooses what stands in the page and in which order: the main
// numbers, what stands out, what was read, and a section for each question. What
// does not hold for the input shrinks to a sentence.
package report
