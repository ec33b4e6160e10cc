// Package daybook reads an input of transactions for commands that look at it
// over time.
//
// In come the flags of the input; out come the customers with what each did on
// every day, and the calendar periods of that time. All rows are read, those
// before --since too, so that nobody looks new who is not.
//
// It must not know what a command reads out of the days.
package daybook
