package source

import (
	"net/url"
	"path/filepath"
	"strings"
)

// Partition is a column whose value is the same in all rows of a file and stands in the
// name of a folder, as Hive writes it: dt=2024-01-01/part-0.parquet.
type Partition struct{ Name, Value string }

// noPartition is how Hive names the folder of rows without a value.
const noPartition = "__HIVE_DEFAULT_PARTITION__"

// PartitionsOf are the columns that the folders of a path tell, the outer ones first.
func PartitionsOf(path string) (all []Partition) {
	folders := strings.Split(filepath.ToSlash(path), "/")
	for _, folder := range folders[:len(folders)-1] {
		name, text, found := strings.Cut(folder, "=")
		if !found || name == "" || strings.ContainsAny(name, "?&:") {
			continue
		}
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
		if text == noPartition {
			text = ""
		}
		all = append(all, Partition{name, text})
	}
	return all
}
