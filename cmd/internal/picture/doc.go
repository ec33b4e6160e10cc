// Package picture turns an input into the charts of reports and plots.
//
// What comes in are the flags of the commands that score, and files. One reading
// gives Facts: customers with scores and segments, their ranking, where asked for
// the moves since an earlier day and the outlook of a model. Each Kind makes of
// them the chart of io/report that answers one question. All numbers are those
// that the commands segment, pareto, diff and clv write.
package picture
