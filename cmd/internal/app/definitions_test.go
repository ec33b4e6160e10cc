package app

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm/period"
)

// The sheet about a workbook says what every column over time means, in both
// languages.
func TestColumnsOverTimeHaveMeanings(t *testing.T) {
	for name, schema := range map[string]*arrow.Schema{
		"trend": period.ComparedSchema(2, period.YearBefore), "growth": period.GrowthSchema(2), "cohort": period.CohortSchema(2),
		"within": period.WithinSchema([]int{30, 365}), "due": period.DueSchema(2, 2, 2), "holdout": period.BacktestSchema(),
	} {
		for _, chinese := range []bool{false, true} {
			told := map[string]string{}
			for _, f := range Define(schema, chinese) {
				told[f.Name] = f.Value
			}
			for _, f := range schema.Fields() {
				if told[f.Name] == "" || strings.Contains(told[f.Name], "%!") {
					t.Errorf("%s: %s means %q", name, f.Name, told[f.Name])
				}
			}
		}
	}
}
