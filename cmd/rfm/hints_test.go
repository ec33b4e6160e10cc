package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestHintsWorkWhenTheyAreFollowed refuses input that leaves a choice, and runs
// the command again with each of the flags that the error offers.
func TestHintsWorkWhenTheyAreFollowed(t *testing.T) {
	const header = "customer_id,date,amount\n"
	for name, c := range map[string]struct {
		text, args string
		hints      int // how many ways the error offers
	}{
		"day or month":         {header + "a,01/02/2024,5\nb,03/04/2024,7\n", "", 2},
		"decimal or thousands": {header + "a,2024-01-01,\"1,234\"\nb,2024-01-02,\"5,678\"\n", "", 2},
		"two amounts":          {"customer_id,date,amount a,amount b\na,2024-01-01,5,4\n", "", 2},
		"currencies":           {"customer_id,date,amount,currency\na,2024-01-01,5,EUR\nb,2024-01-01,5,USD\n", "", 3},
		"bad row":              {header + "a,2024-01-01,5\nb,soon,7\n", "", 2},
		"names not known":      {"wer,wann,wieviel\na,2024-01-01,5.50\nb,2024-01-02,7.25\n", "", 1},
		"number as text":       {header + "a,2024-01-01,5\nb,2024-01-02,7\n", `--where 'amount > "5"'`, 1},
		"date as text":         {header + "a,2024-01-01,5\nb,2024-01-02,7\n", `--where 'date > "2024-01-01"'`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "sales.csv")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			words := func(more string) error {
				out, err := exec.Command("sh", "-c", "printf '%s\\n' "+more).Output() // as a shell splits it
				if err != nil {
					t.Fatal(err)
				}
				var args []string
				if more != "" {
					args = strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
				}
				for i, arg := range args {
					if arg == "rejects.csv" {
						args[i] = filepath.Join(folder, arg)
					}
				}
				var stdout, stderr bytes.Buffer
				return run(context.Background(), append([]string{"score", path, "-q"}, args...), strings.NewReader(""), &stdout, &stderr)
			}
			refused := words(c.args)
			if refused == nil {
				t.Fatal("was not refused")
			}
			ways := waysOf(refused.Error())
			if len(ways) != c.hints {
				t.Errorf("%d ways, want %d: %q in\n%v", len(ways), c.hints, ways, refused)
			}
			for _, way := range ways {
				if err := words(way); err != nil {
					t.Errorf("%s: %v", way, err)
				}
			}
		})
	}
}

// waysOf are the flags that the hints of an error offer, each enough to go on.
func waysOf(text string) (ways []string) {
	for _, line := range strings.Split(text, "\n")[1:] {
		if form, found := strings.CutPrefix(line, "  write: "); found {
			ways = append(ways, "--where '"+form+"'")
			continue
		}
		for _, way := range strings.Split(line, "   or   ") {
			if at := strings.Index(way, "--"); at >= 0 && !strings.Contains(way, "COLUMN") {
				ways = append(ways, way[at:])
			}
		}
	}
	return ways
}
