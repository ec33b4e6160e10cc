// Package draw picks customers by chance, the same ones every time.
//
// Chance is a keyed hash of the customer id: the same ids and the same seed
// give the same draw on any machine, whatever the order of the rows.
//
//  1. [NewKey] makes a key for a purpose, of a seed.
//  2. [Panel] draws a panel that is stratified by group, with a control arm
//     where asked for.
//  3. [Key.HeldOut] tells who is held out when something is learned.
//
// Ids and names of groups go in, arms come out. The package knows neither
// scores nor files.
package draw
