package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

// publicFile is a file that people publish; the test is skipped where it is not
// there.
func publicFile(t *testing.T, name string) string {
	t.Helper()
	path := "../../../shared/data/" + name
	if _, err := os.Stat(path); err != nil {
		t.Skip("the file is not here")
	}
	return path
}

// lines runs a command and returns the rows of its CSV, and its messages.
func lines(t *testing.T, args ...string) ([][]string, string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if err := run(context.Background(), args, strings.NewReader(""), &stdout, &stderr); err != nil {
		t.Fatalf("rfm %s: %v", strings.Join(args, " "), err)
	}
	rows, err := csv.NewReader(&stdout).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:], stderr.String()
}

// Hillstrom's test: what is published, and what DuckDB counts in the file.
func TestCampaignOfHillstrom(t *testing.T) {
	path := publicFile(t, "hillstrom/hillstrom.csv")
	base := []string{"campaign", path, "--customer", "none", "--arm", "segment", "--untreated", "No E-Mail"}
	for email, want := range map[string]string{
		"Mens E-Mail":   "21307,267,1.2531,30311.69,21306,0.5726,1.422617,0.652789,0.769827,0.485149,1.054505",
		"Womens E-Mail": "21387,189,0.8837,23038.11,21306,0.5726,1.077202,0.652789,0.424412,0.168965,0.679860",
	} {
		rows, _ := lines(t, append(slices.Clone(base), "--treated", email, "--responded", "conversion", "--amount", "spend", "--columns",
			"mailed,responders,response_pct,revenue,control,response_control_pct,per_head,per_head_control,per_head_uplift,per_head_low,per_head_high")...)
		if got := strings.Join(rows[0], ","); got != want {
			t.Errorf("%s: %s\nwant %s", email, got, want)
		}
	}
	rows, messages := lines(t, append(slices.Clone(base), "--treated", "Mens E-Mail", "--responded", "visit", "--group", "history_segment",
		"--columns", "mailed,responders,control,uplift_pct")...)
	want := "7724,1185,7612,6.8552|4691,751,4836,6.9110|4090,862,4044,8.4398|2097,502,2124,8.9201|1597,333,1652,9.8952|644,139,622,6.1498|464,122,416,9.7066"
	var got []string
	for _, row := range rows {
		got = append(got, strings.Join(row, ","))
	}
	if strings.Join(got, "|") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, "|"), want)
	}
	for _, text := range []string{"uplift 7.644 points", "the pooled rates differ by 7.659", "Q 9.5, 6 df, p 0.15", "nobody to leave out"} {
		if !strings.Contains(messages, text) {
			t.Errorf("%q is not in\n%s", text, messages)
		}
	}
}
