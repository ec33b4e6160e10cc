package where

import (
	"fmt"
	"math/rand/v2"
	"rfm/io/vector"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

// made is a maker of expressions and of rows for them. Columns s and t are text, x
// and y numbers, d days.
type made struct{ *rand.Rand }

func (m made) of(choices ...string) string { return choices[m.IntN(len(choices))] }

func (m made) text() string {
	return m.of(`""`, `"a"`, `"ab"`, `"b"`, `"café"`, `"A"`, `"ba"`, `"0"`, `"a long text, longer than sixteen bytes"`)
}

func (m made) number(depth int) string {
	if depth > 0 && m.IntN(2) == 0 {
		return m.of("(", "-(", "abs(", "+(") + m.number(depth-1) + " " + m.of("+", "-", "*", "/", "**") + " " + m.number(depth-1) + ")"
	}
	return m.of("x", "y", "x", "y", "0", "1", "2.5", "-1", "10", "1e3")
}

func (m made) day() string {
	return m.of(`date("1970-01-02")`, `date("1970-01-05")`, `date("2024-02-29")`)
}

func (m made) condition(depth int) string {
	if depth > 0 && m.IntN(3) > 0 {
		return m.of("(", "not (", "!(", "(") + m.condition(depth-1) + " " + m.of("&&", "||", "and", "or") + " " + m.condition(depth-1) + ")"
	}
	compare := m.of("==", "!=", "<", "<=", ">", ">=")
	switch m.IntN(12) {
	case 0:
		return "s " + compare + " " + m.text()
	case 1:
		return m.text() + " " + compare + " t"
	case 2:
		return m.of("s", "t") + " " + m.of("contains", "startsWith", "endsWith", "not contains") + " " + m.text()
	case 3:
		return m.of("s", "t") + " " + m.of("in", "not in") + " [" + m.text() + ", " + m.text() + "]"
	case 4:
		return m.of("s", "t") + ` matches ` + m.of(`"^a"`, `"b$"`, `"^$"`, `"[ab]+é?"`, `"(?i)A"`)
	case 5:
		return m.of("x", "y", "-x", "x + y") + " " + m.of("in", "not in") + " " + m.of("[1, 2]", "[0]", "[2.5, 1, -1]", "[1.5]", "[1, 2, 3, 4]")
	case 6:
		return "d " + compare + " " + m.day()
	case 7:
		return m.day() + " " + compare + " d"
	case 8:
		return "s " + m.of("==", "!=") + " t"
	case 9: // left to the library
		return m.of(`len(s) > 1`, `lower(s) == "a"`, `s + t == "ab"`, `(x > 1 ? y : x) == 1`, `round(x) == 2`, `any([1, 2], {# > 1 && x > 1})`, `max(x, y) > 1`, `s[0:1] == "a"`)
	case 10:
		return m.of("true", "false", "x > 1 && true", "1 < 2")
	default:
		return m.number(2) + " " + compare + " " + m.number(2)
	}
}

// rows are vectors of columns, the texts with a dictionary where coded says so.
func (m made) rows(columns []Column, n int, coded bool) []*vector.Vector {
	values := []string{"", "a", "ab", "b", "café", "A", "ba", "0", "a long text, longer than sixteen bytes"}
	var out []*vector.Vector
	for _, c := range columns {
		v := &vector.Vector{Kind: c.Kind, Offsets: []int32{0}}
		var dictionary vector.Dictionary
		dictionary.Offsets = []int32{0}
		for _, text := range values {
			dictionary.Bytes = append(dictionary.Bytes, text...)
			dictionary.Offsets = append(dictionary.Offsets, int32(len(dictionary.Bytes)))
		}
		withNulls := m.IntN(2) == 0
		for row := range n {
			code := m.IntN(len(values))
			v.Bytes = append(v.Bytes, values[code]...)
			v.Offsets = append(v.Offsets, int32(len(v.Bytes)))
			v.Codes = append(v.Codes, uint32(code))
			v.Numbers = append(v.Numbers, []float64{0, 1, 2, 2.5, -1, 10, 0.1, 1e18}[m.IntN(8)])
			v.Days = append(v.Days, []arrow.Date32{0, 1, 4, 5, 19782, -3}[m.IntN(6)])
			if withNulls && m.IntN(4) == 0 {
				v.SetNull(row, n)
			}
		}
		if coded && c.Kind == vector.KindText {
			v.Dictionary, v.Bytes, v.Offsets = &dictionary, nil, nil
		}
		out = append(out, v)
	}
	return out
}

// TestColumnsAreJudgedAsTheLibraryJudgesRows compares both ways for conditions and
// rows that are made up.
func TestColumnsAreJudgedAsTheLibraryJudgesRows(t *testing.T) {
	m := made{rand.New(rand.NewPCG(7, 8))}
	compared, byLibrary := 0, 0
	for range 3000 {
		text := m.condition(3)
		f, err := New(text)
		if err != nil {
			if strings.Contains(err.Error(), "reads no column") || strings.Contains(err.Error(), "does not work on") {
				continue // a constant beside a constant
			}
			t.Fatalf("%s: %v", text, err)
		}
		if f.program == nil {
			continue
		}
		r := f.Worker()
		for _, coded := range []bool{false, true} {
			n := 1 + m.IntN(40)
			columns := m.rows(f.Columns, n, coded)
			verdicts, err := r.Judge(columns, n, nil)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			open := make([]Verdict, n)
			r.test.judge(columns, open)
			for row := range n {
				want, err := r.keeps(columns, row)
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				if verdicts[row].Keeps() != want {
					var cells []string
					for i, v := range columns {
						cells = append(cells, fmt.Sprintf("%s = %q", f.Columns[i].Name, v.Show(row)))
					}
					t.Fatalf("%s: %v, the library says %v of %s", text, verdicts[row].Keeps(), want, strings.Join(cells, ", "))
				}
				compared++
				if open[row] == 2 {
					byLibrary++
				}
			}
		}
	}
	if compared < 50_000 || byLibrary*2 > compared {
		t.Errorf("%d rows compared, of which %d by the library alone", compared, byLibrary)
	}
}

// TestWhatTheLeftSideDecidesIsNotAsked: the right side of a condition may fail
// where the left one has decided.
func TestWhatTheLeftSideDecidesIsNotAsked(t *testing.T) {
	for text, want := range map[string]string{
		`len(s) > 0 && int(s) > 1`:           "no no yes",
		`s matches "^[0-9]+$" && int(s) > 1`: "no no yes",
		`s == "" || s == "x" || int(s) > 3`:  "yes yes yes",
	} {
		f, err := New(text)
		if err != nil {
			t.Fatal(err)
		}
		texts := "x12"
		if want == "no no yes" && strings.HasPrefix(text, "len") {
			texts = "112"
		}
		v := &vector.Vector{Kind: vector.KindText, Offsets: []int32{0, 0, 1, 3}, Bytes: []byte(texts)}
		verdicts, err := f.Worker().Judge([]*vector.Vector{v}, 3, nil)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var got []string
		for row := range 3 {
			got = append(got, map[bool]string{true: "yes", false: "no"}[verdicts[row].Keeps()])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", text, strings.Join(got, " "), want)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	m := made{rand.New(rand.NewPCG(7, 8))}
	const n = 4096
	for _, text := range []string{`s == "a"`, `x > 1 && y < 3`, `s in ["a", "b"]`, `s matches "^a"`, `len(s) > 1`} {
		b.Run(text, func(b *testing.B) {
			f, err := New(text)
			if err != nil {
				b.Fatal(err)
			}
			columns, r := m.rows(f.Columns, n, false), f.Worker()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Judge(columns, n, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
		})
	}
}
