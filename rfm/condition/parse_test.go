package condition

import (
	"strings"
	"testing"

	"github.com/expr-lang/expr"
)

func TestParseRefusesWhatHasNoBounds(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":          {`amount > 0 && (status == "paid" || not (x in 1..5)) && lower(name) contains "x"`, ""},
		"brackets":       {strings.Repeat("(", 90) + "true" + strings.Repeat(")", 90), ""},
		"text":           {`name == "` + strings.Repeat("(", 500) + `\"" `, ""},
		"long":           {`name == "` + strings.Repeat("a", maxLength) + `"`, "longer than 64 kB"},
		"deep brackets":  {strings.Repeat("(", 20_000) + "true", "nested deeper than 100"},
		"deep not":       {strings.Repeat("not ", 15_000) + "true", "nested deeper than 100"},
		"deep !":         {strings.Repeat("!", 15_000) + "true", "nested deeper than 100"},
		"deep -":         {strings.Repeat("- ", 15_000) + "1 > 0", "nested deeper than 100"},
		"repeat":         {`repeat("a", 1000000000) == ""`, "repeat is not available"},
		"piped":          {`"a" | repeat(1000000000) == ""`, "repeat is not available"},
		"replace":        {`replace(name, "", "aaaa") == ""`, "replace is not available"},
		"join":           {`join(map(1..100, name)) == ""`, "join is not available"},
		"reduce":         {`reduce(1..100, #acc + name) == ""`, "reduce is not available"},
		"range":          {`len(map(1..1000000, name + "a")) > 0`, "a range of more than 1000 numbers"},
		"range of names": {`len(1..x) > 0`, "a range of more than 1000 numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.text)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				env := map[string]any{"amount": 1.0, "status": "", "x": 1, "name": ""}
				if _, err := expr.Compile(c.text, append(Options(), expr.Env(env))...); err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
