package customerfile

import (
	"fmt"
	"strings"

	"rfm/io/fault"
)

// Truth reads a yes or no; an empty cell is no.
func Truth(column, text string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "1", "1.0", "true", "t", "yes", "y", "是":
		return true, nil
	case "", "0", "0.0", "false", "f", "no", "n", "否":
		return false, nil
	}
	return false, &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s %q is neither yes nor no", column, text),
		Hints: []string{"read as yes: 1, true, yes, y, 是; as no: 0, false, no, n, 否 and nothing"}}
}
