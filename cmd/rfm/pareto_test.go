package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// paretoRows runs rfm pareto with -q and returns the rows of its CSV.
func paretoRows(t *testing.T, args ...string) []map[string]string {
	t.Helper()
	if _, err := os.Stat(args[0]); err != nil {
		t.Skip("without ", args[0])
	}
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), append([]string{"pareto", "-q"}, args...), strings.NewReader(""), &stdout, &stderr); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return tableOf(t, &stdout)
}

// TestKnownShares compares with figures that were published with the data, or
// computed by exact fractions in Python.
func TestKnownShares(t *testing.T) {
	const shop = "../../testdata/online-retail.csv.gz"
	sales := []string{"--returns", "drop", "--where", "UnitPrice > 0"}
	for _, c := range []struct {
		name string
		args []string
		want string // section, name, column = value
	}{
		{"online retail", append([]string{shop}, sales...), `
			all all customers = 4338, all all revenue = 8911407.904, all all orders = 18532, all all gini = 0.715140,
			top 20 customers = 868, top 20 revenue_pct = 74.617, top 1 customers = 44, top 1 revenue_pct = 31.999,
			top 5 revenue_pct = 50.378, top 10 revenue_pct = 61.375, top 50 revenue_pct = 92.168,
			at 80 customers = 1133, at 80 customers_pct = 26.118,
			tier 2 customers = 173, tier 2 revenue = 1637851.640, tier 4 revenue = 2261970.443`},
		{"cdnow", []string{"../../testdata/cdnow.csv"}, `
			all all revenue = 2500315.63, all all gini = 0.634571, top 20 customers = 4714, top 20 revenue_pct = 67.777,
			top 1 customers = 236, top 1 revenue_pct = 15.876, at 80 customers = 7695, sign zero customers = 68`},
		{"rfm-orders", []string{"../../testdata/rfm-orders.csv"}, `
			all all gini = 0.289603, top 20 customers = 199, top 20 revenue_pct = 35.623, at 80 customers = 606`},
		{"essec", []string{"../../../shared/data/essec-purchases/purchases.txt", "--no-header", "--customer", "1", "--amount", "2", "--date", "3"}, `
			all all revenue = 3194344.90, top 20 customers = 3684, top 20 revenue_pct = 73.012, all all gini = 0.686502`},
		{"superstore by profit", []string{"../../../shared/data/superstore-us/Sample - Superstore (classic 9994).csv", "--date-format", "mdy", "--by", "profit"}, `
			all all profit = 286397.0217, all all gini = 1.035904, tier 1 profit = 44424.3705, tier 4 profit = 52511.5498,
			sign above_zero customers = 638, sign above_zero profit_pct = 124.869,
			sign below_zero customers = 155, sign below_zero profit = -71224.4744, at 80 customers = 153`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkSummary(t, paretoRows(t, append(c.args, "--summary")...), c.want)
		})
	}

	t.Run("the first ten", func(t *testing.T) {
		rows := paretoRows(t, append([]string{shop, "--sort", "rank", "--limit", "10"}, sales...)...)
		if last := rows[9]; last["rank"] != "10" || last["revenue_cum_pct"] != "17.261881" {
			t.Errorf("%v", last)
		}
	})
}

// checkSummary looks for facts in a summary, written: section name column = value, …
func checkSummary(t *testing.T, rows []map[string]string, facts string) {
	t.Helper()
	for fact := range strings.SplitSeq(facts, ",") {
		f := strings.Fields(fact)
		found := false
		for _, row := range rows {
			if row["section"] == f[0] && row["name"] == f[1] {
				found = true
				if row[f[2]] != f[4] {
					t.Errorf("%s %s: %s = %s, want %s", f[0], f[1], f[2], row[f[2]], f[4])
				}
			}
		}
		if !found {
			t.Errorf("no line %s %s", f[0], f[1])
		}
	}
}

// The bytes do not depend on the order of the rows, the files or the threads.
func TestParetoSameBytes(t *testing.T) {
	lines := linesOf(t, "rfm-orders.csv", -1)
	header, rows := lines[0], lines[1:]
	bytesOf := func(files []string, flags ...string) string {
		var stdout, stderr bytes.Buffer
		args := append(append([]string{"pareto", "-q"}, files...), flags...)
		if err := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return stdout.String()
	}
	for _, flag := range []string{"--sort=rank", "--summary", "--format=table", "--profit=revenue"} {
		want := bytesOf(writeFiles(t, header, rows, 1), flag)
		for seed, c := range []struct{ files, threads int }{{1, 1}, {3, 2}, {7, 8}} {
			shuffled := slices.Clone(rows)
			rand.New(rand.NewPCG(uint64(seed), 4)).Shuffle(len(shuffled), func(i, j int) {
				shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
			})
			if bytesOf(writeFiles(t, header, shuffled, c.files), flag, fmt.Sprint("--threads=", c.threads)) != want {
				t.Errorf("%s: other bytes from %d files and %d threads", flag, c.files, c.threads)
			}
		}
	}
}
