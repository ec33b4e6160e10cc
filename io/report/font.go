package report

import (
	_ "embed"
	"fmt"
	"os"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
)

// The fonts of PNG pictures: subsets of Noto Sans CJK SC with Latin and the
// Chinese characters that the program writes. See font/README.md.
//
//go:embed font/regular.otf
var regular []byte

//go:embed font/bold.otf
var bold []byte

// Fonts are what PNG pictures are written with.
type Fonts struct {
	regular, bold *opentype.Font
	others        []*opentype.Font // asked for characters that the first two lack
}

// BuiltinFonts are the fonts within the program.
func BuiltinFonts() (*Fonts, error) {
	f := &Fonts{}
	var err error
	if f.regular, err = opentype.Parse(regular); err != nil {
		return nil, err
	}
	f.bold, err = opentype.Parse(bold)
	return f, err
}

// Add adds the fonts of a file (TrueType, OpenType or a collection of them), for
// characters that the fonts so far lack.
func (f *Fonts) Add(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	collection, err := opentype.ParseCollection(content)
	if err != nil {
		return fmt.Errorf("%s is not a font: %w", path, err)
	}
	for i := range collection.NumFonts() {
		one, err := collection.Font(i)
		if err != nil {
			return fmt.Errorf("%s: font %d: %w", path, i, err)
		}
		f.others = append(f.others, one)
	}
	return nil
}

// GlyphError is a character that no font has.
type GlyphError struct {
	Character rune
	Words     string
}

func (e *GlyphError) Error() string {
	return fmt.Sprintf("no font has the character %q of %q", string(e.Character), e.Words)
}

// face is a font that has all characters of a text.
func (f *Fonts) face(t *Text) (font.Face, error) {
	first := f.regular
	if t.Bold {
		first = f.bold
	}
	var missing *GlyphError
	for _, one := range append([]*opentype.Font{first}, f.others...) {
		r, lacks := lacking(one, t.Words)
		if !lacks {
			return font.Face{Font: font.Font{Size: font.Length(t.Size)}, Face: one}, nil
		}
		if missing == nil {
			missing = &GlyphError{r, t.Words}
		}
	}
	return font.Face{}, missing
}

// lacking is the first character that a font has no glyph for.
func lacking(f *opentype.Font, words string) (rune, bool) {
	var b sfnt.Buffer
	for _, r := range words {
		if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
			return r, true
		}
	}
	return 0, false
}
