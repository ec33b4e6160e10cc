package population

import (
	"fmt"
	"io"
	"strings"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// printIDs says what is odd about the customer ids.
func printIDs(w io.Writer, read rfmio.Account) {
	const shown = 5
	if len(read.Guests) > 0 {
		fmt.Fprintf(w, "notice: ids that stand for no customer: %s; --guests names others\n", valueList(read.Guests, shown))
	}
	if read.PointZero {
		fmt.Fprintf(w, "notice: all customer ids end in .0; --id-format integer writes 17850.0 as 17850\n")
	}
}

// MergedByFolding counts the ids that would be one with another if case and blanks
// around them did not count, and gives one group of them. Ids that all have the
// same case and no blanks, as those of most systems, cost a look at their bytes.
func MergedByFolding(ids rfm.IDs) (n int, first []string) {
	if !MayFold(ids) {
		return 0, nil
	}
	firsts := map[string]int{}      // of the ids that folding changes, the first
	groups := map[string][]string{} // those that are not alone
	for i := range ids.Len() {
		id := ids.At(i)
		folded := strings.ToLower(strings.TrimSpace(id))
		if folded == id {
			continue
		}
		at, there := firsts[folded]
		switch {
		case !there:
			firsts[folded] = i
			if _, plain := ids.Find(folded); plain {
				groups[folded] = []string{id}
			}
		case groups[folded] == nil:
			groups[folded] = []string{ids.At(at), id}
		default:
			groups[folded] = append(groups[folded], id)
		}
	}
	firstFolded := ""
	for folded, group := range groups {
		if _, there := ids.Find(folded); there {
			group = append(group, folded)
		}
		n += len(group)
		if first == nil || folded < firstFolded {
			first, firstFolded = group, folded
		}
	}
	return n, first
}

// MayFold tells whether two ids can be one by folding: whether there are letters
// of both cases, a blank or a character outside ASCII.
func MayFold(ids rfm.IDs) bool {
	var has [256]bool
	for i := range ids.Len() {
		for _, c := range []byte(ids.At(i)) {
			has[c] = true
		}
	}
	lower, upper := false, false
	for c, there := range has {
		switch {
		case !there:
		case c <= ' ' || c > '~':
			return true
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		}
	}
	return lower && upper
}

// printMerged says how many customers differ by case or blanks only.
func printMerged(w io.Writer, ids rfm.IDs) {
	n, first := MergedByFolding(ids)
	if n == 0 {
		return
	}
	var quoted []string
	for _, id := range first {
		quoted = append(quoted, fmt.Sprintf("%q", id))
	}
	fmt.Fprintf(w, "notice: %s by case or blanks only, such as %s: --fold-ids makes them one\n", app.Counted(n, "customer")+" differ", app.List(quoted))
}
