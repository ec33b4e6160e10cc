package population

import (
	rfmio "rfm/io"
	"rfm/io/role"
	"rfm/rfm"
)

// Columns are the names of the columns of a file, for the completion of shells;
// none where it cannot be read.
func Columns(path string) (names []string) {
	tell := func(f role.Finding) {
		for _, c := range f.Columns {
			names = append(names, c.Name)
		}
	}
	rfmio.Open([]string{path}, rfmio.Options{Schema: rfm.TransactionSchema(false), Tell: tell})
	return names
}
