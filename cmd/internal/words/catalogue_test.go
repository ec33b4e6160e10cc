package words

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// namesOnly are formats of names, keys and commands, which are the same in every
// language; one in a line, quoted as in JSON.
func namesOnly(t *testing.T) (names []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var name string
		if err := json.Unmarshal([]byte(line), &name); err != nil {
			t.Fatalf("testdata/names.txt: %s: %v", line, err)
		}
		names = append(names, name)
	}
	return names
}

func catalogue(t *testing.T) []entry {
	t.Helper()
	entries, err := parse(chinese)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestEveryMessageIsInTheCatalogue(t *testing.T) {
	all, _ := sources(t)
	if list := os.Getenv("RFM_MESSAGES"); list != "" { // for who translates
		var b strings.Builder
		for _, s := range all {
			quoted, _ := json.Marshal(s.format)
			b.WriteString(s.at + "\t" + string(quoted) + "\n")
		}
		if err := os.WriteFile(list, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	known := namesOnly(t)
	for _, e := range catalogue(t) {
		known = append(known, e.id)
	}
	for _, s := range all {
		if !slices.Contains(known, s.format) {
			quoted, _ := json.Marshal(s.format)
			t.Errorf("%s says %s, which has no Chinese: add it to zh.po as msgid, with its translation as msgstr; or, where it is a name and no sentence, to testdata/names.txt", s.at, quoted)
		}
	}
}

func TestEveryEntryIsSaid(t *testing.T) {
	all, words := sources(t)
	said := map[string]bool{}
	for _, s := range all {
		said[s.format] = true
	}
	seen := map[string]bool{}
	for _, e := range catalogue(t) {
		if seen[e.id] && !e.word {
			t.Errorf("zh.po has %q twice", e.id)
		}
		seen[e.id] = true
		if !said[e.id] && !e.word || e.word && !words[e.id] && !words[strings.TrimSuffix(e.id, ":")] {
			t.Errorf("zh.po has %q, which nobody says: take it out", e.id)
		}
	}
	for _, name := range namesOnly(t) {
		if !said[name] {
			t.Errorf("testdata/names.txt has %q, which nobody says: take it out", name)
		}
	}
}

// A translation takes the arguments of its message, and every message is told from
// all others.
func TestEveryEntryIsFound(t *testing.T) {
	w := Chinese()
	for _, e := range catalogue(t) {
		takes, gives := numbers(e.text, w.verbs), numbers(e.id, w.verbs)
		for _, n := range takes {
			if !slices.Contains(gives, n) {
				t.Errorf("%q: the translation %q takes an argument that the message does not have", e.id, e.text)
			}
		}
		if e.word || len(gives) == 0 {
			continue
		}
		f := newFormat(e, w.verbs)
		english, arguments := e.id, map[int]string{}
		for i, n := range gives {
			arguments[n] = sample(w.verbs.FindAllString(strings.ReplaceAll(e.id, "%%", ""), -1)[i], i)
			if slices.Contains(f.words, n) {
				arguments[n] = "order"
			}
		}
		next := gives
		english = w.verbs.ReplaceAllStringFunc(english, func(verb string) string {
			if verb == "%%" {
				return "%"
			}
			n := next[0]
			next = next[1:]
			return arguments[n]
		})
		for _, n := range f.words {
			arguments[n] = w.words["order"]
		}
		if got, want := w.Text(english), f.say(arguments, w.verbs); got != want {
			t.Errorf("%q:\n got %q\nwant %q", english, got, want)
		}
	}
}

// sample is an argument for a verb that no message could be.
func sample(verb string, i int) string {
	digit := string(rune('1' + i))
	switch verb[len(verb)-1] {
	case 'd', 'f', 'g', 'e':
		return digit
	case 'q':
		return `"Q` + digit + `"`
	}
	return "A" + digit
}
