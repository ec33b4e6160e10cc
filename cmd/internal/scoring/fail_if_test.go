package scoring

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestFailCheck(t *testing.T) {
	figures := &failFigures{
		runFigures: runFigures{Customers: 100, Monetary: 12.5, Rows: rowFigures{Read: 10, Bad: 1},
			Segments: map[string]segmentFigures{"loyal": {Customers: 40, CustomersShare: 40}, "555": {}}},
		Previous:    runFigures{Customers: 120, Segments: map[string]segmentFigures{"loyal": {Customers: 60}}},
		Drift:       driftFigures{CustomersShare: 12.5},
		hasPrevious: true,
	}
	for _, test := range []struct {
		text string
		want string // "" passes; else a part of the error or of the notice
	}{
		{"customers < 100", ""},
		{"customers == 100 && monetary == 12.5", "--fail-if holds"},
		{`segments["555"].customers == 0`, "segments.555.customers = 0"},
		{"rows.bad / rows.read > 0.05", "rows.bad = 1\n  rows.read = 10"},
		{"drift.customers_pct > 10", "drift.customers_pct = 12.5"},
		{"segments.loyal.customers < 0.8 * previous.segments.loyal.customers", "segments.loyal.customers = 40\n  previous.segments.loyal.customers = 60\n  nothing was written"},
		{`previous.segments["555"].customers > 0`, "notice: --fail-if is not evaluated: the run before had no segments.555.customers"},
		{"let few = rows.read - rows.bad; few < 10", "rows.read = 10\n  rows.bad = 1\n  nothing was written"},
		{"any(values(segments), .customers > 50)", ""},

		{"custmers > 1", "--fail-if: unknown name custmers\n  custmers > 1\n  ^\n  known: customers, orders, monetary, rows, segments, previous, drift"},
		{"rows.broken > 1", "--fail-if: rows has no \"broken\"\n  rows.broken > 1\n       ^\n  known: read, used, left_out, bad,"},
		{"1 < segments.royal.customers", "segments has no \"royal\"\n  1 < segments.royal.customers\n               ^\n  known: loyal, 555"},
		{"customers > ", "--fail-if: the expression ends too early"},
		{"customers", "--fail-if: a condition is true or false; this is a number"},
		{"rows > 1", "--fail-if: invalid operation: > (mismatched types"},
		{`$env["customers"] > 1`, "name the figures without $env"},
		{"now().Year() > 1", "--fail-if: there is no function now"},
	} {
		var messages strings.Builder
		c, err := newFailCheck(test.text, []string{"loyal", "555"})
		if err == nil {
			err = c.run(figures, &messages)
		}
		got := messages.String()
		if err != nil {
			got += err.Error()
		}
		if got != test.want && (test.want == "" || !strings.Contains(got, test.want)) {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
}

// Every figure has its place in the help.
func TestFailIfTopic(t *testing.T) {
	help := NewFailIfTopic().Long
	for _, group := range []reflect.Type{reflect.TypeFor[failFigures](), reflect.TypeFor[rowFigures](), reflect.TypeFor[segmentFigures](), reflect.TypeFor[driftFigures]()} {
		for _, name := range figureNames(group, nil) {
			if !regexp.MustCompile(`\b` + name + `\b`).MatchString(help) {
				t.Errorf("%s is not in the help", name)
			}
		}
	}
}
