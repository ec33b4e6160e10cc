package object

import (
	"path"
	"strings"
)

// isPattern reports whether a key is a pattern.
func isPattern(key string) bool { return strings.ContainsAny(key, "*?[{") }

// literalPrefix is how all keys begin that a pattern matches: what the store is asked
// to list.
func literalPrefix(pattern string) string {
	if at := strings.IndexAny(pattern, "*?[{"); at >= 0 {
		return pattern[:at]
	}
	return pattern
}

// alternatives writes the choices {a,b} of a pattern out.
func alternatives(pattern string) []string {
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return []string{pattern}
	}
	depth, from := 0, open+1
	var choices []string
	for i := open; i < len(pattern); i++ {
		switch pattern[i] {
		case '{':
			depth++
		case ',':
			if depth == 1 {
				choices, from = append(choices, pattern[from:i]), i+1
			}
		case '}':
			if depth--; depth > 0 {
				continue
			}
			choices = append(choices, pattern[from:i])
			var all []string
			for _, choice := range choices {
				all = append(all, alternatives(pattern[:open]+choice+pattern[i+1:])...)
			}
			return all
		}
	}
	return []string{pattern} // without an end it is text
}

// matches reports whether a key matches a pattern without choices. * stays within a
// folder, ** does not.
func matches(pattern, key string) (bool, error) {
	return matchParts(strings.Split(pattern, "/"), strings.Split(key, "/"))
}

func matchParts(pattern, key []string) (bool, error) {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			if len(pattern) == 1 {
				return len(key) > 0, nil
			}
			for skip := range len(key) + 1 {
				if found, err := matchParts(pattern[1:], key[skip:]); found || err != nil {
					return found, err
				}
			}
			return false, nil
		}
		if len(key) == 0 {
			return false, nil
		}
		if found, err := path.Match(pattern[0], key[0]); !found || err != nil {
			return false, err
		}
		pattern, key = pattern[1:], key[1:]
	}
	return len(key) == 0, nil
}

// isBeside reports whether a key below a folder is a note of a program beside the
// data, such as _SUCCESS or .crc files, or the folder itself.
func isBeside(key string) bool {
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || part[0] == '.' || part[0] == '_' && !strings.Contains(part, "=") {
			return true
		}
	}
	return false
}
