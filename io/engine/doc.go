// Package engine writes the SQL that groups transactions by customer on an engine:
// Spark, DuckDB, PostgreSQL and others.
//
// In come the names and types of a table's columns and what is asked of them; out
// comes one query, or a refusal that shows the place. The answer has one row per
// customer and what the account of the rows needs, before any division: whatever
// rounds or ranks is done here and not there. It must not know connections, files
// of customers or scores.
package engine
