package workbook_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/xuri/excelize/v2"

	"rfm/io/workbook"
)

func segmentsOverview() workbook.Overview {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "segment", Type: arrow.BinaryTypes.String},
		{Name: "customers", Type: arrow.PrimitiveTypes.Int64},
		{Name: "customers_share", Type: arrow.PrimitiveTypes.Float64},
		{Name: "monetary", Type: arrow.PrimitiveTypes.Float64},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"重要价值客户", "at_risk", "hibernating"}, nil)
	b.Field(1).(*array.Int64Builder).AppendValues([]int64{604, 593, 1071}, nil)
	b.Field(2).(*array.Float64Builder).AppendValues([]float64{0.139, 0.137, 0.247}, nil)
	b.Field(3).(*array.Float64Builder).AppendValues([]float64{4189000.5, 302000, 210000}, nil)
	grid := array.NewFloat64Builder(memory.DefaultAllocator)
	grid.AppendValues([]float64{1, 2, 3, 4}, nil)
	return workbook.Overview{Title: "客户分群", Table: b.NewRecord(), Bars: []string{"customers", "customers_share"}, Labels: []string{"分群", "客户数", "占比", "收入"},
		Charts: []workbook.Chart{{Title: "客户数", Names: "segment", Bars: []string{"customers"}}, {Title: "收入", Names: "segment", Bars: []string{"monetary"}}},
		Grid:   &workbook.Grid{Title: "R × F", Corner: "R \\ F", Rows: []string{"5", "4"}, Columns: []string{"1", "2"}, Values: grid.NewArray()}}
}

func overviewBytes(t *testing.T) []byte {
	t.Helper()
	book := workbook.New()
	defer book.Close()
	if err := book.Overview("overview", segmentsOverview()); err != nil {
		t.Fatal(err)
	}
	table, err := book.Table("at_risk", customerSchema())
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Write(someCustomers(t)); err != nil {
		t.Fatal(err)
	}
	if err := book.About(facts()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Save(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOverviewHasBarsColoursAndCharts(t *testing.T) {
	content := overviewBytes(t)
	if !bytes.Equal(content, overviewBytes(t)) {
		t.Error("other bytes the second time")
	}
	got := cells(t, content)
	for cell, want := range map[string]string{"A1": "0 客户分群", "A3": "0 分群", "B4": "1 604", "C5": "1 0.137", "D4": "1 4189000.5", "A8": "", "A9": "0 R × F", "C11": "1 2"} {
		if got["overview!"+cell] != want {
			t.Errorf("%s is %q, want %q", cell, got["overview!"+cell], want)
		}
	}
	sheet := part(t, content, "xl/worksheets/sheet1.xml")
	for _, want := range []string{"<dataBar", "<colorScale", "<drawing", "<tablePart"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s in the sheet", want)
		}
	}
	chart := part(t, content, "xl/charts/chart1.xml")
	for _, want := range []string{"<f>&#39;overview&#39;!$A$4:$A$6</f>", "<f>&#39;overview&#39;!$B$4:$B$6</f>", `<a:t>客户数</a:t>`} {
		if !strings.Contains(chart, want) {
			t.Errorf("no %s in the chart", want)
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if formats, err := book.GetConditionalFormats("overview"); err != nil || len(formats) != 3 {
		t.Errorf("%d ranges with bars and colours, want 3 (%v)", len(formats), err)
	}
	if path := os.Getenv("RFM_KEEP_WORKBOOK"); path != "" {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
