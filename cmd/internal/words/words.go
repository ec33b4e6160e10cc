package words

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Words says English lines in another language. The nil value leaves them as they
// are.
type Words struct {
	exact   map[string]string // texts without verbs, of one line or more
	words   map[string]string // that stand inside messages
	formats []*format         // the surest first
	endings []*format         // of those: what follows another message, after a sign
	verbs   *regexp.Regexp
	counted *regexp.Regexp // a number and what it counts
	mu      sync.Mutex
	known   map[string]said // texts said before
}

// said is a text in the other language; known where a message was found in it, whole
// where nothing was left over.
type said struct {
	text         string
	known, whole bool
}

// Chinese are the words in Chinese.
func Chinese() *Words {
	entries, err := parse(chinese)
	if err != nil {
		panic("zh.po: " + err.Error()) // which is part of the program
	}
	return newWords(entries)
}

func newWords(entries []entry) *Words {
	w := &Words{exact: map[string]string{}, words: map[string]string{}, verbs: verbs(), known: map[string]said{},
		counted: regexp.MustCompile(`^(-?[0-9][0-9,.]*) (\D.*)$`)}
	for _, e := range entries {
		for _, m := range marks() {
			id, begins := strings.CutPrefix(e.id, m.english)
			if text, does := strings.CutPrefix(e.text, m.chinese); begins && does {
				e.id, e.text = id, text
			}
		}
		f := newFormat(e, w.verbs)
		if e.word {
			w.words[e.id] = e.text
		} else if f.weight < 2 {
			continue // of the mark alone
		} else if len(f.pieces) == 1 {
			w.exact[f.pieces[0]] = strings.ReplaceAll(e.text, "%%", "%")
		} else {
			w.formats = append(w.formats, f)
		}
	}
	slices.SortStableFunc(w.formats, func(a, b *format) int {
		return cmp.Or(b.weight-a.weight, len(a.pieces)-len(b.pieces))
	})
	for _, f := range w.formats {
		id, begins := strings.CutPrefix(f.id, "%s;")
		if text, does := strings.CutPrefix(f.text, "%s；"); begins && does {
			f = newFormat(entry{id: ";" + id, text: "；" + text}, w.verbs)
		}
		if strings.ContainsAny(f.id[:1], ";,:(") {
			w.endings = append(w.endings, f)
		}
	}
	return w
}

// Text is a text of one or more lines in the language: as a whole where the
// catalogue has it, else paragraph by paragraph and line by line.
func (w *Words) Text(text string) string {
	if w == nil || text == "" {
		return text
	}
	if whole, ok := w.exact[text]; ok {
		return whole
	}
	for _, between := range []string{"\n\n", "\n"} {
		if parts := strings.Split(text, between); len(parts) > 1 {
			for i, p := range parts {
				parts[i] = w.Text(p)
			}
			return strings.Join(parts, between)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if word, ok := w.words[text]; ok {
		return word
	}
	return w.line(text)
}

// mark begins a line of its own kind.
type mark struct{ english, chinese string }

func marks() []mark {
	return []mark{{"rfm: ", "rfm: "}, {"notice: ", "提示："}, {"warning: ", "警告："}}
}

// line keeps what stands around the words: the margin and the mark of a line.
func (w *Words) line(line string) string {
	rest := strings.TrimLeft(line, " ")
	margin := line[:len(line)-len(rest)]
	for _, m := range marks() {
		if after, is := strings.CutPrefix(rest, m.english); is {
			margin, rest = margin+m.chinese, after
		}
	}
	return margin + w.say(rest, 0).text
}

// deepest is how far messages may stand inside one another.
const deepest = 30

// say translates a message: the surest format that fits, its arguments likewise;
// else the parts between signs.
func (w *Words) say(text string, depth int) (s said) {
	if depth > deepest || !hasWord(text) {
		return said{text, false, !hasWord(text)}
	}
	if s, ok := w.known[text]; ok {
		return s
	}
	defer func() { w.known[text] = s }()
	if whole, ok := w.exact[text]; ok {
		return said{whole, true, true}
	}
	if found := w.counted.FindStringSubmatch(text); found != nil {
		if what, ok := w.exact[found[2]]; ok { // before a format that cuts the phrase at a word
			whole := func(f *format) bool { return strings.HasSuffix(f.id, " "+found[2]) }
			if s, ok := w.fit(text, depth, whole); ok {
				return s
			}
			return said{found[1] + " " + what, true, true}
		}
	}
	if s, ok := w.ended(text, depth); ok {
		return s
	}
	if s, ok := w.fit(text, depth, func(f *format) bool { return strings.Contains(f.id, "  ") }); ok {
		return s
	}
	if cells, known := w.cells(text, depth); known {
		return said{cells, true, true}
	}
	if s, ok := w.fit(text, depth, func(f *format) bool { return !strings.Contains(f.id, "  ") }); ok {
		return s
	}
	parts := w.parts(text, depth)
	if found := w.counted.FindStringSubmatch(text); found != nil && !parts.whole {
		if what := w.say(found[2], depth+1); what.known {
			return said{found[1] + " " + what.text, true, what.whole}
		}
	}
	return parts
}

// ended translates a message with another one behind it, which begins with a sign, or
// with a sign alone.
func (w *Words) ended(text string, depth int) (said, bool) {
	for at := 1; at < len(text); at++ {
		if !strings.ContainsRune(";,:(", rune(text[at])) {
			continue
		}
		end, known := w.exact[text[at:]]
		for i := 0; !known && i < len(w.endings); i++ {
			if f := w.endings[i]; f.may(text[at:]) {
				if found := f.match(text[at:], w.verbs); found != nil {
					arguments, _ := w.arguments(f, found[1:], depth)
					end, known = f.say(arguments, w.verbs), true
				}
			}
		}
		if known {
			if s := w.say(strings.TrimRight(text[:at], " "), depth+1); s.whole {
				return said{s.text + end, true, true}, true
			}
		}
	}
	last := len(text) - 1
	if sign := map[byte]string{';': "；", '.': "。", '?': "？"}[text[last]]; sign != "" {
		if s := w.say(text[:last], depth+1); s.known && s.whole {
			return said{s.text + sign, true, s.whole}, true
		}
	}
	return said{}, false
}

// fit is the surest format of some that a text has the form of.
func (w *Words) fit(text string, depth int, some func(*format) bool) (said, bool) {
	for _, f := range w.formats {
		if !some(f) || !f.may(text) {
			continue
		}
		if found := f.match(text, w.verbs); found != nil {
			if arguments, ok := w.arguments(f, found[1:], depth); ok {
				return said{f.say(arguments, w.verbs), true, true}, true
			}
		}
	}
	return said{}, false
}

// arguments says what stands for the verbs of a format, by number. A vague format fits
// where its arguments are single words, or numbers and what they count.
func (w *Words) arguments(f *format, found []string, depth int) (map[int]string, bool) {
	arguments := map[int]string{}
	for i, number := range numbers(f.id, w.verbs) {
		text := found[i]
		if word, ok := w.words[text]; ok && slices.Contains(f.words, number) {
			arguments[number] = word
			continue
		}
		s := w.say(text, depth+1)
		if f.vague() && strings.Contains(text, " ") && !(s.known && w.counted.MatchString(text) && !strings.ContainsAny(text, ":;(")) {
			return nil, false
		}
		arguments[number] = s.text
	}
	return arguments, true
}

// cells translates what stands in columns, two blanks or more apart, and keeps the
// blanks.
func (w *Words) cells(text string, depth int) (string, bool) {
	at := strings.Index(text, "  ")
	if at < 0 {
		return text, false
	}
	right := strings.TrimLeft(text[at:], " ")
	blanks := text[at : len(text)-len(right)]
	l, r := w.say(text[:at], depth+1), w.say(right, depth)
	return l.text + blanks + r.text, l.known || r.known
}

// parts translates what stands between the signs that join messages.
func (w *Words) parts(text string, depth int) said {
	best := said{text, false, false}
	for _, sign := range []struct{ english, chinese string }{{"; ", "；"}, {": ", "："}, {" (", "（"}, {", ", "，"}, {" = ", " = "}} {
		for from := 0; ; {
			at := strings.Index(text[from:], sign.english)
			if at < 0 {
				break
			}
			at += from
			from = at + len(sign.english)
			if at == 0 {
				continue
			}
			left, right, end := text[:at], text[from:], ""
			if sign.english == " (" {
				inside, isClosed := strings.CutSuffix(right, ")")
				if !isClosed {
					continue
				}
				right, end = inside, "）"
			}
			l, r := w.say(left, depth+1), w.say(right, depth+1)
			sign := sign.chinese
			if sign == "，" && !hasWord(left) {
				sign = "、" // of a list
			}
			s := said{l.text + sign + r.text + end, l.known || r.known, l.whole && r.whole}
			if s.known && s.whole {
				return s
			}
			if s.known && !best.known {
				best = s
			}
		}
	}
	return best
}

// hasWord reports whether there is something to translate.
func hasWord(text string) bool {
	letters := 0
	for _, r := range text {
		if r >= 'a' && r <= 'z' {
			letters++
			if letters > 1 {
				return true
			}
		} else {
			letters = 0
		}
	}
	return false
}
