package segment

import (
	"errors"
	"strings"
	"testing"
)

// Mistakes are told with line, column and what to write.
func TestMistakesInFiles(t *testing.T) {
	head := "name: own\nbins: 5\nsegments:\n"
	for _, c := range []struct{ text, want string }{
		{"", "own.yaml: the file is empty"},
		{"- a\n", "own.yaml:1:1: want a scheme, which has the keys name about bins attributes axes segments"},
		{"name: own\n", "own.yaml:1:1: the scheme has no segments"},
		{"segments: [{code: a, when: 'true'}]\n", "own.yaml:1:1: the scheme has no name"},
		{"name: own\nsegments: 5\n", "own.yaml:2:11: segments is not a list of segments"},
		{"name: own\nsegments:\n", "own.yaml:2:1: segments has no value"},
		{"name: own: er\n", "own.yaml:1:7: mapping value is not allowed"},
		{"name: own\nname: own\n", "own.yaml:2:1: mapping key \"name\" already defined"},
		{"name: My own\nsegments: []\n", "own.yaml:1:7: \"My own\": use letters a-z"},
		{"name: ../own\n" + head, "own.yaml:2:1: mapping key"},
		{head + "  - {code: a, r: 5}\n---\nname: more\n", "own.yaml:6:1: a second document"},
		{"name: own\nbins: 11\n" + "segments: []\n", "own.yaml:2:7: bins is one number of scores from 2 to 10"},
		{"name: own\nbins: [5, 5]\n" + "segments: []\n", "own.yaml:2:7: bins is one number of scores"},
		{"name: own\nbins: five\n" + "segments: []\n", "own.yaml:2:7: bins is not a number"},
		{"name: own\nsegments:\n  - {code: a, r: 5}\n", "own.yaml:3:5: segment a looks at scores: say above segments"},
		{head + "  - code: a\n    rr: 5\n", "own.yaml:5:5: unknown key \"rr\" in a segment"},
		{head + "  - r: 5\n", "own.yaml:4:5: the segment has no code"},
		{head + "  - code: a\n", "own.yaml:4:5: segment a has no rule"},
		{head + "  - code: 555\n    r: 5\n", "own.yaml:4:11: 555 is not text: write \"555\""},
		{head + "  - code: others\n    r: 5\n", "own.yaml:4:11: code others is for customers that no rule matches"},
		{head + "  - code: manifest\n    r: 5\n", "own.yaml:4:11: code manifest is taken: a file of that name"},
		{head + "  - {code: a, r: 5}\n  - {code: a, r: 4}\n", "own.yaml:5:12: code a is taken"},
		{head + "  - {code: a, r: }\n", "own.yaml:4:15: r has no value"},
		{head + "  - {code: a, r: 6}\n", "own.yaml:4:18: r 6 is outside the scores, which go from 1 to 5"},
		{head + "  - {code: a, r: 0-2}\n", "own.yaml:4:18: r 0-2 is outside"},
		{head + "  - {code: a, r: 4-3}\n", "own.yaml:4:18: r: \"4-3\": 4 is above 3"},
		{head + "  - {code: a, r: 2.5}\n", "own.yaml:4:18: r: \"2.5\": no score is 2.5"},
		{head + "  - {code: a, fm: 2.25}\n", "own.yaml:4:19: fm: \"2.25\": no score is 2.25"},
		{head + "  - {code: a, r: [4, 5]}\n", "own.yaml:4:18: r is not a range: write 3 or 4-5"},
		{head + "  - {code: a, r: high}\n", "own.yaml:4:18: r: \"high\" is not a range"},
		{head + "  - {code: a, r: 1e0}\n", "own.yaml:4:18: r: \"1e0\" is not a range"},
		{head + "  - {code: a, label: {en: A, de: B}, r: 5}\n", "own.yaml:4:30: unknown key \"de\" in a text"},
		{"name: \xd6\xd0\n", "own.yaml: the file is not in UTF-8"},
		{head + "  - code: a\n    advice: |\n      one\n      two\n", "own.yaml:5:13: want a text of one line"},
		{head + "  - code: a\n    advice: \"\\e[2J\"\n", "own.yaml:5:13: want a text of one line"},
		{head + "  - {code: a, label: yes, r: &x 5}\n", "own.yaml:4:30: anchors, aliases and tags"},
	} {
		_, err := Parse("own.yaml", []byte(c.text))
		var own *FileError
		if !errors.As(err, &own) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q:\n%v\nwant %s", c.text, err, c.want)
		}
	}
}

// Mistakes in expressions are marked where they stand.
func TestMistakesInExpressions(t *testing.T) {
	for _, c := range []struct{ when, want string }{
		{"r >= 4 && ff >= 4", `own.yaml:5:21: unknown name "ff" in rule a
    5 |     when: r >= 4 && ff >= 4
                            ^  known: `},
		{"'r >= 4 && ff >= 4'", `own.yaml:5:22: unknown name "ff"`},
		{"  r >= 4 && ff >= 4 # more", `own.yaml:5:23: unknown name "ff"`},
		{"|\n      r >= 4 &&\n        ff >= 4", "own.yaml:7:9: unknown name \"ff\" in rule a\n    7 |         ff >= 4\n                ^"},
		{">-\n      r >= 4 &&\n      ff >= 4", `own.yaml:5:11: unknown name "ff"`},
		{"r >= 4 &&", "own.yaml:5:19: the expression ends too early in rule a"},
		{"r > rfm_score", "own.yaml:5:13: > does not work on a number and text in rule a"},
		{"r + f", "own.yaml:5:11: a condition is true or false; this is a number in rule a"},
		{"r % 0 == 1", "own.yaml:5:13: integer divide by zero in rule a"},
		{"now().Year() > 2000", `own.yaml:5:11: unknown name "now"`},
		{"r > 3 && $env.rank < 5", `own.yaml:5:20: unknown name "$env" in rule a`},
		{"5", `own.yaml:5:11: 5 is not text: write "5"`},
	} {
		_, err := Parse("own.yaml", []byte("name: own\nbins: 5\nsegments:\n  - code: a\n    when: "+c.when+"\n"))
		var own *FileError
		if !errors.As(err, &own) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\n%v\nwant %s", c.when, err, c.want)
		}
	}
}

// Files may come from Windows and lie about in the ways of YAML.
func TestWaysToWriteAFile(t *testing.T) {
	for _, text := range []string{
		"name: own\r\nbins: 5\r\nsegments:\r\n  - code: a\r\n    when: |\r\n      r > 3 &&\r\n      f > 3\r\n",
		"\ufeffname: own\nbins: [5, 5, 5]\nsegments:\n- code: a\n  when: >-\n    r > 3 &&\n    f > 3\n",
		"---\n{name: own, bins: 5, segments: [{code: 'a', when: \"r > 3 && f > 3\"}]}\n...\n",
		"# schemes\nname: \"own\"\nbins: 5\nsegments:\n\n  - r: '4-5' # both\n    f: 4 - 5\n    code: a\n",
	} {
		s, err := Parse("own.yaml", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for c, want := range map[Cell]string{{4, 4, 1}: "a", {4, 3, 1}: Others, {3, 4, 1}: Others} {
			if got := codeOf(t, s, c); got != want {
				t.Errorf("%q: %v is %s, want %s", text, c, got, want)
			}
		}
	}
}
