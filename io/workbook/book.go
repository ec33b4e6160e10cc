package workbook

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/xuri/excelize/v2"
)

// Book is a workbook in the making. Close must be called in the end.
type Book struct {
	file   *excelize.File
	tables []*Table
	sheets []string
	styles map[string]int // by number format
	names  map[string]bool
	spill  spill
}

// New returns a workbook without sheets.
func New() *Book {
	b := &Book{styles: map[string]int{}, names: map[string]bool{}}
	b.spill.folder = filepath.Join(os.TempDir(), fmt.Sprintf("rfm-%d-%016x", os.Getpid(), rand.Uint64()))
	b.file = excelize.NewFile(excelize.Options{TmpDir: b.spill.folder})
	return b
}

// Table adds a sheet with a table of the schema. The names are changed where
// Excel does not allow them, or another sheet has them.
func (b *Book) Table(name string, schema *arrow.Schema) (*Table, error) {
	if n := schema.NumFields(); n == 0 || n > maxColumns {
		return nil, &LimitError{Message: fmt.Sprintf("a sheet of Excel holds 1 to %d columns, and the result has %d", maxColumns, n), Hint: "write .csv or .parquet"}
	}
	t := &Table{book: b, name: b.uniqueTable(name)}
	for _, f := range schema.Fields() {
		c, err := newColumn(f)
		if err != nil {
			return nil, err
		}
		t.columns = append(t.columns, c)
	}
	var err error
	if t.sheet, err = b.addSheet(name); err != nil {
		return nil, err
	}
	if t.stream, err = b.file.NewStreamWriter(t.sheet); err != nil {
		return nil, err
	}
	b.tables = append(b.tables, t)
	return t, nil
}

// addSheet adds an empty sheet and returns the name it has got.
func (b *Book) addSheet(name string) (string, error) {
	name = b.uniqueSheet(name)
	var err error
	if len(b.sheets) == 0 { // a new file has one
		err = b.file.SetSheetName(b.file.GetSheetName(0), name)
	} else {
		_, err = b.file.NewSheet(name)
	}
	b.sheets = append(b.sheets, name)
	return name, err
}

// style is the style of cells with a number format.
func (b *Book) style(format string) (int, error) {
	if format == "" {
		return 0, nil
	}
	if id, known := b.styles[format]; known {
		return id, nil
	}
	id, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	b.styles[format] = id
	return id, err
}

// Sheets is the number of sheets so far.
func (b *Book) Sheets() int { return len(b.sheets) }

// Fact is a line of the sheet about.
type Fact struct{ Name, Value string }

// About adds the sheet that says what the workbook is made of. It is to be the
// last.
func (b *Book) About(facts []Fact) error {
	sheet, err := b.addSheet("about")
	if err != nil {
		return err
	}
	style, err := b.file.NewStyle(&excelize.Style{NumFmt: builtinText, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	names := 0
	for i, fact := range facts {
		row := i + 1
		for column, text := range []string{fact.Name, fact.Value} {
			cell, _ := excelize.CoordinatesToCellName(column+1, row)
			if err := errors.Join(b.file.SetCellStr(sheet, cell, cutUnits(cellText(text), maxText)), b.file.SetCellStyle(sheet, cell, cell, style)); err != nil {
				return err
			}
		}
		names = max(names, displayWidth(fact.Name))
	}
	return errors.Join(b.file.SetColWidth(sheet, "A", "A", float64(min(names, maxWidth)+2)), b.file.SetColWidth(sheet, "B", "B", 2*maxWidth))
}

// builtinText is the number of the format @.
const builtinText = 49

// Save completes all sheets and writes the workbook.
func (b *Book) Save(w io.Writer) error {
	for _, t := range b.tables {
		if err := t.close(); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	// excelize has the types of pictures in the random order of a map.
	types := b.file.ContentTypes.Defaults
	sort.Slice(types, func(i, j int) bool { return types[i].Extension < types[j].Extension })
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return &archive{out: w} })
	_, err := b.file.WriteToBuffer()
	return err
}

// Close gives up what the workbook keeps in memory and on disk.
func (b *Book) Close() error {
	defer os.RemoveAll(b.spill.folder)
	return b.file.Close()
}

// spill is the folder of the temporary files in which excelize keeps rows that
// are many. It is there only while rows are written, and the files lose their
// names as soon as they are open: a program that is killed leaves nothing behind.
type spill struct{ folder string }

// manyRows is how many rows are kept in memory at the most. The 16 MiB at
// which excelize begins to use a file come later.
const manyRows = 10_000

// during does what may need the folder; rows are those of the table then.
func (s *spill) during(rows int, work func() error) error {
	if rows < manyRows {
		return work()
	}
	defer os.RemoveAll(s.folder) // which Windows refuses while a file is open
	os.MkdirAll(s.folder, 0o700) // without it, the rows stay in memory
	return work()
}
