//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rfm/cmd/internal/scoring"
)

// shell is a command line of sh in a folder with sales.csv, with nothing in its
// environment but a path on which rfm is.
func shell(t *testing.T, folder, command string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "rfm")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + folder}
	return cmd
}

// The crontab lines of docs/guide/cron.md do what they promise, as cron runs them: with
// sh, without a terminal and without anything to read, and in silence.
func TestCrontabLinesOfTheDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/guide/cron.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "reports"), 0o777); err != nil {
		t.Fatal(err)
	}
	sales, err := os.ReadFile("../../testdata/online-retail.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, "sales", "2011.csv.gz"), string(sales))
	lines := regexp.MustCompile(`(?m)^    [0-9*]+ [0-9*]+ [0-9*]+ [0-9*]+ [0-9*]+  (.*)$`).FindAllStringSubmatch(string(text), -1)
	if len(lines) < 2 {
		t.Fatalf("%d crontab lines in the guide", len(lines))
	}
	for _, line := range lines {
		command := line[1]
		if strings.Contains(command, "%") {
			t.Errorf("cron takes %% for the end of the line: %s", command)
		}
		for range 2 { // last night, and tonight
			out, err := shell(t, folder, strings.ReplaceAll(command, "/srv/", folder+"/")).CombinedOutput()
			if err != nil || len(out) > 0 {
				t.Errorf("%s: %v\n%s", command, err, out)
			}
		}
	}
	m, err := scoring.ReadManifest(filepath.Join(folder, "reports", "segments"))
	if err != nil || m.Customers != 4339 || m.Segments["champions"].Customers != 604 {
		t.Errorf("manifest %+v, %v", m, err)
	}
	if found, err := os.Stat(filepath.Join(folder, "reports", "customers.parquet")); err != nil || found.Size() < 10_000 {
		t.Errorf("customers.parquet: %v %v", found, err)
	}
}

// The pipelines of docs/guide/pipelines.md run wherever the tool they end in is installed.
func TestPipelinesOfTheDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/guide/pipelines.md")
	if err != nil {
		t.Fatal(err)
	}
	sales := "customer_id,date,amount\na,2024-01-05,120.00\na,2024-03-01,1.00\nb,2024-02-05,12.00\nc,2024-02-05,30.00\n"
	want := map[string]string{"awk": "2 about_to_sleep\n1 champions\n", "jq": "a\n", "duckdb": "champions", "mlr": "champions"}
	for _, line := range regexp.MustCompile(`(?m)^    (rfm [^|\n]*\| (\w+) .*)$`).FindAllStringSubmatch(string(text), -1) {
		command, tool := line[1], line[2]
		t.Run(tool, func(t *testing.T) {
			shown, known := want[tool]
			if !known {
				t.Fatalf("nobody has said what %q shows", command)
			}
			delete(want, tool)
			if _, err := exec.LookPath(tool); err != nil {
				t.Skip("needs ", tool)
			}
			folder := t.TempDir()
			writeFile(t, filepath.Join(folder, "sales.csv"), sales)
			var stderr bytes.Buffer
			cmd := shell(t, folder, command)
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil || stderr.Len() > 0 || !strings.Contains(string(out), shown) {
				t.Errorf("%s: %v\n%s%s", command, err, out, &stderr)
			}
		})
	}
	for tool := range want {
		t.Errorf("no pipeline into %s", tool)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
