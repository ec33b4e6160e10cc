package words

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// format is a message with verbs, and its translation.
type format struct {
	entry
	pieces   []string // the literal texts between the verbs
	weight   int      // letters of the pieces: the more, the surer is a match
	words    []int    // the verbs that stand for a word
	compiled *regexp.Regexp
}

// verbs finds the verbs of package fmt, with the number of the argument. The flag #
// in a translation marks an argument that is a word of the catalogue.
func verbs() *regexp.Regexp {
	return regexp.MustCompile(`%(?:%|[-+#0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:\[(\d)\])?([a-zA-Z]))`)
}

// newFormat is the format of an entry, not compiled yet.
func newFormat(e entry, verbs *regexp.Regexp) *format {
	f := &format{entry: e}
	last := 0
	add := func(text string) {
		text = strings.ReplaceAll(text, "%%", "%")
		f.pieces = append(f.pieces, text)
		f.weight += len(text) - strings.Count(text, " ")
	}
	for _, at := range verbs.FindAllStringSubmatchIndex(e.id, -1) {
		if at[4] < 0 {
			continue // %%
		}
		add(e.id[last:at[0]])
		last = at[1]
	}
	add(e.id[last:])
	all := numbers(e.text, verbs)
	for _, m := range verbs.FindAllString(e.text, -1) {
		if m == "%%" {
			continue
		}
		if strings.HasPrefix(m, "%#") {
			f.words = append(f.words, all[0])
		}
		all = all[1:]
	}
	return f
}

// vague reports whether a format of a few letters could be anything.
func (f *format) vague() bool {
	const enough, begins = 7, 3
	return f.weight < enough && len(strings.TrimSpace(f.pieces[0])) < begins
}

// may reports whether a line has the pieces of the format in order.
func (f *format) may(line string) bool {
	for _, p := range f.pieces {
		at := strings.Index(line, p)
		if at < 0 {
			return false
		}
		line = line[at+len(p):]
	}
	return true
}

// match is what stands for the verbs, by number from 0; nil where the line is not of
// the format.
func (f *format) match(line string, verbs *regexp.Regexp) []string {
	if f.compiled == nil {
		f.compile(verbs)
	}
	return f.compiled.FindStringSubmatch(line)
}

func (f *format) compile(verbs *regexp.Regexp) {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	last, number := 0, numbers(f.id, verbs)
	for _, at := range verbs.FindAllStringSubmatchIndex(f.id, -1) {
		if at[4] < 0 {
			continue
		}
		b.WriteString(regexp.QuoteMeta(strings.ReplaceAll(f.id[last:at[0]], "%%", "%")))
		last = at[1]
		isWord := slices.Contains(f.words, number[0])
		number = number[1:]
		switch verb := f.id[at[4]:at[5]]; {
		case isWord:
			b.WriteString(`([^ ]+?)`)
		case verb == "d":
			b.WriteString(`\s*(-?[0-9][0-9,]*|[0-9]{4}-[0-9]{2}-[0-9]{2})`)
		case verb == "q":
			b.WriteString(`("(?:[^"\\]|\\.)*")`)
		case strings.Contains("fge", verb):
			b.WriteString(`\s*(-?[0-9][-+0-9,.e]*|NaN|[-+]?Inf)`)
		default:
			b.WriteString(`(.*?)`)
		}
	}
	b.WriteString(regexp.QuoteMeta(strings.ReplaceAll(f.id[last:], "%%", "%")))
	b.WriteString(`$`)
	f.compiled = regexp.MustCompile(b.String())
}

// numbers are the arguments that the verbs of a text take, from 0, in order.
func numbers(text string, verbs *regexp.Regexp) (all []int) {
	next := 0
	for _, m := range verbs.FindAllStringSubmatch(text, -1) {
		if m[2] == "" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
			next--
		}
		all = append(all, next)
		next++
	}
	return all
}

// say is the translation with the arguments by number.
func (f *format) say(byNumber map[int]string, verbs *regexp.Regexp) string {
	next := numbers(f.text, verbs)
	return verbs.ReplaceAllStringFunc(f.text, func(verb string) string {
		if verb == "%%" {
			return "%"
		}
		number := next[0]
		next = next[1:]
		return byNumber[number]
	})
}
