package app

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
)

const (
	// placeAnnotation marks a flag that says where to write.
	placeAnnotation = "names a place"
	// ownAnnotation marks a flag that only the user may set.
	ownAnnotation = "is the user's"
	// readAnnotation marks a flag that may name a file to read.
	readAnnotation = "names a file to read"
)

// NamesPlace notes flags that say where to write. A file of settings that nobody
// named, since it lies in the folder of somebody's data, must not choose that, and
// none of them may name a file in use.
func NamesPlace(fs *pflag.FlagSet, flags ...string) { mark(fs, placeAnnotation, flags) }

// NamesKey notes flags that say by which key ids are hidden.
func NamesKey(fs *pflag.FlagSet, flags ...string) {
	mark(fs, ownAnnotation, flags)
	NamesFile(fs, flags...)
}

// NamesFile notes flags that may name a file which is read beside the input: no
// result may take its place.
func NamesFile(fs *pflag.FlagSet, flags ...string) { mark(fs, readAnnotation, flags) }

func mark(fs *pflag.FlagSet, annotation string, flags []string) {
	for _, name := range flags {
		f := fs.Lookup(name)
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[annotation] = []string{"yes"}
	}
}

// refuseInUse refuses flags that would write over a file which the run reads, or
// write two things to one file, by whatever names. config is the file of settings;
// "" for none.
func refuseInUse(fs *pflag.FlagSet, config string) error {
	type named struct{ flag, path string }
	var places, read []named
	fs.VisitAll(func(f *pflag.Flag) {
		path := f.Value.String()
		switch {
		case path == "" || path == "-":
		case f.Annotations[placeAnnotation] != nil:
			places = append(places, named{f.Name, path})
		case f.Annotations[readAnnotation] != nil && f.Name != "config":
			read = append(read, named{f.Name, path})
		}
	})
	if config != "" {
		read = append(read, named{"config", config})
	}
	for i, place := range places {
		for _, r := range read {
			if sameFile(place.path, r.path) {
				return Usage(fmt.Sprintf("--%s %s is the file of --%s: writing to it would destroy it", place.flag, place.path, r.flag))
			}
		}
		for _, other := range places[:i] {
			if sameFile(place.path, other.path) || filepath.Clean(place.path) == filepath.Clean(other.path) && !isDevice(place.path) {
				return Usagef("--%s and --%s name the same file", place.flag, other.flag)
			}
		}
	}
	return nil
}

// sameFile reports whether two paths are of one regular file, by name, by link or
// as two names of it.
func sameFile(a, b string) bool {
	first, errA := os.Stat(a)
	second, errB := os.Stat(b)
	return errA == nil && errB == nil && first.Mode().IsRegular() && os.SameFile(first, second)
}

func isDevice(path string) bool {
	found, err := os.Stat(path)
	return err == nil && !found.Mode().IsRegular()
}
