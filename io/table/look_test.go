package table

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

func sharesSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "segment", Type: arrow.BinaryTypes.String},
		{Name: "monetary", Type: money(2)},
		{Name: "monetary_pct", Type: money(1), Nullable: true},
	}, nil)
}

const sharesRows = `[
	{"segment": "at_risk", "monetary": "1234567.00", "monetary_pct": "50.0"},
	{"segment": "cant_lose", "monetary": "-200.00", "monetary_pct": "0.1"},
	{"segment": "none", "monetary": "0.00"},
	{"segment": "(all)", "monetary": "2469134.00", "monetary_pct": "100.0"}
]`

func drawn(t *testing.T, look Look) string {
	t.Helper()
	var out strings.Builder
	rec := recordOf(t, sharesSchema(), sharesRows)
	w, err := NewWriter(&out, Format{Name: "table", Look: look}, rec.Schema())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestLookDressesATable(t *testing.T) {
	look := Look{Signs: true, Bars: []string{"monetary_pct"}, Labels: map[string]string{"at_risk": "At risk"}, Total: true}
	want := strings.Join([]string{
		"segment        monetary    monetary_pct",
		"---------------------------------------",
		"At risk    1,234,567.00  ██████  50.0 %",
		"cant_lose       -200.00  ▏        0.1 %",
		"none               0.00",
		"---------------------------------------",
		"(all)      2,469,134.00         100.0 %",
		"",
	}, "\n")
	if got := drawn(t, look); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	look.Colour = true
	coloured := drawn(t, look)
	if !strings.HasPrefix(coloured, bold+"segment") || !strings.Contains(coloured, cyan+"██████"+plain+"  50.0 %") {
		t.Errorf("got %q", coloured)
	}
	for _, code := range []string{bold, faint, cyan, plain} {
		coloured = strings.ReplaceAll(coloured, code, "")
	}
	if coloured != want {
		t.Errorf("colours change the text:\n%s", coloured)
	}
}

func TestFitColumnsKnowsTheLook(t *testing.T) {
	rec := recordOf(t, sharesSchema(), sharesRows)
	look := Look{Signs: true, Bars: []string{"monetary_pct"}}
	for width, want := range map[int]int{39: 3, 38: 2} { // 9 + 2 + 12 + 2 + 14
		if got := FitColumns(rec, look, width, []string{"monetary"}); len(got) != want {
			t.Errorf("width %d: %v", width, got)
		}
	}
}

func TestBarsAreToScale(t *testing.T) {
	for part, want := range map[float64]string{1: "██████", 0.5: "███", 0.25: "█▌", 0.0001: "▏", 0: "", -0.3: ""} {
		if got := bar(part); got != want {
			t.Errorf("%v: got %q, want %q", part, got, want)
		}
	}
}

func TestGroupedLeavesWhatIsNoPlainNumber(t *testing.T) {
	for text, want := range map[string]string{
		"1": "1", "999": "999", "1000": "1,000", "-1234567.891011": "-1,234,567.891011", ".5": ".5",
		"1e+21": "1e+21", "NaN": "NaN", "·": "·", "100000 *": "100000 *", "": "",
	} {
		if got := Grouped(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
