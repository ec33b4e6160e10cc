package basket

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"math/big"
	"os"
	"strings"
	"testing"
)

// published is a rule as it is printed elsewhere, with the digits added that an
// own calculation in Python has (exact fractions for p).
type published struct {
	item, with                                         string
	baskets, a, b, both                                int64
	support, confidence, lift, leverage, conviction, p float64
}

// check looks for the rules among all.
func check(t *testing.T, rules *Rules, want []published) {
	t.Helper()
	found := map[[2]string]Rule{}
	for i := range rules.Len() {
		found[[2]string{rules.At(i).Item, rules.At(i).With}] = rules.At(i)
	}
	for _, w := range want {
		r, is := found[[2]string{w.item, w.with}]
		if !is {
			t.Errorf("%s → %s is missing", w.item, w.with)
			continue
		}
		if got := (Figures{w.baskets, w.a, w.b, w.both}); r.Figures != got {
			t.Errorf("%s → %s: %+v, want %+v", w.item, w.with, r.Figures, got)
		}
		conviction, _ := r.Conviction()
		for _, n := range []struct {
			name      string
			got, want float64
		}{{"support", r.Support(), w.support}, {"confidence", r.Confidence(), w.confidence}, {"lift", r.Lift(), w.lift},
			{"leverage", r.Leverage(), w.leverage}, {"conviction", conviction, w.conviction}, {"p", r.P, w.p}} {
			if math.Abs(n.got-n.want) > 1e-11*math.Abs(n.want) {
				t.Errorf("%s → %s: %s %v, want %v", w.item, w.with, n.name, n.got, n.want)
			}
		}
	}
}

// readLines reads a CSV file. wanted makes a line of a row, or none.
func readLines(t *testing.T, path string, wanted func(row []string) (line, bool)) []line {
	t.Helper()
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no " + path)
	} else if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	if strings.HasSuffix(path, ".gz") {
		unzipped, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		reader = csv.NewReader(unzipped)
	}
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []line
	for _, row := range rows[1:] {
		if l, is := wanted(row); is {
			lines = append(lines, l)
		}
	}
	return lines
}

// The rows are those of "Introduction to Market Basket Analysis in Python"
// (pbpython.com) and its copies: the orders of France that are no cancellations.
func TestOnlineRetailOfFrance(t *testing.T) {
	lines := readLines(t, "../../testdata/online-retail.csv.gz", func(row []string) (line, bool) {
		back := strings.HasPrefix(row[3], "-") || strings.HasPrefix(row[0], "C")
		return line{order: row[0], item: row[2], returned: back}, row[7] == "France"
	})
	c := count(t, lines, Settings{MinCount: 20})
	if g := c.Groups[0]; g.Baskets != 392 || g.Frequent != 77 || strings.Join(g.Widespread, ",") != "POSTAGE" {
		t.Errorf("%d baskets, %d frequent items, widespread %q", g.Baskets, g.Frequent, g.Widespread)
	}
	rules := c.Rules(RuleOptions{MinConfidence: big.NewRat(1, 10)})
	if rules.Len() != 155 {
		t.Errorf("%d rules, want 155", rules.Len())
	}
	check(t, rules, []published{
		{"ALARM CLOCK BAKELIKE GREEN", "ALARM CLOCK BAKELIKE RED", 392, 38, 37, 31, 0.07908163265306123, 0.8157894736842105, 8.642958748221906, 0.06993179925031237, 4.916180758017492, 2.9507462189228095e-33},
		{"ALARM CLOCK BAKELIKE RED", "ALARM CLOCK BAKELIKE GREEN", 392, 37, 38, 31, 0.07908163265306123, 0.8378378378378378, 8.642958748221906, 0.06993179925031237, 5.5688775510204085, 2.9507462189228095e-33},
		{"ALARM CLOCK BAKELIKE GREEN", "ALARM CLOCK BAKELIKE PINK", 392, 38, 40, 29, 0.07397959183673469, 0.7631578947368421, 7.478947368421053, 0.06408788004997917, 3.7913832199546493, 4.582117928852457e-27},
		{"SET/6 RED SPOTTY PAPER PLATES", "SET/6 RED SPOTTY PAPER CUPS", 392, 50, 54, 48, 0.12244897959183673, 0.96, 6.9688888888888885, 0.10487817576009996, 21.556122448979572, 2.540278936793563e-52},
		{"SET/6 RED SPOTTY PAPER CUPS", "SET/6 RED SPOTTY PAPER PLATES", 392, 54, 50, 48, 0.12244897959183673, 0.8888888888888888, 6.9688888888888885, 0.10487817576009996, 7.852040816326527, 2.540278936793563e-52},
	})
}

// The numbers of rules are those of all rules of two items that apriori of R's
// package arules finds, 150 of 463 and 11 of 5,668; the rules themselves stand in
// its documentation and in textbooks.
func TestGroceries(t *testing.T) {
	lines := readLines(t, "../../../shared/data/groceries/groceries.csv", func(row []string) (line, bool) {
		return line{order: row[0], item: row[1]}, true
	})
	for _, c := range []struct {
		least      int64 // of 9,835: support 0.006 and 0.001
		confidence *big.Rat
		rules      int
		want       []published
	}{
		{60, big.NewRat(1, 4), 150, []published{
			{"pot plants", "whole milk", 9835, 170, 2513, 68, 0.006914082358922217, 0.4, 1.565459610027855, 0.002497435442813541, 1.2408066429418743, 2.2023962270367913e-05},
			{"pasta", "whole milk", 9835, 148, 2513, 60, 0.006100660904931368, 0.40540540540540543, 1.5866144696228262, 0.0022555800603191087, 1.2520867033322551, 4.129268929162589e-05},
			{"herbs", "root vegetables", 9835, 160, 1072, 69, 0.007015760040671073, 0.43125, 3.956477378731343, 0.00524252608301334, 1.5665960882025955, 6.170028306555895e-26},
		}},
		{10, big.NewRat(1, 2), 11, []published{
			{"honey", "whole milk", 9835, 15, 2513, 11, 0.0011184544992374173, 0.7333333333333333, 2.8700092850510677, 0.0007287503595807695, 2.7918149466192164, 0.00014107363013181714},
			{"tidbits", "rolls/buns", 9835, 23, 1809, 12, 0.0012201321809862736, 0.5217391304347826, 2.8365419280409547, 0.0007899844123513313, 1.7063178814068494, 0.00026077783103950003},
		}},
	} {
		counts := count(t, lines, Settings{MinCount: c.least})
		if g := counts.Groups[0]; g.Baskets != 9835 || g.Widespread != nil {
			t.Errorf("%d baskets, widespread %q", g.Baskets, g.Widespread)
		}
		rules := counts.Rules(RuleOptions{MinConfidence: c.confidence})
		if rules.Len() != c.rules {
			t.Errorf("at least %d baskets: %d rules, want %d", c.least, rules.Len(), c.rules)
		}
		check(t, rules, c.want)
	}
}
