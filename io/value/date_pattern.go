package value

import "strings"

// patternLayout is the layout of package time for a pattern such as DD.MM.YYYY or
// %d.%m.%Y; false for what is no pattern of a day, a month and a year. Days and
// months may have one digit or two.
func patternLayout(pattern string) (layout string, ok bool) {
	tokens := []string{"YYYY", "2006", "yyyy", "2006", "YY", "06", "yy", "06", "MMMM", "January", "MMM", "Jan", "MM", "1", "M", "1",
		"DD", "2", "dd", "2", "D", "2", "d", "2", "HH", "15", "hh", "3", "mm", "04", "ss", "05", "SS", "05"}
	if strings.Contains(pattern, "%") {
		tokens = []string{"%Y", "2006", "%y", "06", "%m", "1", "%-m", "1", "%d", "2", "%-d", "2", "%e", "2", "%b", "Jan", "%B", "January", "%H", "15", "%I", "3",
			"%M", "04", "%S", "05", "%p", "PM", "%z", "-0700", "%F", "2006-1-2", "%T", "15:04:05"}
	}
	layout = strings.NewReplacer(tokens...).Replace(pattern)
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(layout, part) {
				return true
			}
		}
		return false
	}
	rest := strings.NewReplacer("2006", "", "January", "", "Jan", "", "15", "", "PM", "", "-0700", "").Replace(layout)
	return layout, !strings.ContainsAny(rest, "%abcefghijklmnopqrsuvwxyzABCEFGHIJKLNOQRSUVWXYZ") && has("2006", "06") && has("1", "Jan") &&
		strings.Contains(strings.ReplaceAll(layout, "2006", ""), "2")
}
