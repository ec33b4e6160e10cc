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
// around them did not count, and gives one group of them. Ids that folding leaves
// as they are cost a look at their bytes.
func MergedByFolding(ids rfm.IDs) (n int, first []string) {
	groups := map[string][]string{}
	for i := range ids.Len() {
		id := ids.At(i)
		if !folds(id) {
			continue
		}
		if folded := strings.ToLower(strings.TrimSpace(id)); folded != id {
			groups[folded] = append(groups[folded], id)
		}
	}
	firstFolded := ""
	for folded, group := range groups {
		if _, there := ids.Find(folded); there {
			group = append(group, folded)
		}
		if len(group) < 2 {
			continue
		}
		n += len(group)
		if first == nil || folded < firstFolded {
			first, firstFolded = group, folded
		}
	}
	return n, first
}

// folds tells whether case or blanks of an id may be folded: whether it has a
// capital, a blank or a character outside ASCII.
func folds(id string) bool {
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c >= 'A' && c <= 'Z' || c > '~' {
			return true
		}
	}
	return false
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
