package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPicturesAreThoseOfTheProgram holds the pictures of the documentation to
// what the program draws; -update draws them anew.
func TestPicturesAreThoseOfTheProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a large file several times")
	}
	for name, args := range map[string][]string{
		"map.svg":    {"map"},
		"lorenz.svg": {"lorenz"},
		"flow.svg":   {"flow", "--moved-since", "2011-06-30"},
		"map-zh.svg": {"map", "--lang", "zh"},
	} {
		path := filepath.Join("../../docs/pictures", name)
		got := output(t, append([]string{"plot", args[0], "-q", "--theme", "auto", "../../testdata/online-retail.csv.gz"}, args[1:]...)...)
		if *update && os.Getenv("CI") == "" {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not what the program draws; to draw it anew: go test ./cmd/rfm -run TestPictures -update", path)
		}
	}
}
