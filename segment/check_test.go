package segment

import (
	"os"
	"strings"
	"testing"
)

// parsed is the scheme in a file of testdata.
func parsed(t *testing.T, path string) *Scheme {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(path, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The faults of the published schemes, counted from their tables in Python.
func TestFaultsOfPublishedSchemes(t *testing.T) {
	for _, c := range []struct {
		scheme      *Scheme
		cells       int
		gaps        string
		overlaps    int
		unreachable string
		won         []int
	}{
		{named(t, "rf-grid"), 125, "", 0, "", []int{10, 20, 20, 5, 5, 5, 10, 20, 10, 20}},
		{named(t, "klaviyo"), 27, "", 0, "", []int{3, 5, 5, 5, 5, 4}},
		{named(t, "r-rfm"), 125, "215 241 251 252 341 351 441 451 541 551", 58, "", []int{1, 35, 15, 8, 15, 6, 7, 4, 10, 14}},
		{named(t, "py-rfm"), 125, "", 44, "", []int{8, 12, 19, 8, 2, 22, 7, 7, 24, 16}},
		{named(t, "putler"), 125, "", 76, "recent_customers promising cant_lose lost", []int{12, 48, 30, 0, 0, 7, 3, 22, 0, 3, 0}},
		{parsed(t, "testdata/r-rfm-0.2.yaml"), 125, "113 114 115 131 141 151 213 214 215 231 241 251 314 315 324 325 341 342 " +
			"351 352 414 415 424 425 441 442 451 452 514 515 524 525 541 542 551 552", 39, "new_customers promising cant_lose", []int{8, 28, 24, 0, 0, 3, 3, 20, 0, 3}},
	} {
		check, err := c.scheme.CheckCells()
		if err != nil {
			t.Fatal(err)
		}
		var gaps, unreachable []string
		for _, cell := range check.Gaps {
			gaps = append(gaps, cell.Text(c.scheme.Bins))
		}
		for _, i := range check.Unreachable() {
			unreachable = append(unreachable, c.scheme.Segments[i].Code)
		}
		name := c.scheme.Name
		if len(check.Cells) != c.cells || len(check.Overlaps) != c.overlaps || len(check.Open) > 0 || len(check.Unsure()) > 0 {
			t.Errorf("%s: %d cells, %d overlaps, %d open, %d unsure", name, len(check.Cells), len(check.Overlaps), len(check.Open), len(check.Unsure()))
		}
		if got := strings.Join(gaps, " "); got != c.gaps {
			t.Errorf("%s: gaps %s, want %s", name, got, c.gaps)
		}
		if got := strings.Join(unreachable, " "); got != c.unreachable {
			t.Errorf("%s: never reached %s, want %s", name, got, c.unreachable)
		}
		for i, won := range c.won {
			if check.Segments[i].Cells != won {
				t.Errorf("%s: %s wins %d cells, want %d", name, c.scheme.Segments[i].Code, check.Segments[i].Cells, won)
			}
		}
		if exact := c.gaps == "" && c.overlaps == 0; check.Exact() != exact {
			t.Errorf("%s: exact is %v", name, check.Exact())
		}
	}
}

// The cells tell nothing of a rule on other fields, but what stands in its way.
func TestCheckOfExpressions(t *testing.T) {
	s, err := Parse("own.yaml", []byte(`name: own
bins: 3
segments:
  - {code: vip, r: 3, when: monetary > 100}
  - {code: recent, r: 3}
  - {code: hidden, r: 3, when: orders > 3}
  - {code: even, when: r == 2 && (f + m) % 2 == 0}
  - {code: many, when: "orders > 3 and (r == 2 && m < 9)"}
`))
	if err != nil {
		t.Fatal(err)
	}
	check, err := s.CheckCells()
	if err != nil {
		t.Fatal(err)
	}
	// 27 cells: 9 of R 3, 9 of R 1, and of the 9 of R 2 five have an even sum.
	want := []SegmentCheck{{false, 9, 9}, {true, 9, 9}, {false, 9, 0}, {true, 5, 5}, {false, 9, 4}}
	for i, got := range check.Segments {
		if got != want[i] {
			t.Errorf("%s: %+v, want %+v", s.Segments[i].Code, got, want[i])
		}
	}
	if len(check.Gaps) != 9 || len(check.Open) != 4 || len(check.Overlaps) != 0 || check.Exact() {
		t.Errorf("%d gaps, %d open, %d overlaps, exact %v", len(check.Gaps), len(check.Open), len(check.Overlaps), check.Exact())
	}
	if never := check.Unreachable(); len(never) != 1 || never[0] != 2 {
		t.Errorf("never reached: %v", never)
	}
}
