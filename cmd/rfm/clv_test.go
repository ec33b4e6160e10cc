package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rfm/clv"
)

// clvRows runs rfm clv and returns its rows by customer and column, and its
// messages.
func clvRows(t testing.TB, args ...string) (map[string]map[string]string, string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args = append([]string{"clv", "--format", "csv"}, args...)
	if err := run(context.Background(), args, strings.NewReader(""), &stdout, &stderr); err != nil {
		t.Fatalf("rfm %s: %v", strings.Join(args, " "), err)
	}
	records, err := csv.NewReader(&stdout).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows[r[0]] = row
	}
	return rows, stderr.String()
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// writeLog writes a file of transactions and returns its path.
func writeLog(t testing.TB, lines []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte("customer,date,amount\n"+strings.Join(lines, "\n")+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// simple is a saved model with round parameters, so that small inputs can be
// tested: Pareto/NBD in days, gamma-gamma (6.25, 3.74, 15.44); returns is the
// value of --returns that it was fitted with.
func simple(t testing.TB, returns string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "simple.json")
	text := `{"format": "rfm clv 1", "model": "paretonbd", "name": "Pareto/NBD",
	"definitions": {"unit": "day", "orders": "", "time": "", "spend": "", "returns": "` + returns + `"},
	"data": {"first_day": "", "as_of": "", "customers": 0, "repeat_customers": 0, "repeat_orders": 0, "distinct_histories": 0},
	"purchases": {"parameters": [{"name": "r", "value": 0.55, "standard_error": 0}, {"name": "alpha", "value": 74, "standard_error": 0},
		{"name": "s", "value": 0.61, "standard_error": 0}, {"name": "beta", "value": 82, "standard_error": 0}],
		"log_covariance": null, "log_likelihood": 0, "customers": 0, "rows": 0},
	"spend": {"parameters": [{"name": "p", "value": 6.25, "standard_error": 0}, {"name": "q", "value": 3.74, "standard_error": 0},
		{"name": "v", "value": 15.44, "standard_error": 0}],
		"log_covariance": null, "log_likelihood": 0, "customers": 0, "rows": 0}}`
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// The toy log of the lifetimes and pymc-marketing packages (R-014:
// lifetimes/tests/test_utils.py:239-330), and what returns do to it.
func TestHistoriesFromTransactions(t *testing.T) {
	gg := clv.GammaGamma{P: 6.25, Q: 3.74, V: 15.44}
	log := []string{"c1,2015-01-01,1", "c1,2015-02-06,2", "c2,2015-01-01,2", "c3,2015-01-01,3", "c3,2015-01-02,1", "c3,2015-01-05,5",
		"c4,2015-01-16,6", "c4,2015-02-02,3", "c4,2015-02-05,3", "c4,2015-02-05,3", "c5,2015-01-16,3", "c5,2015-01-17,1",
		"c5,2015-01-18,8", "c6,2015-02-02,5"}
	log[9] = "c4,2015-02-05,0.00" // a second row on one day is no second order
	type want struct {
		x, tx, t int
		mean     float64
	}
	check := func(lines []string, wants map[string]want, returns string) {
		t.Helper()
		rows, _ := clvRows(t, writeLog(t, lines), "--model", simple(t, returns), "--as-of", "2015-02-07", "--returns", returns)
		if len(rows) != len(wants) {
			t.Errorf("%d customers, want %d", len(rows), len(wants))
		}
		for id, w := range wants {
			spend, _ := gg.Expected(w.x, math.Max(0, w.mean))
			got := fmt.Sprint(rows[id]["repeat_orders"], rows[id]["t_x_days"], rows[id]["t_days"], rows[id]["expected_avg_value"])
			if exp := fmt.Sprint(strconv.Itoa(w.x), strconv.Itoa(w.tx), strconv.Itoa(w.t), strconv.FormatFloat(spend, 'f', 2, 64)); got != exp {
				t.Errorf("%s: %s, want %s", id, got, exp)
			}
		}
	}
	toy := map[string]want{"c1": {1, 36, 37, 2}, "c2": {0, 0, 37, 0}, "c3": {2, 4, 37, 3}, "c4": {2, 20, 22, 3},
		"c5": {2, 2, 22, 4.5}, "c6": {0, 0, 5, 0}}
	check(log, toy, "net")

	// A return on the first day lowers that day; a later one the repeat days. It
	// is no order, comes too late to count as one, and may leave nothing.
	returns := append(log, "c1,2015-01-01,-1", "c3,2015-01-04,-2", "c4,2015-02-07,-30", "c7,2015-01-01,-4")
	netted := map[string]want{}
	for id, w := range toy {
		netted[id] = w
	}
	netted["c3"], netted["c4"] = want{2, 4, 37, 2}, want{2, 20, 22, -12}
	check(returns, netted, "net")
	check(returns, toy, "drop")
}

// The whole way from the file to the values agrees with the same numbers put
// together from the parts of package clv by another reading of the log.
func TestCLVOfTheWholeLog(t *testing.T) {
	text, err := os.ReadFile("../../testdata/cdnow.csv")
	if err != nil {
		t.Fatal(err)
	}
	days, amounts := map[string][]int{}, map[string][]float64{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		f := strings.Split(strings.TrimSpace(line), ",")
		day, err := time.Parse("20060102", f[1])
		if err != nil {
			t.Fatal(err)
		}
		days[f[0]] = append(days[f[0]], int(day.Unix()/86400))
		amounts[f[0]] = append(amounts[f[0]], number(t, f[3]))
	}
	end := int(time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	var ids []string
	var rows []clv.Row
	var spends []clv.Spend
	for id := range days {
		s, ok := clv.Summarise(days[id], amounts[id], end)
		if !ok {
			continue
		}
		ids, rows, spends = append(ids, id), append(rows, s.Row), append(spends, clv.Spend{X: s.X, Mean: s.Mean})
	}
	if len(ids) != 23570 {
		t.Fatalf("%d customers", len(ids))
	}
	gg := clv.FitSpend(spends, clv.Settings{}).Model
	for name, model := range map[string]clv.Model{"bgnbd": clv.BGNBD{}, "mbgnbd": clv.MBGNBD{}, "paretonbd": clv.ParetoNBD{}} {
		got, messages := clvRows(t, "../../testdata/cdnow.csv", "--as-of", "1997-09-30", "--model", name, "--margin", "0.5")
		if !strings.Contains(messages, "fitted to 8,685 distinct histories") {
			t.Errorf("not 8,685 distinct histories:\n%s", messages)
		}
		f, err := clv.Fit(model, rows, clv.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		predictions, err := clv.Predict(f.Model, rows, clv.Horizon{Length: clv.DaysPerYear, Delta: clv.DailyRate(.1)}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range ids {
			spend, _ := gg.Expected(spends[i].X, math.Max(0, spends[i].Mean))
			for _, c := range []struct {
				column string
				want   float64
				within float64
			}{
				{"repeat_orders", float64(rows[i].X), 0}, {"t_x_days", rows[i].TX, 0}, {"t_days", rows[i].T, 0},
				{"p_alive", predictions[i].Alive, 1e-6}, {"expected_orders", predictions[i].Orders, 1e-6},
				{"expected_avg_value", spend, .0051}, {"clv", predictions[i].Discounted * spend * .5, .0051},
			} {
				if v := number(t, got[id][c.column]); math.Abs(v-c.want) > c.within {
					t.Fatalf("%s, customer %s: %s is %v, want %v", name, id, c.column, v, c.want)
				}
			}
			if low, high, v := number(t, got[id]["clv_low"]), number(t, got[id]["clv_high"]), number(t, got[id]["clv"]); low > v || v > high {
				t.Fatalf("%s, customer %s: %v is not between %v and %v", name, id, v, low, high)
			}
		}
	}
}

// The log in the repository is the raw one with commas for blanks.
func TestCDNOWIsTheRawLog(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/data/cdnow/CDNOW_master.txt")
	if err != nil {
		t.Skip("needs the raw file, which is not copied here: ", err)
	}
	ours, err := os.ReadFile("../../testdata/cdnow.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(ours), "\n")
	var lines []string
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) == 4 && !strings.HasPrefix(f[0], "c") {
			lines = append(lines, strings.Join(f, ","))
		}
	}
	if got := strings.Join(lines, "\n"); got != strings.TrimSpace(strings.ReplaceAll(body, "\r", "")) {
		t.Errorf("%d lines differ", len(lines))
	}
}

// Neither the order of the rows nor the number of threads changes a byte.
func TestCLVDoesNotDependOnOrderOrThreads(t *testing.T) {
	text, err := os.ReadFile("../../clv/testdata/cdnow_sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
	shuffled := append([]string(nil), lines...)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	one, other := writeLog(t, lines), writeLog(t, shuffled)
	for _, args := range [][]string{{}, {"--model", "history"}, {"--model", "dcf"}, {"--model", "bgbb"}, {"--holdout", "90d"}} {
		output := func(path, threads string) string {
			var stdout bytes.Buffer
			all := append([]string{"clv", path, "-q", "--format", "csv", "--threads", threads}, args...)
			if err := run(context.Background(), all, strings.NewReader(""), &stdout, &bytes.Buffer{}); err != nil {
				t.Fatal(args, err)
			}
			return stdout.String()
		}
		want := output(one, "1")
		if output(one, "3") != want || output(other, "2") != want {
			t.Errorf("%q: the output depends on order or threads", args)
		}
	}
}
