package table

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

// shownSchema is for tables: text, money, text.
func shownSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "customer_id", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "monetary", Type: money(2), Nullable: true},
		{Name: "segment", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
}

const shownRows = `[
	{"customer_id": "12346", "monetary": "77183.60", "segment": "at_risk"},
	{"customer_id": "买家昵称", "monetary": "-0.05", "segment": "champions"},
	{"customer_id": "a|b", "segment": " x "}
]`

func TestTableAlignsColumns(t *testing.T) {
	want := strings.Join([]string{
		"customer_id  monetary  segment",
		"--------------------------------",
		"12346        77183.60  at_risk",
		"买家昵称        -0.05  champions",
		"a|b                     x",
		"",
	}, "\n")
	if got := string(writeAll(t, "table", shownSchema(), recordOf(t, shownSchema(), shownRows))); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestMarkdownEscapesPipes(t *testing.T) {
	want := strings.Join([]string{
		"| customer_id | monetary | segment   |",
		"|:------------|---------:|:----------|",
		"| 12346       | 77183.60 | at_risk   |",
		"| 买家昵称    |    -0.05 | champions |",
		`| a\|b        |          |  x        |`,
		"",
	}, "\n")
	if got := string(writeAll(t, "markdown", shownSchema(), recordOf(t, shownSchema(), shownRows))); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	want = "| customer_id | monetary | segment |\n|:------------|---------:|:--------|\n"
	if got := string(writeAll(t, "markdown", shownSchema())); got != want {
		t.Errorf("without rows: got\n%swant\n%s", got, want)
	}
}

func TestTablesShowControlCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[31mred\x1b[0m": `\x1b[31mred\x1b[0m`,
		"a\nb\tc\r\x00\x7f":  `a\nb\tc\r\x00\x7f`,
		"\u0085\u202eabc":    `\u0085\u202eabc`,
		"M\xfcller":          `M\xfcller`,
		`a\b "c"`:            `a\b "c"`,
		"全角　空白":              "全角　空白",
	} {
		rec := textRecord(t, text)
		for _, format := range []string{"table", "markdown"} {
			got := string(writeAll(t, format, rec.Schema(), rec))
			if !strings.Contains(got, want) || strings.Count(got, "\n") != 3 {
				t.Errorf("%s of %q: got %q", format, text, got)
			}
		}
	}
}

func TestTablesNeverWrapACell(t *testing.T) {
	long := strings.Repeat("long words ", 100)
	rec := textRecord(t, long)
	if got := string(writeAll(t, "table", rec.Schema(), rec)); !strings.Contains(got, strings.TrimSpace(long)+"\n") {
		t.Errorf("got %q", got)
	}
}
