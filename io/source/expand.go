package source

import (
	"fmt"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"rfm/io/object"
	"strings"
)

// Expand replaces patterns such as 'sales/2024-*.csv.gz' by the files they
// match, in order of name; those of objects by what the store lists.
func Expand(paths []string, objects *object.Store) ([]string, error) {
	var out []string
	for _, path := range paths {
		if object.Is(path) {
			found, err := objects.Expand(path)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
			continue
		}
		if err := refuseURL(path); err != nil {
			return nil, err
		}
		if _, err := os.Lstat(path); err == nil || path == "-" || !strings.ContainsAny(path, "*?[") {
			out = append(out, path)
			continue
		}
		matches, err := filepath.Glob(path)
		if err != nil {
			return nil, &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: not a pattern: %v", path, err)}
		}
		if len(matches) == 0 {
			return nil, &fault.Error{Kind: fault.Unreadable, Message: path + ": no file matches"}
		}
		out = append(out, matches...)
	}
	return out, nil
}
