package xlsx

import (
	"errors"
	"io"
	"sync"
)

// Workbook is an opened workbook. Its sheets can be read at the same time.
type Workbook struct {
	container *container
	sheets    []Sheet
	date1904  bool
	// recalculates says that Excel is to compute all formulas when it opens the
	// file, as a writer asks that has not computed them itself.
	recalculates bool
	styles       []numberFormat

	stringsPart string // empty without one
	once        sync.Once
	strings     *sharedStrings
	stringsErr  error
}

// Sheet is a sheet with cells.
type Sheet struct {
	Name string
	// Hidden sheets do not show among the tabs.
	Hidden bool

	part string
}

// Open reads the directory and the styles of a workbook. The error is a
// *FormatError, which names the format if it is another one.
func Open(file io.ReaderAt, size int64) (*Workbook, error) {
	if err := otherFormat(file, size); err != nil {
		return nil, err
	}
	c, err := openContainer(file, size)
	if err != nil {
		return nil, err
	}
	main, err := c.mainPart()
	if err != nil {
		return nil, err
	}
	w := &Workbook{container: c}
	if err := w.read(main); err != nil {
		return nil, err
	}
	return w, nil
}

// mainPart is the name of the part that lists the sheets.
func (c *container) mainPart() (string, error) {
	rels, err := c.relationships("")
	if err != nil {
		return "", err
	}
	part := "xl/workbook.xml"
	for _, r := range rels {
		if r.is("officeDocument") {
			part = r.target
		}
	}
	if err := c.otherContent(part); err != nil {
		return "", err
	}
	return part, nil
}

// read reads the main part and what it refers to.
func (w *Workbook) read(main string) error {
	rels, err := w.container.relationships(main)
	if err != nil {
		return err
	}
	parts := map[string]relationship{}
	for _, r := range rels {
		parts[r.id] = r
		switch {
		case r.is("sharedStrings") && w.container.has(r.target):
			w.stringsPart = r.target
		case r.is("styles") && w.container.has(r.target):
			if w.styles, err = w.container.readStyles(r.target); err != nil {
				return err
			}
		}
	}
	return w.container.scan(main, func(m *markup) error {
		switch {
		case m.start("workbookPr"):
			w.date1904 = isTrue(m.attribute("date1904"))
		case m.start("calcPr"):
			w.recalculates = isTrue(m.attribute("fullCalcOnLoad"))
		case m.start("sheet"):
			r, known := parts[m.attribute("id")]
			if known && !r.is("worksheet") {
				return nil // a chart, a macro
			}
			state := m.attribute("state")
			w.sheets = append(w.sheets, Sheet{Name: m.attribute("name"), Hidden: state == "hidden" || state == "veryHidden", part: r.target})
			if len(w.sheets) > maxListed {
				return corrupt("it has more than %d sheets", maxListed)
			}
		}
		return nil
	})
}

// Sheets lists the sheets with cells, in the order of their tabs.
func (w *Workbook) Sheets() []Sheet { return w.sheets }

// sharedStrings reads the strings when a sheet is read first.
func (w *Workbook) sharedStrings() (*sharedStrings, error) {
	w.once.Do(func() {
		w.strings = &sharedStrings{}
		if w.stringsPart != "" {
			w.strings, w.stringsErr = w.container.readSharedStrings(w.stringsPart)
		}
	})
	return w.strings, w.stringsErr
}

// isTrue reads a truth value of XML.
func isTrue(value string) bool { return value == "1" || value == "true" || value == "on" }

func isEnd(err error) bool { return errors.Is(err, io.EOF) }
