package workbook

import (
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/xuri/excelize/v2"
)

// Overview is a sheet to look at: a small table with bars in its cells, charts
// of its columns, and a grid coloured by its values. The charts are Excel's own,
// over the cells of the table: they can be restyled, and follow the cells.
type Overview struct {
	Title string
	Table arrow.Record
	// Labels are the headers of the table, as people read them; nil for the names
	// of its fields.
	Labels []string
	// Bars are the fields whose cells have bars in them.
	Bars   []string
	Charts []Chart
	Grid   *Grid
}

// Chart is a bar chart: a bar for each row of the table, for each of the fields.
type Chart struct {
	Title string
	Names string // the field whose texts stand beside the bars
	Bars  []string
}

// Grid is a table whose rows and columns have names, light where its values are
// small and dark where they are great.
type Grid struct {
	Title         string
	Corner        string // what the rows and the columns are
	Rows, Columns []string
	Values        arrow.Array // row by row
}

// Places on the sheet: the table begins in the first column, in row tableRow;
// two empty rows are between the parts.
const (
	tableRow    = 3
	between     = 2
	chartHeight = 18 // rows
	chartWidth  = 560
	rowPixels   = 20
)

// Colours of the bars in cells, of the grid, and of the texts of charts.
const (
	barColor   = "B5D2EE"
	lightColor = "EEF4FB"
	midColor   = "B5D2EE"
	darkColor  = "5F9AD0" // on which black is read well
	textColor  = "404040"
)

// seriesColor is the colour of the bars of field i of a chart.
func seriesColor(i int) string { return []string{"2A6FAE", "C08016", "45A077"}[i%3] }

// Overview adds the sheet.
func (b *Book) Overview(name string, o Overview) error {
	sheet, err := b.addSheet(name)
	if err != nil {
		return err
	}
	w := overviewWriter{book: b, sheet: sheet, overview: o}
	title, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	if err != nil {
		return err
	}
	w.heading, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := errors.Join(b.file.SetCellStr(sheet, "A1", cellText(o.Title)), b.file.SetCellStyle(sheet, "A1", "A1", title)); err != nil {
		return err
	}
	if err := w.table(name); err != nil {
		return err
	}
	next := tableRow + int(o.Table.NumRows()) + 1 + between
	if o.Grid != nil {
		if err := w.grid(next); err != nil {
			return err
		}
		next += len(o.Grid.Rows) + 2 + between
	}
	if err := w.setWidths(); err != nil { // before the charts, whose places depend on them
		return err
	}
	for i, chart := range o.Charts {
		if err := w.chart(chart, next, i*(chartWidth+rowPixels)); err != nil {
			return err
		}
	}
	return w.onOnePage()
}

// onOnePage makes the sheet as wide as a page when it is printed.
func (w *overviewWriter) onOnePage() error {
	fit, wide, any, landscape := true, 1, 0, "landscape"
	return errors.Join(w.book.file.SetSheetProps(w.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		w.book.file.SetPageLayout(w.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &any}))
}

// overviewWriter writes one sheet.
type overviewWriter struct {
	book     *Book
	sheet    string
	overview Overview
	heading  int   // style of a line above a part
	widths   []int // of the columns, as their cells need it
}

// widen makes a column as wide as a text.
func (w *overviewWriter) widen(column, wide int) {
	for len(w.widths) <= column {
		w.widths = append(w.widths, minWidth)
	}
	w.widths[column] = max(w.widths[column], min(wide, maxWidth))
}

// columnAt is the first column that begins so many pixels from the left, or
// more.
func (w *overviewWriter) columnAt(left int) int {
	const perDigit, margin, usual = 7, 5, 64 // pixels
	column := 1
	for at := 0; at < left; column++ {
		if column <= len(w.widths) {
			at += (w.widths[column-1]+1)*perDigit + margin
		} else {
			at += usual
		}
	}
	return column
}

func (w *overviewWriter) setWidths() error {
	for i, wide := range w.widths {
		letter, _ := excelize.ColumnNumberToName(i + 1)
		if err := w.book.file.SetColWidth(w.sheet, letter, letter, float64(wide+1)); err != nil {
			return err
		}
	}
	return nil
}

// cell is the name of a cell; both count from 1.
func cell(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row)
	return name
}

// absolute is a range of the sheet for a chart.
func (w *overviewWriter) absolute(column, first, last int) string {
	from, _ := excelize.CoordinatesToCellName(column, first, true)
	to, _ := excelize.CoordinatesToCellName(column, last, true)
	return fmt.Sprintf("'%s'!%s:%s", w.sheet, from, to)
}

func (w *overviewWriter) field(name string) int {
	for i, f := range w.overview.Table.Schema().Fields() {
		if f.Name == name {
			return i + 1
		}
	}
	return 0
}

// table writes the table and the bars in it.
func (w *overviewWriter) table(name string) error {
	file, rec := w.book.file, w.overview.Table
	rows := int(rec.NumRows())
	for i, f := range rec.Schema().Fields() {
		c, err := newColumn(f)
		if err != nil {
			return err
		}
		label := f.Name
		if w.overview.Labels != nil {
			label = w.overview.Labels[i]
		}
		if err := file.SetCellStr(w.sheet, cell(i+1, tableRow), cellText(label)); err != nil {
			return err
		}
		w.widen(i, displayWidth(label)+filterButton)
		style, err := w.book.style(c.format)
		if err != nil {
			return err
		}
		for row := range rows {
			value, err := c.value(rec.Column(i), row)
			if err != nil {
				return err
			}
			at := cell(i+1, tableRow+1+row)
			if err := errors.Join(file.SetCellValue(w.sheet, at, value), file.SetCellStyle(w.sheet, at, at, style)); err != nil {
				return err
			}
			w.widen(i, displayWidth(c.shown(value)))
		}
		if slices.Contains(w.overview.Bars, f.Name) && rows > 0 {
			if err := w.bars(cell(i+1, tableRow+1) + ":" + cell(i+1, tableRow+rows)); err != nil {
				return err
			}
		}
	}
	return file.AddTable(w.sheet, &excelize.Table{Range: "A3:" + cell(int(rec.NumCols()), tableRow+max(rows, 1)),
		Name: w.book.uniqueTable(name), StyleName: "TableStyleLight1"})
}

func (w *overviewWriter) bars(area string) error {
	return w.book.file.SetConditionalFormat(w.sheet, area, []excelize.ConditionalFormatOptions{{Type: "data_bar", Criteria: "=",
		MinType: "num", MinValue: "0", MaxType: "max", BarColor: barColor, BarSolid: true}})
}

// grid writes the grid from a row on.
func (w *overviewWriter) grid(row int) error {
	file, g := w.book.file, w.overview.Grid
	c, err := newColumn(arrow.Field{Name: "", Type: g.Values.DataType()})
	if err != nil {
		return err
	}
	style, err := w.book.style(c.format)
	if err != nil {
		return err
	}
	if err := errors.Join(file.SetCellStr(w.sheet, cell(1, row), cellText(g.Title)), file.SetCellStyle(w.sheet, cell(1, row), cell(1, row), w.heading),
		file.SetCellStr(w.sheet, cell(1, row+1), cellText(g.Corner))); err != nil {
		return err
	}
	w.widen(0, displayWidth(g.Corner))
	for i, name := range g.Columns {
		if err := file.SetCellStr(w.sheet, cell(i+2, row+1), cellText(name)); err != nil {
			return err
		}
	}
	for i, name := range g.Rows {
		at := row + 2 + i
		if err := file.SetCellStr(w.sheet, cell(1, at), cellText(name)); err != nil {
			return err
		}
		for j := range g.Columns {
			value, err := c.value(g.Values, i*len(g.Columns)+j)
			if err != nil {
				return err
			}
			w.widen(j+1, displayWidth(c.shown(value)))
			if err := errors.Join(file.SetCellValue(w.sheet, cell(j+2, at), value), file.SetCellStyle(w.sheet, cell(j+2, at), cell(j+2, at), style)); err != nil {
				return err
			}
		}
	}
	area := cell(2, row+2) + ":" + cell(len(g.Columns)+1, row+1+len(g.Rows))
	return file.SetConditionalFormat(w.sheet, area, []excelize.ConditionalFormatOptions{{Type: "3_color_scale", Criteria: "=",
		MinType: "min", MidType: "percentile", MidValue: "50", MaxType: "max", MinColor: lightColor, MidColor: midColor, MaxColor: darkColor}})
}

// chart draws bars over the rows of the table, so many pixels from the left. The
// first row is on top, as in the table.
func (w *overviewWriter) chart(c Chart, row, left int) error {
	first, last := tableRow+1, tableRow+max(int(w.overview.Table.NumRows()), 1)
	names := w.field(c.Names)
	one, gap := false, uint(40)
	text := excelize.Font{Color: textColor, Size: 9}
	chart := excelize.Chart{Type: excelize.Bar, VaryColors: &one, GapWidth: &gap,
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: &excelize.Font{Bold: true, Size: 12, Color: textColor}}}},
		XAxis: excelize.ChartAxis{ReverseOrder: true, Font: text},
		// The values stand beside the bars, in the format of the cells.
		YAxis:     excelize.ChartAxis{None: true},
		Legend:    excelize.ChartLegend{Position: "none"},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{SourceLinked: true}},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: chartHeight * rowPixels}}
	if len(c.Bars) > 1 {
		chart.Legend.Position = "bottom"
	}
	for _, name := range c.Bars {
		column := w.field(name)
		if column == 0 || names == 0 {
			return fmt.Errorf("workbook: a chart of the fields %s and %s, which the table does not have", c.Names, name)
		}
		header, _ := excelize.CoordinatesToCellName(column, tableRow, true)
		chart.Series = append(chart.Series, excelize.ChartSeries{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{seriesColor(len(chart.Series))}}, Name: fmt.Sprintf("'%s'!%s", w.sheet, header),
			Categories: w.absolute(names, first, last), Values: w.absolute(column, first, last)})
	}
	return w.book.file.AddChart(w.sheet, cell(w.columnAt(left), row), &chart)
}
