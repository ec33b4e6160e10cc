package score

import (
	"strings"
	"testing"
)

func TestParseBins(t *testing.T) {
	for _, test := range []struct{ text, want, err string }{
		{"5", "5", ""},
		{"5,4,3", "5,4,3", ""},
		{"5, 4 ,10", "5,4,10", ""},
		{"", "", "not a whole number"},
		{"5,4", "", "one number or three"},
		{"5,4,3,2", "", "one number or three"},
		{"1", "", "bins 1: 2 to 10 are allowed"},
		{"5,11,5", "", "bins 11: 2 to 10 are allowed"},
		{"5,x,5", "", `"x" is not a whole number`},
		{"2.5", "", "not a whole number"},
	} {
		b, err := ParseBins(test.text)
		checkError(t, test.text, err, test.err)
		if err == nil && b.String() != test.want {
			t.Errorf("%q: %v", test.text, b)
		}
	}
}

func TestParseEdges(t *testing.T) {
	for _, test := range []struct{ text, want, err string }{
		{"r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000", "r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000", ""},
		{" M = -5.50, 0.25 ; f=1 ; R=7 ", "r=7;f=1;m=-5.5,0.25", ""},
		{"r=30;f=1", "", "edges: none for m"},
		{"r=30;r=40;f=1;m=1", "", "edges: r is given twice"},
		{"r=30;f=1;x=1", "", `unknown dimension "x"`},
		{"r=30;rf=1;m=1", "", `unknown dimension "rf"`},
		{"=30;f=1;m=1", "", `unknown dimension ""`},
		{"30,90", "", "want r=…;f=…;m=…"},
		{"r=30,90,90;f=1;m=1", "", "edges: r: 90 does not come after 90: they must ascend"},
		{"r=90,30;f=1;m=1", "", "edges: r: 30 does not come after 90: they must ascend"},
		{"r=1,2,3,4,5,6,7,8,9,10;f=1;m=1", "", "edges: r has 10: 1 to 9 are allowed"},
		{"r=;f=1;m=1", "", `edges: r: "" is not a decimal number`},
		{"r=1;f=1;m=1e3", "", `edges: m: "1e3" is not a decimal number`},
		{"r=1;f=1;m=1.", "", `"1." is not a decimal number`},
		{"r=1;f=1;m=--1", "", `"--1" is not a decimal number`},
		{"r=1;f=1;m=1234567890123456789012345678901", "", "more than 30 digits"},
	} {
		e, err := ParseEdges(test.text)
		checkError(t, test.text, err, test.err)
		if err == nil && e.String() != test.want {
			t.Errorf("%q: %v", test.text, e)
		}
	}
}

func TestParseWeights(t *testing.T) {
	for _, test := range []struct {
		text  string
		scale int32
		err   string
	}{
		{"100,10,1", 0, ""},
		{"0.50, 0.3 ,-2", 2, ""},
		{"1,2", 0, "want three numbers"},
		{"1,2,x", 0, `"x" is not a decimal number`},
		{"1,2,", 0, `"" is not a decimal number`},
		{"100000000000000000000000000000,1,0.0000000001", 0, "too many digits"},
	} {
		w, err := ParseWeights(test.text)
		checkError(t, test.text, err, test.err)
		if err == nil && w.Scale != test.scale {
			t.Errorf("%q: scale %d", test.text, w.Scale)
		}
	}
}

func TestScoreOptionsValidate(t *testing.T) {
	edges := mustEdges(t, "r=1;f=1;m=1")
	for _, test := range []struct {
		name string
		o    Options
		err  string
	}{
		{"default", Options{}, ""},
		{"bins for any rule", Options{Method: "pandas", Bins: Bins{2, 3, 10}}, ""},
		{"edges alone", Options{Edges: edges}, ""},
		{"edges named", Options{Method: "edges", Edges: edges}, ""},
		{"unknown method", Options{Method: "quintile"}, `unknown method "quintile" (known: quantile, ntile, nested, edges, r-rfm, pandas)`},
		{"edges missing", Options{Method: "edges"}, "method edges needs edges"},
		{"edges elsewhere", Options{Method: "ntile", Edges: edges}, "edges go with method edges, not with ntile"},
		{"edges and bins", Options{Edges: edges, Bins: Bins{5, 5, 5}}, "bins 5: the edges tell"},
		{"one bin missing", Options{Bins: Bins{5, 0, 5}}, "bins 0: 2 to 10 are allowed"},
		{"empty edges", Options{Edges: &Edges{}}, "edges: none for r"},
	} {
		checkError(t, test.name, test.o.Validate(), test.err)
	}
}

// checkError wants an error that contains a text, or none for "".
func checkError(t *testing.T, what string, err error, want string) {
	t.Helper()
	switch {
	case err == nil && want != "":
		t.Errorf("%q: no error, want %q", what, want)
	case err != nil && (want == "" || !strings.Contains(err.Error(), want)):
		t.Errorf("%q: error %q, want %q", what, err, want)
	}
}
