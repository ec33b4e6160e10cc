package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	rfmio "rfm/io"
	"rfm/rfm"
)

// The result depends on the rows alone: not on their order, not on the number
// of files they are in, not on the number of threads.
func TestSameRowsGiveSameBytes(t *testing.T) {
	for _, test := range []struct {
		name    string
		lines   int
		methods []string
	}{
		{"rfm-orders.csv", -1, []string{"quantile", "ntile", "nested", "pandas", "r-rfm"}},
		{"online-retail.csv.gz", 50_001, []string{"quantile", "pandas"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lines := linesOf(t, test.name, test.lines)
			header, rows := lines[0], lines[1:]
			for _, method := range test.methods {
				want := scoreRows(t, append(writeFiles(t, header, rows, 1), "--method", method)...)
				if n := strings.Count(want, "\n"); n < 500 {
					t.Errorf("only %d lines", n)
				}
				for seed, run := range []struct{ files, threads int }{{1, 1}, {1, 8}, {3, 1}, {7, 8}} {
					shuffled := slices.Clone(rows)
					rand.New(rand.NewPCG(uint64(seed), 0)).Shuffle(len(shuffled), func(i, j int) {
						shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
					})
					args := append(writeFiles(t, header, shuffled, run.files), "--method", method, "--threads", fmt.Sprint(run.threads))
					if scoreRows(t, args...) != want {
						t.Errorf("%s: other bytes from %d files, %d threads, seed %d", method, run.files, run.threads, seed)
					}
				}
			}
		})
	}
}

// --threads bounds what runs at a time, not only the reading.
func TestThreadsBoundEverything(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	files := writeFiles(t, "customer_id,date,amount", []string{"a,2024-01-01,1"}, 1)
	for _, c := range []struct{ threads, want int }{{1, 1}, {1 << 20, runtime.NumCPU()}} {
		in := inputFlags{threads: c.threads, zone: "UTC"}
		if _, err := in.open(context.Background(), files, rfmio.Options{Schema: rfm.TransactionSchema(false)}, &streams{}); err != nil {
			t.Fatal(err)
		}
		if got := runtime.GOMAXPROCS(0); got != c.want {
			t.Errorf("--threads %d: %d", c.threads, got)
		}
	}
}

// The scores do not depend on the unit of money: in thousands they are what
// they were.
func TestUnitOfMoneyChangesNoScore(t *testing.T) {
	lines := linesOf(t, "rfm-orders.csv", -1)
	header, rows := lines[0], lines[1:]
	var thousands []string
	for _, row := range rows {
		cells := strings.Split(row, ",")
		cells[2] = fmt.Sprintf("%s.%03s", "0", cells[2])
		if len(cells[2]) != len("0.000") {
			t.Fatalf("revenue %s is not below 1,000", cells[2])
		}
		thousands = append(thousands, strings.Join(cells, ","))
	}
	for _, method := range []string{"quantile", "ntile", "nested", "pandas"} {
		flags := []string{"--method", method, "--columns", "customer_id,recency_days,orders,r_score,f_score,m_score,segment"}
		want := scoreRows(t, append(writeFiles(t, header, rows, 1), flags...)...)
		if scoreRows(t, append(writeFiles(t, header, thousands, 1), flags...)...) != want {
			t.Errorf("%s: scores change with the unit of money", method)
		}
	}
}

// linesOf reads the first lines of a sample file, all for -1.
func linesOf(t *testing.T, name string, limit int) []string {
	t.Helper()
	file, err := os.Open(filepath.Join("../../testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	if strings.HasSuffix(name, ".gz") {
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		scanner = bufio.NewScanner(unpacked)
	}
	var lines []string
	for len(lines) != limit && scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// writeFiles writes the rows into so many files, each with the header, and
// returns their names.
func writeFiles(t *testing.T, header string, rows []string, files int) []string {
	t.Helper()
	folder := t.TempDir()
	var names []string
	for part := range slices.Chunk(rows, (len(rows)+files-1)/files) {
		name := filepath.Join(folder, fmt.Sprintf("%d.csv", len(names)))
		text := header + "\n" + strings.Join(part, "\n") + "\n"
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}
