package app

import (
	"os"
	"path/filepath"
)

// RefuseInput refuses to overwrite what is read.
func RefuseInput(path string, inputs []string) error {
	out, err := os.Stat(path)
	if err != nil || !out.Mode().IsRegular() {
		return nil
	}
	for _, input := range inputs {
		if _, err := os.Lstat(input); err != nil { // a pattern
			if matches, _ := filepath.Glob(input); matches != nil {
				if err := RefuseInput(path, matches); err != nil {
					return err
				}
			}
			continue
		}
		if in, err := os.Stat(input); err == nil && os.SameFile(in, out) {
			return Usagef("%s is an input: writing to it would destroy it", path)
		}
	}
	return nil
}

// SameFolder reports whether two paths are of one folder.
func SameFolder(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	first, errA := os.Stat(a)
	second, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(first, second)
}
