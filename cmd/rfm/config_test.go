package main

import (
	"slices"
	"strings"
	"testing"

	"rfm/cmd/internal/app"
	"rfm/rfm/score"
)

// TestOverrulesNameFlags holds the flags that do not go together to those that
// there are, and the methods among them to all but edges.
func TestOverrulesNameFlags(t *testing.T) {
	known := app.KnownFlags(newRootCommand(&app.Streams{}))
	for _, r := range overrules() {
		methods := 0
		for _, flag := range slices.Concat(r.Given, r.Overruled) {
			name, value, _ := strings.Cut(flag, "=")
			if !slices.Contains(known, name) {
				t.Errorf("--%s is no flag", name)
			}
			if name == "method" && value != "" {
				methods++
				if !slices.ContainsFunc(score.Methods(), func(m score.Method) bool { return m.Name == value && value != score.MethodEdges }) {
					t.Errorf("%s does not go without --edges, or is no method", value)
				}
			}
		}
		if methods > 0 && methods != len(score.Methods())-1 {
			t.Errorf("%d of %d methods overrule --edges", methods, len(score.Methods())-1)
		}
	}
}

func TestOverruledBy(t *testing.T) {
	for _, c := range []struct{ given, value, flag, want string }{
		{"quantity", "n", "amount", "quantity"},
		{"amount", "sum", "price", "amount"},
		{"amount", "sum", "order", ""},
		{"method", "edges", "edges", ""},
		{"method", "ntile", "edges", "method"},
		{"on-bad-row", "skip", "rejects", "on-bad-row"},
		{"on-bad-row", "skip", "max-bad-rows", ""},
		{"on-bad-row", "quarantine", "rejects", ""},
		{"frequency", "n", "date", "frequency"},
	} {
		if got := app.OverruledBy(overrules(), map[string]string{c.given: c.value}, c.flag); got != c.want {
			t.Errorf("--%s %s overrules --%s by %q, want %q", c.given, c.value, c.flag, got, c.want)
		}
	}
}
