// Package profile compares the attributes of groups of customers, such as
// segments, with those of all: which values are more frequent in a group, which
// means are higher, and what chance makes of it.
//
// Groups and attributes by customer go in, rows of figures come out. It knows
// neither files nor how the groups were made.
package profile
