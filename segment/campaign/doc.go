// Package campaign reads what a mailing brought, group by group, and plans the
// next one.
//
//  1. A [Tally] adds up the customers of every group: how many were mailed, how
//     many responded and with what, and the same of a control arm.
//  2. [Tally.Read] makes rates with intervals, uplifts, profits and break-even
//     indices of them, and chooses groups by a [Rule].
//  3. A [Plan] keeps the groups and their rates as JSON. [Plan.Project] applies
//     it to the customers of a file, [Reading.Beside] puts what came of it
//     beside what was projected.
//  4. [SampleSize] and [ArmSize] tell how large a test has to be.
//
// Counts and exact amounts go in, tables come out. Money is never added up in
// floats; a rate is a float64 only where it is shown or is part of a statistic,
// and a comparison with break-even is exact. The package knows neither files nor
// customers: a group is a name.
package campaign
