package where

import (
	"fmt"
	"regexp"
	"rfm/io/fault"
	"rfm/rfm/condition"
	"strings"
)

// inOurWords says what the expression library has found in a condition over columns.
func inOurWords(message, text string, at int) (says, instead string) {
	if field := regexp.MustCompile(`^type \w+ has no field (\w+)`).FindStringSubmatch(message); field != nil {
		name := regexp.MustCompile(`\w*$`).FindString(strings.TrimSuffix(text[:min(at, len(text))], ".")) + "." + field[1]
		if strings.Count(text, name) == 1 {
			instead = strings.Replace(text, name, Name(name), 1)
		}
		return "a column with a point in its name is written " + Name(name), instead
	}
	return condition.InOurWords(message, text, at)
}

// refuseBareDay is the error for a day that stands without the quotes that make it
// one, as 2024-01-02 is 2021 to an expression; nil for none.
func refuseBareDay(text string) error {
	plain := regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`").ReplaceAllStringFunc(text, func(quoted string) string { return strings.Repeat(" ", len(quoted)) })
	at := regexp.MustCompile(`\b\d{4}[-/]\d{1,2}[-/]\d{1,2}\b`).FindStringIndex(plain)
	if at == nil {
		return nil
	}
	found := text[at[0]:at[1]]
	parts := strings.FieldsFunc(found, func(c rune) bool { return c == '-' || c == '/' })
	day := parts[0] + "-" + padded(parts[1]) + "-" + padded(parts[2])
	return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("--where: %s without quotes is a number that is computed, not a day", found),
		Hints: []string{text, strings.Repeat(" ", at[0]) + "^", fmt.Sprintf("write: %sdate(%q)%s", text[:at[0]], day, text[at[1]:])}}
}

func padded(digits string) string {
	if len(digits) < 2 {
		return "0" + digits
	}
	return digits
}
