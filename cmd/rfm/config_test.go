package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/rfm/score"
)

// TestOverrulesNameFlags holds the flags that do not go together to those that
// there are, and the methods among them to all but edges.
func TestOverrulesNameFlags(t *testing.T) {
	root := newRootCommand(&app.Streams{})
	known := app.KnownFlags(root)
	rules := 0
	for _, cmd := range root.Commands() {
		var methods []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			for key, overruled := range f.Annotations {
				value, isRule := strings.CutPrefix(key, app.OverruleAnnotation)
				if !isRule {
					continue
				}
				rules++
				for _, name := range overruled {
					if !slices.Contains(known, name) {
						t.Errorf("--%s is not a flag", name)
					}
				}
				if f.Name == "method" {
					methods = append(methods, value)
				}
			}
		})
		if methods == nil {
			continue
		}
		var want []string
		for _, m := range score.Methods() {
			if m.Name != score.MethodEdges {
				want = append(want, m.Name)
			}
		}
		slices.Sort(want)
		if slices.Sort(methods); !slices.Equal(methods, want) {
			t.Errorf("%s: methods %q overrule --edges, want %q", cmd.Name(), methods, want)
		}
	}
	if rules == 0 {
		t.Error("no flag overrules another")
	}
}

func TestOverruledBy(t *testing.T) {
	score := commandNamed(t, "score")
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
		if got := app.OverruledBy(score.Flags(), map[string]string{c.given: c.value}, c.flag); got != c.want {
			t.Errorf("--%s %s overrules --%s by %q, want %q", c.given, c.value, c.flag, got, c.want)
		}
	}
}

func commandNamed(t *testing.T, name string) *cobra.Command {
	t.Helper()
	cmd, _, err := newRootCommand(&app.Streams{}).Find([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}
