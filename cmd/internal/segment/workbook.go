package segment

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/io/place"
	"rfm/io/table"
	"rfm/io/workbook"
	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/segment"
)

// bookFlags are for a workbook with a sheet for each segment.
type bookFlags struct{ path string }

// AddFlags adds the flags to those of a command.
func (f *bookFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.path, "workbook", "", "write an Excel `file` (.xlsx): an overview with charts, and the customers of\neach segment on a sheet of its own")
}

// check refuses flags that do not go together.
func (f *bookFlags) check(o *options) error {
	switch {
	case f.path == "":
		return nil
	case !strings.EqualFold(filepath.Ext(f.path), ".xlsx"):
		return app.Usage("--workbook "+f.path+": the name of an Excel workbook ends with .xlsx", "try: --workbook "+strings.TrimSuffix(f.path, filepath.Ext(f.path))+".xlsx")
	case o.folder.dir != "":
		return app.Usagef("--workbook and --out-dir: choose")
	case o.Output.Path != "" || o.Output.Format != "":
		return app.Usage("--workbook and -o or --format: choose", "the overview of the workbook is the summary")
	}
	return nil
}

// runWorkbook writes the workbook.
func (j *job) runWorkbook(ctx context.Context) error {
	var file *place.File
	prepare := func(context.Context) (err error) {
		o := &j.Flags.Output
		if err := errors.Join(o.CheckLimit(), o.Check(j.Schema())); err != nil {
			return err
		}
		if err := app.RefuseInput(j.options.book.path, j.Input.Paths); err != nil {
			return err
		}
		if file, err = j.Streams.Files.Create(j.options.book.path); err != nil {
			return err
		}
		return j.CreateModel()
	}
	write := func(ctx context.Context) error { return j.writeWorkbook(ctx, file) }
	return app.Steps(ctx, j.plan, prepare, j.Read, j.Score, j.Assign, j.Compare, j.Check, write, j.Save)
}

func (j *job) writeWorkbook(ctx context.Context, file *place.File) error {
	summary, err := j.Summary(false)
	if err != nil {
		return err
	}
	defer summary.Release()
	rec, err := j.Record()
	if err != nil {
		return err
	}
	defer rec.Release()
	book := workbook.New()
	defer book.Close()
	if err := j.addSheets(ctx, book, summary, rec); err != nil {
		return table.TooLarge(err)
	}
	if err := book.Save(app.UntilDone(ctx, file)); err != nil {
		return table.TooLarge(err)
	}
	file.Finish()
	fmt.Fprintf(j.Messages, "%s in %s: %s\n", app.Counted(j.Scores.Customers.Len(), "customer"), j.options.book.path, app.Counted(book.Sheets(), "sheet"))
	return nil
}

// addSheets adds the overview, a sheet for each segment that somebody is in, and
// the sheet about.
func (j *job) addSheets(ctx context.Context, book *workbook.Book, summary, rec arrow.Record) error {
	chinese := j.Scheme.Language == segment.Chinese
	w := overviewWords(chinese)
	overview, err := j.overview(w, summary)
	if err != nil {
		return err
	}
	defer overview.Grid.Values.Release()
	if err := book.Overview(w.overview, *overview); err != nil {
		return err
	}
	rows := rowsBySegment(rec)
	codes, labels := summary.Column(0).(*array.String), summary.Column(1).(*array.String)
	schema := rec.Schema()
	for i := range codes.Len() {
		if len(rows[codes.Value(i)]) == 0 {
			continue
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		of, err := j.chosen(rec, rows[codes.Value(i)])
		if err != nil {
			return err
		}
		schema = of.Schema()
		sheet, err := book.Table(labels.Value(i), schema)
		if err == nil {
			err = sheet.Write(of)
		}
		of.Release()
		if err != nil {
			return err
		}
	}
	return book.About(append(append(j.Streams.Origin(ctx, j.Input.Paths), j.Facts()...), app.Define(schema, chinese)...))
}

// rowsBySegment are the rows of the customers of each segment.
func rowsBySegment(rec arrow.Record) map[string][]int {
	rows := map[string][]int{}
	codes := rec.Column(rec.Schema().FieldIndices(segment.Field)[0]).(*array.String)
	for i := range codes.Len() {
		rows[codes.Value(i)] = append(rows[codes.Value(i)], i)
	}
	return rows
}

// chosen are these rows, ordered and cut as the flags want them. The caller
// releases the result.
func (j *job) chosen(all arrow.Record, rows []int) (arrow.Record, error) {
	o := &j.Flags.Output
	own := table.Take(all, rows)
	defer own.Release()
	ordered, err := app.Cut(own, o.Sort, o.Limit)
	if err != nil {
		return nil, err
	}
	defer ordered.Release()
	return table.Select(ordered, o.Columns)
}

// words are what stands on the overview.
type words struct {
	overview, title, customers, monetary, grid, corner string
	labels                                             map[string]string // of fields
}

func overviewWords(chinese bool) words {
	if chinese {
		return words{"总览", "客户分群总览（截至 %s）：%d 位客户，消费金额 %s", "各分群客户数", "各分群消费金额", "R × F 消费金额（颜色越深金额越高）", "R 得分 \\ F 得分",
			map[string]string{"label": "分群", "customers": "客户数", "customers_pct": "客户占比", "orders": "订单数", "monetary": "消费金额", "monetary_pct": "金额占比",
				"avg_order_value": "平均每单金额", "median_recency_days": "未购天数中位数", "median_orders": "订单数中位数", "median_monetary": "消费金额中位数", "advice": "运营建议"}}
	}
	return words{"overview", "Segments as of %s: %d customers, monetary %s", "Customers by segment", "Monetary by segment", "Monetary by R and F score (darker: more)", "R score \\ F score",
		map[string]string{"label": "segment"}}
}

// overview is the sheet to look at: the summary, charts of it, and the money of
// each R and F score.
func (j *job) overview(w words, summary arrow.Record) (*workbook.Overview, error) {
	var columns []string
	for _, f := range summary.Schema().Fields() {
		if f.Name != segment.Field { // the code; people read the label
			columns = append(columns, f.Name)
		}
	}
	shown, err := table.Select(summary, columns)
	if err != nil {
		return nil, err
	}
	defer shown.Release()
	shown.Retain() // for the overview
	labels := make([]string, len(columns))
	for i, name := range columns {
		if labels[i] = w.labels[name]; labels[i] == "" {
			labels[i] = name
		}
	}
	grid, total, err := j.moneyGrid()
	if err != nil {
		return nil, err
	}
	grid.Title, grid.Corner = w.grid, w.corner
	c := j.Scores.Customers
	return &workbook.Overview{Title: fmt.Sprintf(w.title, app.Day(c.AsOf), c.Len(), app.Money(total, c.Scale)), Table: shown, Labels: labels,
		Bars: []string{segment.FieldCustomers, segment.FieldCustomersShare, rfm.FieldMonetary, segment.FieldMonetaryShare},
		Charts: []workbook.Chart{{Title: w.customers, Names: segment.FieldLabel, Bars: []string{segment.FieldCustomers}},
			{Title: w.monetary, Names: segment.FieldLabel, Bars: []string{rfm.FieldMonetary}}},
		Grid: grid}, nil
}

// moneyGrid adds up the money of the customers of each R and F score: R from the
// best down, F from the least up.
func (j *job) moneyGrid() (grid *workbook.Grid, total decimal128.Num, err error) {
	s, c := j.Scores, j.Scores.Customers
	bins := [2]int{int(s.Bins[rfm.Recency]), int(s.Bins[rfm.Frequency])}
	sums := make([]decimal128.Num, bins[0]*bins[1])
	for i := range c.Len() {
		at := (bins[0]-int(s.R[i]))*bins[1] + int(s.F[i]) - 1
		var fits, both bool
		sums[at], fits = decimal.Add(sums[at], c.Monetary[i])
		total, both = decimal.Add(total, c.Monetary[i])
		if !fits || !both {
			return nil, total, rfm.ErrOverflow
		}
	}
	grid = &workbook.Grid{}
	for r := bins[0]; r > 0; r-- {
		grid.Rows = append(grid.Rows, strconv.Itoa(r))
	}
	for f := range bins[1] {
		grid.Columns = append(grid.Columns, strconv.Itoa(f+1))
	}
	b := array.NewDecimal128Builder(memory.DefaultAllocator, &arrow.Decimal128Type{Precision: 38, Scale: c.Scale})
	defer b.Release()
	b.AppendValues(sums, nil)
	grid.Values = b.NewArray()
	return grid, total, nil
}
