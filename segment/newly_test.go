package segment

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func TestNewlyTellsWhoCrossedAThreshold(t *testing.T) {
	orders := []order{{"a", 1, 400}, {"b", 1, 600}, {"c", 1, 100}, {"a", 20, 200}, {"c", 20, 1}, {"d", 21, 900}}
	s := named(t, "abc")
	before, after := scored(t, s, 10, orders), scored(t, s, 30, orders)
	var assigned [2]*Assignment
	var err error
	if assigned[0], err = Assign(s, before); err != nil {
		t.Fatal(err)
	}
	if assigned[1], err = Assign(s, after); err != nil {
		t.Fatal(err)
	}
	m, err := Migrate(assigned[0], assigned[1])
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"monetary >= 5":                   "a 4 6|d (null) 9",
		"!(monetary >= 5)":                "",
		"monetary >= 5 && orders > 1":     "a 1 2 4 6",
		"tenure_days > 15 && gaps == 1":   "a 9 29 0 1|c 9 29 0 1",
		`segment == "a" and orders < 100`: "d (null) 1 (null) a",
		"rank == 1":                       "d (null) 1",
		"late <= 1 && rhythm_days > 18":   "a (null) 19 (null) 0.526316|c (null) 19 (null) 0.526316|d (null) 19 (null) 0.473684",
		"last_order_date > '1970-01-21'":  "d (null) 1970-01-22",
	} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := m.Newly(memory.DefaultAllocator, c)
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(rec); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// lines are the rows of a record.
func lines(rec arrow.Record) string {
	var all []string
	for i := range int(rec.NumRows()) {
		var row []string
		for _, column := range rec.Columns() {
			row = append(row, column.ValueStr(i))
		}
		all = append(all, strings.Join(row, " "))
	}
	return strings.Join(all, "|")
}

func TestMistakesInConditions(t *testing.T) {
	for text, want := range map[string]string{
		"spend > 5":  `unknown name "spend"`,
		"monetary":   "a condition is true or false; this is a number",
		"monetary >": "the expression ends too early",
	} {
		_, err := ParseCondition(text)
		var mistake *ConditionError
		if !errors.As(err, &mistake) || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
