package failif

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func TestConditions(t *testing.T) {
	groups := []Group{{Numbers: []string{"newly"}}, {Name: "last", Numbers: []string{"active", "recent_pct"}},
		{Name: "before", Numbers: []string{"active"}, Absent: "there is no period before"}}
	full := [][]float64{{3}, {100, math.NaN()}, {120}}
	for _, test := range []struct {
		text   string
		values [][]float64
		want   string // of the error or the message; "" passes
	}{
		{"newly > 3", full, ""},
		{"newly > 2", full, "--fail-if holds: newly > 2\n  newly = 3\n  nothing was written"},
		{"last.active < 0.9 * before.active", full, "last.active = 100\n  before.active = 120"},
		{"last.recent_pct < 50 || last.recent_pct >= 50", full, ""}, // unknown
		{"last.active < before.active", [][]float64{{0}, {1, 2}, nil}, "notice: --fail-if is not evaluated: there is no period before"},
		{"last.activ < 1", full, "known: of last: active, recent_pct"},
		{"newer > 1", full, "unknown name newer"},
		{"newly >", full, "ends too early"},
		{"newly", full, "a condition is true or false"},
	} {
		var messages bytes.Buffer
		c, err := New(test.text, groups)
		if err == nil {
			err = c.Run(test.values, &messages)
		}
		got := messages.String()
		if err != nil {
			got += err.Error()
		}
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	if c, err := New("", groups); c != nil || err != nil || c.Run(nil, nil) != nil {
		t.Error("no condition is one")
	}
}
