package clv

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// reference is one published or recomputed result. id is its number in the
// list of references the tests were written from; source says where the value
// comes from: V recomputed in double precision from the data, M 25–40 digit
// arithmetic, X a run of the named package, else a paper, file or manual.
// Packages: LT lifetimes, BY btyd, PM pymc-marketing, CT CLVTools, BT BTYD,
// BP BTYDplus, BW the BTYD walkthrough; FHL05 Fader, Hardie & Lee 2005, FH13
// Fader & Hardie note 025, FHS10 Fader, Hardie & Shang 2010.
//
// got and want agree within abs + rel·|want|.
type reference struct {
	id, what  string
	got, want []float64
	rel, abs  float64
	source    string
}

func checkReferences(t *testing.T, refs []reference) {
	t.Helper()
	for _, r := range refs {
		if len(r.got) != len(r.want) {
			t.Errorf("%s %s: %d values, want %d", r.id, r.what, len(r.got), len(r.want))
			continue
		}
		for i, want := range r.want {
			if !(math.Abs(r.got[i]-want) <= r.abs+r.rel*math.Abs(want)) {
				t.Errorf("%s %s [%d]: got %.13g, want %.13g (%s)", r.id, r.what, i, r.got[i], want, r.source)
			}
		}
	}
}

// purchase is one line of a log.
type purchase struct {
	day    int // since 1970-01-01
	amount float64
}

// table reads a comma-separated file without its header.
func table(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil && strings.HasPrefix(path, "..") {
		t.Skipf("needs data that cannot be copied here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

// shared is the path of a file outside the module, for data without a licence
// to copy.
func shared(name string) string { return filepath.Join("..", "..", "shared", "data", name) }

func day(t testing.TB, date string) int {
	t.Helper()
	d, err := time.Parse("20060102", strings.ReplaceAll(date[:min(10, len(date))], "-", ""))
	if err != nil {
		t.Fatal(err)
	}
	return int(d.Unix() / 86400)
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// purchases reads a log of customer, date and, if amount is not negative, the
// amount; the numbers are columns. Customers come in the order of the file.
func purchases(t testing.TB, path string, customer, date, amount int) (ids []string, log map[string][]purchase) {
	t.Helper()
	log = map[string][]purchase{}
	for _, r := range table(t, path) {
		p := purchase{day: day(t, r[date])}
		if amount >= 0 {
			p.amount = number(t, r[amount])
		}
		if _, ok := log[r[customer]]; !ok {
			ids = append(ids, r[customer])
		}
		log[r[customer]] = append(log[r[customer]], p)
	}
	return ids, log
}

// cohort is a data set: one summary a customer, with the repeat purchases of a
// holdout window.
type cohort struct {
	ids     []string
	rows    []Row
	spend   []Spend
	first   []float64 // spend of the first day
	holdout []int
}

// summarise makes a cohort of a log: calibration to end, holdout to later, time
// in units of unit days.
func summarise(t testing.TB, ids []string, log map[string][]purchase, end, later string, unit float64) cohort {
	t.Helper()
	var c cohort
	for _, id := range ids {
		var days []int
		var amounts []float64
		for _, p := range log[id] {
			days, amounts = append(days, p.day), append(amounts, p.amount)
		}
		s, ok := Summarise(days, amounts, day(t, end))
		if !ok {
			continue
		}
		all, _ := Summarise(days, nil, day(t, later))
		s.TX, s.T = s.TX/unit, s.T/unit
		c.ids = append(c.ids, id)
		c.rows = append(c.rows, s.Row)
		c.spend = append(c.spend, Spend{s.X, s.Mean, 1})
		c.first = append(c.first, s.First)
		c.holdout = append(c.holdout, all.X-s.X)
	}
	return c
}

// find is the position of a customer.
func (c cohort) find(id string) int { return slices.Index(c.ids, id) }

// cdnow is the CDNOW sample, calibration to 1997-09-30, 39 weeks of holdout.
func cdnow(t testing.TB, unit float64) cohort {
	ids, log := purchases(t, "testdata/cdnow_sample.csv", 0, 1, 2)
	return summarise(t, ids, log, "1997-09-30", "1998-06-30", unit)
}

// cdnowRounded is the same in weeks, rounded to two decimals, as lifetimes
// ships it.
func cdnowRounded(t testing.TB) cohort {
	var c cohort
	for _, r := range table(t, "testdata/cdnow_rounded.csv") {
		x := int(number(t, r[1]))
		c.ids = append(c.ids, r[0])
		c.rows = append(c.rows, Row{X: x, TX: number(t, r[2]), T: number(t, r[3]), N: 1})
		c.spend = append(c.spend, Spend{x, number(t, r[4]), 1})
	}
	return c
}

// apparel is the log of 600 customers, 104 weeks of calibration.
func apparel(t testing.TB) cohort {
	ids, log := purchases(t, shared("btyd/apparelTrans.csv"), 0, 1, 2)
	return summarise(t, ids, log, "2006-12-31", "2010-12-20", 7)
}

// apparel2005 is the older log of 250 customers, 40 weeks of calibration.
func apparel2005(t testing.TB) cohort {
	ids, log := purchases(t, shared("btyd/apparelTrans2005.csv"), 0, 1, 2)
	return summarise(t, ids, log, "2005-10-10", "2006-07-16", 7)
}

// weighted reads rows of x, t_x, T and customers.
func weighted(t testing.TB, path string) []Row {
	var rows []Row
	for _, r := range table(t, path) {
		x, n := number(t, r[0]), number(t, r[3])
		rows = append(rows, Row{X: int(x), TX: number(t, r[1]), T: number(t, r[2]), N: int(n)})
	}
	return rows
}

func fitted(t testing.TB, m Model, rows []Row) *Fitted {
	t.Helper()
	f, err := Fit(m, rows, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Status != Converged {
		t.Fatalf("%s: %v: %s", m.Name(), f.Status, f.Reason)
	}
	return f
}

func fittedSpend(t testing.TB, rows []Spend) *SpendFit {
	t.Helper()
	f := FitSpend(rows, Settings{})
	if f.Status != Converged {
		t.Fatalf("gamma-gamma: %v: %s", f.Status, f.Reason)
	}
	return f
}

func discounted(t testing.TB, m Model, row Row, delta, horizon float64) float64 {
	t.Helper()
	d, err := Discounted(m, row, delta, horizon)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// each of these makes the vectors of the tables.

func list(v ...float64) []float64 { return v }

func logLikOf(m Model, rows ...Row) float64 { return m.LogLik(rows, nil) }

func gradient(m Model, rows []Row) []float64 {
	g := make([]float64, len(m.Params()))
	m.LogLik(rows, g)
	return g
}

func over(n int, f func(i int) float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = f(i)
	}
	return v
}

func total(rows []Row, f func(Row) float64) float64 {
	var sum float64
	for _, r := range rows {
		sum += float64(r.customers()) * f(r)
	}
	return sum
}

// byCount is the mean of f over the customers with x = 0 … most-1 and with
// most or more.
func byCount(rows []Row, most int, f func(i int) float64) []float64 {
	sum, n := make([]float64, most+1), make([]float64, most+1)
	for i, r := range rows {
		x := min(r.X, most)
		sum[x] += float64(r.customers()) * f(i)
		n[x] += float64(r.customers())
	}
	for x := range sum {
		sum[x] /= n[x]
	}
	return sum
}

// master is the log of all 23,570 CDNOW customers, calibration as in cdnow.
func master(t testing.TB) cohort {
	f, err := os.ReadFile(shared("cdnow/CDNOW_master.txt"))
	if err != nil {
		t.Skipf("needs data that is not copied here: %v", err)
	}
	var ids []string
	log := map[string][]purchase{}
	for i, line := range strings.Split(string(f), "\n") {
		r := strings.Fields(line)
		if i == 0 || len(r) == 0 {
			continue
		}
		if _, ok := log[r[0]]; !ok {
			ids = append(ids, r[0])
		}
		log[r[0]] = append(log[r[0]], purchase{day(t, r[1]), number(t, r[3])})
	}
	return summarise(t, ids, log, "1997-09-30", "1998-06-30", 7)
}
