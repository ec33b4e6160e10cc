package role

import (
	"rfm/io/value"
	"strings"
)

// KnownNames counts the columns of a header that have a known name outside
// ASCII.
func KnownNames(header string) int {
	n := 0
	for _, name := range strings.FieldsFunc(header, func(c rune) bool { return strings.ContainsRune(",;\t|\"\r\n", c) }) {
		if value.IsASCII([]byte(name)) {
			continue
		}
		for _, r := range All() {
			if r.byName([]string{name}) != nil {
				n++
				break
			}
		}
	}
	return n
}
