// Package basket is the command rfm basket.
//
// In come order lines, each with an item; out goes one row per rule: an item,
// another one that is bought with it, and how surely.
//
// It must not know how pairs are counted.
package basket
