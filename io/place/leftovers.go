package place

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
)

// hiddenName is a new name in a folder for a file that is not complete.
func hiddenName(folder string) string {
	return filepath.Join(folder, fmt.Sprintf(".rfm-%d-%016x.tmp", os.Getpid(), rand.Uint64()))
}

// removeLeftovers removes what runs that were killed have left in a folder: files
// that hiddenName has named and that nobody holds the lock of. The lock ends with
// its process, whatever machine or container that ran in. What cannot be removed
// stays: it does no harm.
func removeLeftovers(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	ours := regexp.MustCompile(`^\.rfm-[0-9]+-[0-9a-f]{16}\.tmp$`)
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !ours.MatchString(entry.Name()) {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if lockFile(file) == nil {
			os.Remove(path)
		}
		file.Close()
	}
}
