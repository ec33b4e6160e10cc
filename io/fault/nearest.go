package fault

import (
	"fmt"
	"strings"
)

// Unknown is the error for a name that is not among those known.
func Unknown(what, name string, known []string) error {
	problem := fmt.Sprintf("unknown %s %q", what, name)
	if near := Nearest(name, known); near != "" {
		problem += fmt.Sprintf("; did you mean %s?", near)
	}
	return &Error{Kind: BadRequest, Message: problem, Hints: []string{"known: " + strings.Join(known, ", ")}}
}

// Nearest returns the candidate that name is most likely a slip of, or "" if
// none is near: at most two edits, or a third of a long name, or the only
// candidate that name begins. Case does not count. The first of equally near
// ones wins.
func Nearest(name string, candidates []string) string {
	name = strings.ToLower(name)
	nearest, least := "", max(2, len([]rune(name))/3)+1
	for _, c := range candidates {
		if d := editDistance(name, strings.ToLower(c)); d < least && d < len([]rune(c)) {
			nearest, least = c, d
		}
	}
	if nearest != "" || name == "" {
		return nearest
	}
	for _, c := range candidates {
		if strings.HasPrefix(strings.ToLower(c), name) {
			if nearest != "" {
				return ""
			}
			nearest = c
		}
	}
	return nearest
}

// editDistance is the Levenshtein distance: the least number of inserted,
// deleted and replaced characters that turn a into b.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			replaced := diagonal
			if r != s {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
