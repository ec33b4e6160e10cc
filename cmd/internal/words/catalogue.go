package words

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// chinese is the catalogue, in the format of gettext.
//
//go:embed zh.po
var chinese string

// entry is a message of a catalogue: what the source says, and its translation. A
// word stands inside messages only, where the translation of one says so: it could be
// the name of a column elsewhere.
type entry struct {
	id, text string
	word     bool
}

// parse reads msgid and msgstr of a catalogue, after msgctxt "word" for a word; texts
// may go on in further lines.
func parse(catalogue string) (entries []entry, err error) {
	var into *string
	word, n := false, 0
	for line := range strings.Lines(catalogue) {
		n++
		line = strings.TrimSpace(line)
		keyword, quoted, _ := strings.Cut(line, " ")
		switch {
		case line == "" || line[0] == '#':
			continue
		case line == `msgctxt "word"`:
			word = true
			continue
		case keyword == "msgid":
			entries = append(entries, entry{word: word})
			into, word = &entries[len(entries)-1].id, false
		case keyword == "msgstr" && len(entries) > 0:
			into = &entries[len(entries)-1].text
		case line[0] == '"' && into != nil:
			quoted = line
		default:
			return nil, fmt.Errorf("line %d is neither msgid nor msgstr: %s", n, line)
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", n, quoted, err)
		}
		*into += text
	}
	return entries, nil
}
