// Package customerfile reads files of one row per customer with whatever columns
// they have: what rfm score wrote, a panel of a test, responses, a list of the
// marketing department.
//
// A path and flags go in, a Table of texts comes out, in which columns are found
// by name. It gives no column a meaning but that of the customer id; for files
// of transactions there is package population.
package customerfile
