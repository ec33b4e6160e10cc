package rfmio

import "strings"

// knownNames counts the columns of a header that have a known name outside
// ASCII.
func knownNames(header string) int {
	n := 0
	for _, name := range strings.FieldsFunc(header, func(c rune) bool { return strings.ContainsRune(",;\t|\"\r\n", c) }) {
		if isASCII([]byte(name)) {
			continue
		}
		for _, r := range roles() {
			if r.byName([]string{name}) != nil {
				n++
				break
			}
		}
	}
	return n
}
