package segment

import (
	"errors"
	"testing"
)

// Whatever the file, Parse returns a scheme that can be checked, or a mistake
// with its place.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		text, err := schemes.ReadFile("schemes/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("name: a\nbins: [5, 4, 3]\nsegments:\n  - {code: b, r: 1-2, when: 'orders % 2 == 0'}\n  - code: c\n    when: |\n      r > 1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("own.yaml", text)
		if err != nil {
			var own *FileError
			if !errors.As(err, &own) || own.Message == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if _, err := s.CheckCells(); err != nil {
			t.Fatal(err)
		}
	})
}
