package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rfm/cmd/internal/app"
	"rfm/io/table"
)

// manyCustomersFile is a file of so many customers, and some orders more.
func manyCustomersFile(t *testing.T, customers int) string {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("customer_id,order_id,date,amount\n")
	for i := range customers * 5 / 4 {
		fmt.Fprintf(&b, "c%d,%d,20%02d-%02d-%02d,%.2f\n", i*7919%customers, i*9/10, 10+random.IntN(9), 1+random.IntN(12), 1+random.IntN(28), random.ExpFloat64()*100-5)
	}
	path := filepath.Join(t.TempDir(), "many.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Customers who have no room in memory give the same bytes and the same messages.
func TestCustomersInFilesGiveSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("many rounds over many customers")
	}
	file := manyCustomersFile(t, app.PieceRows*5/2)
	result := func(args ...string) (string, string) {
		var stdout, stderr bytes.Buffer
		cmd := program(t, append([]string{"score", file}, args...)...) // a process of its own: its memory is limited
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Fatal(args, err, stderr.String())
		}
		return stdout.String(), stderr.String()
	}
	older := manyCustomersFile(t, 500)
	for i, args := range [][]string{{}, {"--edges", "r=100,500,1000,2000;f=1,2,4,5;m=20,50,100,200", "--scheme", "cube-8"}, {"--bins", "3"}} {
		var stdout, stderr bytes.Buffer
		if err := run(t.Context(), append([]string{"score", older, "--save-model", fmt.Sprintf("%s.%d", file, i)}, args...), nil, &stdout, &stderr); err != nil {
			t.Fatal(err)
		}
	}
	tests := [][]string{
		{"-v", "--model", file + ".0"},
		{"-v", "--model", file + ".1"},
		{"-v", "--model", file + ".2", "--columns", "m_score"},
		{"-v", "--bins", "10,4,10"},
		{"-v", "--bins", "4"}, // no segments
		{"--method", "r-rfm", "--limit", "20000"},
		{"--edges", "r=3,2000;f=1,2,4;m=-1,0.5,9.95,100", "--columns", "m_score,customer_id", "--limit", "0"},
		{"--scheme", "cube-8"},
		{"--scheme", "pyramid"},
	}
	for _, f := range table.Formats() {
		if strings.Contains("table markdown xlsx", f.Name) { // a workbook names the flags of its run
			continue
		}
		tests = append(tests, []string{"--format", f.Name, "--weights", "3,2,1"})
	}
	for _, args := range tests {
		stdout, stderr := result(args...)
		out, messages := result(append(args, "--memory", "1B")...)
		if out != stdout {
			t.Errorf("%q: other bytes from files", args)
		}
		if messages != stderr {
			t.Errorf("%q: other words\n%s\nwant\n%s", args, messages, stderr)
		}
	}
}
