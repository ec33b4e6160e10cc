package source

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"rfm/io/object"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Expand replaces patterns such as 'sales/2024-*.csv.gz' or 'sales/**/*.{csv,parquet}'
// by the files they match, and folders by the files in them and below, in order of
// name; objects by what the store lists. Hidden and temporary files are passed over and
// counted, unless a pattern asks for their first sign.
func Expand(paths []string, objects *object.Store) (files []string, passed int, err error) {
	for _, path := range paths {
		if object.Is(path) {
			found, err := objects.Expand(path)
			if err != nil {
				return nil, 0, err
			}
			files = append(files, found...)
			continue
		}
		if err := refuseURL(path); err != nil {
			return nil, 0, err
		}
		info, err := os.Stat(path)
		switch {
		case err == nil && info.IsDir():
			in, n, err := filesIn(path)
			if err != nil {
				return nil, 0, err
			}
			if len(in) == 0 {
				return nil, 0, &fault.Error{Kind: fault.Unreadable, Message: path + ": a folder without a file to read"}
			}
			files, passed = append(files, in...), passed+n
		case path == "-" || !strings.ContainsAny(path, "*?[{") || isThere(path):
			files = append(files, path)
		default:
			in, n, err := matching(path)
			if err != nil {
				return nil, 0, err
			}
			files, passed = append(files, in...), passed+n
		}
	}
	return files, passed, nil
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// matching are the files that match a pattern.
func matching(pattern string) (files []string, passed int, err error) {
	matches, err := doublestar.FilepathGlob(pattern)
	if err != nil {
		return nil, 0, &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: not a pattern: %v", pattern, err)}
	}
	slices.Sort(matches)
	asked := strings.Split(filepath.ToSlash(pattern), "/")
	hidden := func(path string) bool { // but for what the pattern names
		return slices.ContainsFunc(strings.Split(filepath.ToSlash(path), "/"), func(name string) bool {
			return isPassedOver(name) && name != "." && name != ".." && !slices.ContainsFunc(asked, func(word string) bool { return word != "" && word[0] == name[0] })
		})
	}
	for _, match := range matches {
		info, err := os.Stat(match)
		switch {
		case err == nil && info.IsDir() && strings.Contains(pattern, "**"): // its files match by themselves
		case err == nil && info.IsDir():
			in, n, err := filesIn(match)
			if err != nil {
				return nil, 0, err
			}
			files, passed = append(files, in...), passed+n
		case hidden(match):
			passed++
		default:
			files = append(files, match)
		}
	}
	if len(files) == 0 {
		return nil, 0, &fault.Error{Kind: fault.Unreadable, Message: pattern + ": no file matches"}
	}
	return files, passed, nil
}

// filesIn are the files in a folder and below it, in order of their paths. Hidden and
// temporary ones, and those in such folders, are passed over.
func filesIn(folder string) (files []string, passed int, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fault.Opening(path, err)
		case path == folder:
		case isPassedOver(entry.Name()):
			passed++
			if entry.IsDir() {
				return fs.SkipDir
			}
		case !entry.IsDir():
			files = append(files, path)
		}
		return nil
	})
	slices.Sort(files)
	return files, passed, err
}

// isPassedOver tells whether a file is hidden, or one that another program is not done
// with or keeps beside its files: _SUCCESS, .part-0.crc, sales.csv.tmp, ~$sales.xlsx.
func isPassedOver(name string) bool {
	hidden := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || strings.HasPrefix(name, "~$")
	return hidden || slices.ContainsFunc([]string{".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".crc", "~"}, func(end string) bool { return strings.HasSuffix(name, end) })
}
