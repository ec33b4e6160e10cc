// Package campaign is rfm campaign: it draws tests, reads their responses, and
// applies plans.
//
// A file of customers, files of responses or sales and flags go in; tables of
// groups or customers, plans and messages come out. What the numbers mean is
// decided in rfm/segment/campaign; this package finds out who was mailed and who
// responded, and puts it into words.
package campaign
