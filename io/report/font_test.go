package report

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var characters = flag.String("characters", "", "`file` to write the characters of all texts into")

// charactersOfTexts are those beyond ASCII of the texts that pictures may hold:
// the string literals of this package and of its caller, and the
// labels of the built-in schemes.
func charactersOfTexts(t *testing.T) string {
	t.Helper()
	var found []rune
	add := func(s string) {
		for _, r := range s {
			if r > 127 && !slices.Contains(found, r) {
				found = append(found, r)
			}
		}
	}
	for _, folder := range []string{".", "../../cmd/internal/picture"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
					s, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					add(s)
				}
				return true
			})
		}
	}
	err := filepath.WalkDir("../../segment/schemes", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		content, err := os.ReadFile(path)
		add(string(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return string(found)
}

func TestEveryCharacterIsInTheFonts(t *testing.T) {
	all := charactersOfTexts(t)
	if *characters != "" {
		if err := os.WriteFile(*characters, []byte(all), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	fonts, err := BuiltinFonts()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		for _, bold := range []bool{false, true} {
			if _, err := fonts.face(&Text{Words: string(r), Bold: bold}); err != nil {
				t.Errorf("%v: see font/README.md", err)
			}
		}
	}
}

func TestFontsRefuseUnknownCharacters(t *testing.T) {
	fonts, err := BuiltinFonts()
	if err != nil {
		t.Fatal(err)
	}
	d := &Drawing{Width: 100, Height: 20}
	d.text(0, 10, Start, "龘")
	if _, err := d.PNG(Light, 1, fonts); err == nil || !strings.Contains(err.Error(), "龘") {
		t.Errorf("err = %v, want one that names the character", err)
	}
}
