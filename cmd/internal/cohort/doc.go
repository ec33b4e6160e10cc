// Package cohort is rfm cohort: who stays of those who came together.
//
// In come transactions; out go cohorts of customers, by the period of their first
// order or by a value of it, age by age: who ordered again, how much, and what they
// are worth so far.
//
// It must not know another command.
package cohort
