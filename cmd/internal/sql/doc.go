// Package sql is rfm sql: the grouping of transactions by customer as a query for
// an engine.
package sql
