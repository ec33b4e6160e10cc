package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever looks at orders sees the same in packs as in the lines, however the lines
// were shared out among them: orders cross files, and so do days.
func TestPacksAddUpToTheirLines(t *testing.T) {
	for _, test := range []struct {
		name  string
		lines int
		flags []string // of all commands that read the lines
	}{
		{"cdnow.csv", -1, nil},
		{"rfm-orders.csv", -1, nil},
		{"superstore-orders.csv", 0, []string{"--encoding", "macintosh", "--date-format", "mdy"}},
		{"online-retail.csv.gz", 60_001, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var lines []string
			if test.lines == 0 { // they end in CR alone
				text, err := os.ReadFile(filepath.Join("..", "..", "testdata", test.name))
				if err != nil {
					t.Fatal(err)
				}
				lines = strings.Split(strings.TrimSpace(string(text)), "\r")
			} else {
				lines = linesOf(t, test.name, test.lines)
			}
			header, rows := lines[0], slices.Clone(lines[1:])
			whole := writeFiles(t, header, rows, 1)
			rand.New(rand.NewPCG(5, 6)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			var packs []string
			for i, part := range writeFiles(t, header, rows, 3) {
				packs = append(packs, filepath.Join(t.TempDir(), fmt.Sprint(i, ".parquet")))
				mustRun(t, slices.Concat([]string{"pack", part, "-q", "-o", packs[i]}, test.flags)...)
			}
			together := filepath.Join(t.TempDir(), "all.parquet")
			mustRun(t, slices.Concat([]string{"pack", "-q", "-o", together}, packs)...)
			for _, command := range []string{"score", "score --count days", "score --monetary median", "score --monetary mean --returns drop",
				"score --returns keep", "score --since 1997-03-01 --as-of 2011-03-31", "pareto", "trend", "cohort", "due", "clv --model history"} {
				args := append(strings.Fields(command), "-q")
				want := mustRun(t, slices.Concat(args, whole, test.flags)...)
				if len(want) < 200 {
					t.Fatalf("%s: only %q", command, want)
				}
				if mustRun(t, slices.Concat(args, packs)...) != want {
					t.Errorf("%s: other bytes from packs", command)
				}
				if mustRun(t, append(args, together)...) != want {
					t.Errorf("%s: other bytes from packs that were packed", command)
				}
			}
		})
	}
}

// mustRun is what the program writes to stdout.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	var out, messages bytes.Buffer
	if err := run(context.Background(), args, strings.NewReader(""), &out, &messages); err != nil {
		t.Fatalf("rfm %s: %v", strings.Join(args, " "), err)
	}
	return out.String()
}

// TestAPackIsSmall packs all of Online Retail: one row for each invoice of a
// customer, as SELECT count(DISTINCT InvoiceNo) counts them where there is an id.
func TestAPackIsSmall(t *testing.T) {
	place := filepath.Join(t.TempDir(), "retail.parquet")
	var out, messages bytes.Buffer
	err := run(context.Background(), []string{"pack", filepath.Join("..", "..", "testdata", "online-retail.csv.gz"), "-o", place}, strings.NewReader(""), &out, &messages)
	if err != nil {
		t.Fatal(err)
	}
	if want := "406,829 rows packed into 22,190 rows of orders"; !strings.Contains(messages.String(), want) {
		t.Errorf("%s\nwant %s", &messages, want)
	}
	found, err := os.Stat(place)
	if err != nil || found.Size() > 250_000 {
		t.Errorf("%d bytes, %v", found.Size(), err)
	}
}
