package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestKnownAnswers compares every customer of testdata/expected, whose scores
// others have computed, with what the program writes.
func TestKnownAnswers(t *testing.T) {
	values := map[string]string{"recency_days": "recency_days", "orders": "transaction_count", "monetary": "amount"}
	scores := func(r, f, m string) map[string]string {
		return map[string]string{"r_score": r, "f_score": f, "m_score": m}
	}
	same := map[string]string{"recency_days": "recency_days", "orders": "orders", "monetary": "monetary",
		"r_score": "r_score", "f_score": "f_score", "m_score": "m_score"}
	customers := "--frequency number_of_orders --monetary revenue --as-of 2007-01-01 "
	for _, test := range []struct {
		name     string
		args     string
		expected string
		rows     int
		// columns of the output and what they are called in the expected file
		columns  map[string]string
		reversed int // the scores there are this number less ours
	}{
		{"values of orders", "rfm-orders.csv --as-of 2006-12-31", "rfm-orders-scores.csv", 498, values, 0},
		{"r-rfm", "rfm-orders.csv --as-of 2006-12-31 --method r-rfm", "rfm-orders-scores.csv", 498,
			scores("recency_score", "frequency_score", "monetary_score"), 0},
		{"default", "rfm-orders.csv --as-of 2006-12-31", "rfm-orders-scores.csv", 498, scores("plain_r", "plain_f", "plain_m"), 0},
		{"nested", "rfm-orders.csv --as-of 2006-12-31 --method nested", "rfm-orders-scores.csv", 498, scores("nested_r", "nested_f", "nested_m"), 0},
		{"customers by days", "rfm-customer.csv.gz --recency recency_days " + customers, "rfm-customer-scores.csv.gz", 20000, values, 0},
		{"customers by date", "rfm-customer.csv.gz --last most_recent_visit " + customers, "rfm-customer-scores.csv.gz", 20000, values, 0},
		{"r-rfm of customers", "rfm-customer.csv.gz --last most_recent_visit --method r-rfm " + customers, "rfm-customer-scores.csv.gz", 20000,
			scores("recency_score", "frequency_score", "monetary_score"), 0},
		{"default of customers", "rfm-customer.csv.gz --recency recency_days " + customers, "rfm-customer-scores.csv.gz", 20000,
			scores("plain_r", "plain_f", "plain_m"), 0},
		{"values of superstore", "superstore-orders.csv --encoding macroman --bins 4 --as-of 2014-12-31", "superstore-quartiles.csv", 397,
			map[string]string{"recency_days": "recency", "orders": "frequency", "monetary": "monetary_value"}, 0},
		{"quartiles, 1 is best", "superstore-orders.csv --encoding macroman --date-format mdy --bins 4 --as-of 2014-12-31", "superstore-quartiles.csv", 397,
			scores("R_Quartile", "F_Quartile", "M_Quartile"), 5},
		{"online retail", "online-retail.csv.gz", "online-retail-default.csv.gz", 4339, same, 0},
		{"pandas", "online-retail.csv.gz --method pandas --returns drop --as-of 2011-12-11 --where UnitPrice>0", "online-retail-pandas.csv.gz", 4338, same, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := strings.Fields(test.args)
			args[0] = filepath.Join("../../testdata", args[0])
			output := scoreRows(t, args...)
			got := map[string]map[string]string{}
			for _, row := range tableOf(t, strings.NewReader(output)) {
				got[row["customer_id"]] = row
			}
			expected := expectedRows(t, test.expected)
			if len(expected) != test.rows {
				t.Fatalf("%d customers expected, not %d", len(expected), test.rows)
			}
			wrong := 0
			for _, want := range expected {
				id := want["customer_id"] + want["customer"]
				for ours, theirs := range test.columns {
					value := want[theirs]
					if n, err := strconv.Atoi(value); err == nil && test.reversed > 0 {
						value = strconv.Itoa(test.reversed - n)
					}
					if wrong < 10 && plainNumber(got[id][ours]) != plainNumber(value) {
						t.Errorf("%s: %s = %q, want %s", id, ours, got[id][ours], value)
						wrong++
					}
				}
			}
		})
	}
}

// scoreRows runs rfm score with -q and returns its output.
func scoreRows(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), append([]string{"score", "-q"}, args...), strings.NewReader(""), &stdout, &stderr)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if stderr.Len() > 0 {
		t.Errorf("%q: stderr: %s", args, &stderr)
	}
	return stdout.String()
}

func expectedRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("../../testdata/expected", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if !strings.HasSuffix(name, ".gz") {
		return tableOf(t, file)
	}
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	return tableOf(t, unpacked)
}

// tableOf reads a CSV, each row by the names of its header.
func tableOf(t *testing.T, r io.Reader) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatal("no table: ", err)
	}
	var table []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		table = append(table, m)
	}
	return table
}

// plainNumber writes 4310.000 and 4310.0 as 4310.
func plainNumber(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
