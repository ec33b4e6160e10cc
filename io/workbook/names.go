package workbook

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// maxSheetName is the number of characters that the name of a sheet may have.
const maxSheetName = 31

// uniqueSheet is a name as a sheet may have it, that no sheet has yet.
func (b *Book) uniqueSheet(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || isForbidden(r) {
			return '-'
		}
		return r
	}, name)
	name = strings.Trim(cutUnits(name, maxSheetName), "' ")
	if name == "" || strings.EqualFold(name, "history") { // which Excel keeps for itself
		name = strings.TrimSpace(cutUnits("sheet "+name, maxSheetName))
	}
	return b.unique(name, maxSheetName, " ")
}

// unique is a name that differs from all given before, whatever their case.
func (b *Book) unique(name string, limit int, before string) string {
	candidate := name
	for n := 2; b.names[before+strings.ToLower(candidate)]; n++ {
		suffix := " " + strconv.Itoa(n)
		if before != " " {
			suffix = "_" + strconv.Itoa(n)
		}
		candidate = cutUnits(name, limit-len(suffix)) + suffix
	}
	b.names[before+strings.ToLower(candidate)] = true
	return candidate
}

// uniqueTable is the name of a table: letters, digits and _, and not like a cell.
func (b *Book) uniqueTable(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	if name == "" || unicode.IsDigit([]rune(name)[0]) || likeCell.MatchString(name) {
		name = "t_" + name
	}
	return b.unique(name, 200, "table:")
}

var likeCell = regexp.MustCompile(`^(?i:[a-z]{1,3}[0-9]+|r|c|r[0-9]*c[0-9]*)$`)

// cutUnits is the beginning of a text, of at most so many UTF-16 units.
func cutUnits(s string, limit int) string {
	n := 0
	for i, r := range s {
		if n += units(string(r)); n > limit {
			return s[:i]
		}
	}
	return s
}
