// Package period reads a day book over time: who was active in which calendar
// period, who stayed, who is due.
//
//  1. [Every] divides time into days, ISO weeks, months, quarters or years, and a
//     [Grid] lists the periods from the first day of the data to the as-of date.
//     The last one is not complete unless it ends on that date. [NewSplit] takes
//     the whole time as one.
//  2. [NewTrend] gives one row per period: active, new, retained, reactivated and
//     lapsed customers, and where their money moved.
//  3. [NewCohorts] follows the customers of each period of first order, or of each
//     value of a column, through the periods after it; [NewWithin] counts who
//     ordered again within so many days.
//  4. [NewDue] tells per customer how long the gaps between orders are, when the
//     next order is due and how late it is; [NewBacktest] tells what that was
//     worth in the past.
//  5. [Growth] divides revenue by existing and new customers and existing and new
//     values of a column.
//
// A day with an order is an active day; a return is not an order, and its money
// counts in the period of the return. What has not been fully observed is marked
// as such, never taken for zero. The package knows nothing of files or commands.
package period
