package plot

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"rfm/cmd/internal/app"
	"rfm/io/report"
)

// draw makes a PNG. Where the fonts lack a character, one that has it is looked
// for in the system's folders, and named.
func (o *options) draw(d *report.Drawing, theme report.Theme, s *app.Streams) ([]byte, error) {
	fonts, err := report.BuiltinFonts()
	if err != nil {
		return nil, err
	}
	for _, path := range o.fonts {
		if err := fonts.Add(path); err != nil {
			return nil, app.Usagef("--font: %v", err)
		}
	}
	content, err := d.PNG(theme, o.scale, fonts)
	var missing *report.GlyphError
	if !errors.As(err, &missing) {
		return content, err
	}
	for _, path := range systemFonts() {
		if fonts.Add(path) != nil {
			continue // not a font that can be read
		}
		if content, again := d.PNG(theme, o.scale, fonts); again == nil {
			fmt.Fprintf(o.Output.Messages(s), "notice: %v; it is written with %s\n", err, path)
			return content, nil
		}
	}
	return nil, app.Usage(err.Error(), "name one that has it: --font FILE", "or let whoever shows it choose: -o FILE.svg")
}

// systemFonts are the files of fonts with many characters first.
func systemFonts() []string {
	folders := map[string][]string{"darwin": {"/System/Library/Fonts", "/Library/Fonts"}, "windows": {`C:\Windows\Fonts`}}[runtime.GOOS]
	if folders == nil {
		folders = []string{"/usr/share/fonts", "/usr/local/share/fonts"}
	}
	var paths []string
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && slices.Contains([]string{".ttf", ".otf", ".ttc"}, strings.ToLower(filepath.Ext(path))) {
				paths = append(paths, path)
			}
			return nil // a folder that cannot be read has no fonts for us
		})
	}
	rank := func(path string) int {
		name := strings.ToLower(filepath.Base(path))
		for i, part := range []string{"sanscjk-regular", "sanscjk", "pingfang", "msyh", "cjk", "arial unicode", "dejavusans.ttf", "unifont"} {
			if strings.Contains(name, part) {
				return i
			}
		}
		return 100
	}
	slices.SortStableFunc(paths, func(a, b string) int { return rank(a) - rank(b) })
	const tried = 12 // each is read whole
	return paths[:min(tried, len(paths))]
}

// table is the numbers of a figure as CSV.
func table(t report.Table) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		header[i] = c.Field
	}
	if err := w.Write(header); err != nil {
		return nil, err
	}
	if err := w.WriteAll(t.Rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
