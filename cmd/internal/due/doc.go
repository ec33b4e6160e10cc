// Package due is rfm due: who is due for the next order, and who is late.
//
// In come transactions; out goes one row per customer with the rhythm of the
// orders, the due date and what is at stake, or the table that tells what such
// dates were worth in the past.
//
// It must not know another command.
package due
