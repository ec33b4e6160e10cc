package main

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
)

// segmentTo writes one file per segment and returns the folder.
func segmentTo(t *testing.T, args ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "out")
	var stdout, stderr bytes.Buffer
	args = append([]string{"segment", "--out-dir", folder}, args...)
	if err := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if stdout.Len() > 0 {
		t.Errorf("stdout: %s", &stdout)
	}
	return folder
}

// Every row is in the manifest once, with what it brought, whatever became of it.
func TestManifestAccountsForEveryRow(t *testing.T) {
	rows := []string{
		"a,2024-01-05,100.00,yes", "a,2024-01-05,100.00,yes", // the second is a duplicate
		"b,2024-01-06,20.5,yes", "b,2024-01-07,-5.25,yes", // a return
		",2024-01-06,3.00,yes",   // no customer
		"c,2024-01-06,7.00,no",   // not kept
		"c,2024-03-01,11.00,yes", // after the day
		"c,2023-12-01,13.00,yes", // before the first
		"c,never,17.00,yes",      // no date
		"c,2024-01-08,19.125,yes",
	}
	flags := []string{"--where", `paid == "yes"`, "--as-of", "2024-01-31", "--since", "2024-01-01", "--on-bad-row", "skip", "--dedupe"}
	for _, returns := range []string{"net", "drop"} {
		args := append(writeFiles(t, "customer_id,date,amount,paid", rows, 2), flags...)
		m, err := scoring.ReadManifest(segmentTo(t, append(args, "--returns", returns)...))
		if err != nil {
			t.Fatal(err)
		}
		r := m.Rows
		sum, amount := int64(0), new(big.Rat)
		for _, class := range []population.RowClass{r.Used, r.NoCustomer, r.Filtered, r.Outside, r.Future, r.Continued, r.Unpaid, r.Bad, r.Duplicates, r.AfterAsOf, r.Returns} {
			sum += class.Rows
			amount.Add(amount, rational(t, class.Amount))
		}
		if sum != r.Read.Rows || sum != int64(len(rows)) || amount.Cmp(rational(t, r.Read.Amount)) != 0 {
			t.Errorf("%d rows of %s in all, read %+v: %+v", sum, amount.FloatString(3), r.Read, r)
		}
		if want := big.NewRat(285375, 1000); amount.Cmp(want) != 0 { // added by hand
			t.Errorf("%s in all", amount.FloatString(3))
		}
		for _, class := range []population.RowClass{r.NoCustomer, r.Filtered, r.Outside, r.Bad, r.Duplicates, r.AfterAsOf} {
			if class.Rows != 1 {
				t.Errorf("%+v", r)
			}
		}
		if dropped := returns == "drop"; (r.Returns.Rows == 1) != dropped || (r.UsedReturns.Rows == 0) != dropped {
			t.Errorf("returns %s: %+v", returns, r)
		}
		inputs := int64(0)
		for _, in := range m.Inputs {
			inputs += in.Rows
		}
		if inputs != r.Read.Rows || m.Customers != 3 || m.Orders != 3 {
			t.Errorf("%d rows in the inputs, %d customers, %d orders", inputs, m.Customers, m.Orders)
		}
	}
}

func rational(t *testing.T, n json.Number) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%q is not a number", n)
	}
	return r
}

// The same input and flags make the same bytes, the manifest's among them.
func TestSegmentFilesAreTheSameForAnyThreads(t *testing.T) {
	lines := linesOf(t, "rfm-orders.csv", -1)
	files := writeFiles(t, lines[0], lines[1:], 3)
	want := segmentTo(t, append(files, "--threads", "1")...)
	got := segmentTo(t, append(files, "--threads", "8")...)
	entries, err := os.ReadDir(want)
	if err != nil || len(entries) != 11 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		a, errA := os.ReadFile(filepath.Join(want, e.Name()))
		b, errB := os.ReadFile(filepath.Join(got, e.Name()))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs: %v %v", e.Name(), errA, errB)
		}
	}
}
