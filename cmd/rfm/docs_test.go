//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"golang.org/x/sys/unix"

	"rfm/cmd/internal/app"
	"rfm/io/table"
	"rfm/rfm"
)

// TestDocs runs every command of the console blocks in the README and in docs, in
// the folder of sample data and on a terminal of 80 columns, and compares what it
// shows. go test ./cmd/rfm -run TestDocs -update rewrites the blocks.
func TestDocs(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, path := range docs(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "```console\n") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			folder := copyOfTestdata(t)
			got := rerun(string(text), func(command string) string { return onTerminal(t, folder, command) })
			if got == string(text) {
				return
			}
			if *update && os.Getenv("CI") == "" {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, have := strings.Split(string(text), "\n"), strings.Split(got, "\n")
			for i := range want {
				if i >= len(have) || want[i] != have[i] {
					t.Fatalf("%s:%d: not what the program shows; it is now:\n%s", path, i+1, strings.Join(have[min(i, len(have)):min(i+10, len(have))], "\n"))
				}
			}
			t.Fatalf("the last block of %s lacks lines", path)
		})
	}
}

// docs are the README and the pages of docs.
func docs(t *testing.T) []string {
	t.Helper()
	paths := []string{"../../README.md"}
	err := filepath.WalkDir("../../docs", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	return paths
}

// Every link of the documentation leads to a file of the project.
func TestLinksOfTheDocs(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	for _, path := range append(docs(t), "../../CONTRIBUTING.md", "../../CHANGELOG.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), found[1])); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// rerun replaces what follows each "$ command" in the console blocks of a text.
func rerun(text string, output func(command string) string) string {
	var b strings.Builder
	inBlock := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			inBlock = line == "```console\n"
		}
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case !inBlock || strings.HasPrefix(line, "```"):
			b.WriteString(line)
		case isCommand:
			b.WriteString(line + output(strings.TrimSuffix(command, "\n")))
		}
	}
	return b.String()
}

// TestExamplesOfTheHelp runs every example that the help shows.
func TestExamplesOfTheHelp(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	const rows = "2024-01-31,10.00,paid\n17850.0,2024-02-29,20.50,paid\n12346.0,2024-03-01,5.00,open\n"
	sales := "customer_id,order_date,amount,status\n12347.0," + rows + cdnowSales(t)
	const scored = "customer_id,recency_days,orders,monetary,r_score,f_score,m_score,segment\na,3,10,100.00,5,5,5,champions\nb,30,1,10.50,"
	files := map[string]string{
		"march.csv":     scored + "3,1,1,about_to_sleep\n",
		"april.csv":     scored + "1,1,1,hibernating\n",
		"sales.csv":     sales,
		"new.csv":       sales,
		"customers.csv": "customer_id,days,orders,revenue\na,3,10,100.00\nb,30,1,10.50\n",
		"lines.csv":     "order_id,customer_id,product,sku,category,Description,amount\n1,12347.0,coffee,c1,drinks,COFFEE,4.00\n1,12347.0,milk,m1,drinks,MILK,1.00\n",
		"segments.csv":  scored + "3,1,1,about_to_sleep\n12347.0,3,1,5.00,1,1,1,hibernating\n",
		"crm.csv":       "customer_id,age,income\n12347.0,45-54,52000\n17850.0,25-34,\n",
		"ratings.csv":   ratings(sales),
		"own.yaml":      "name: own\nbins: 5\nsegments:\n  - {code: recent, r: 4-5}\n  - {code: rest, r: 1-3}\n",
	}
	maps.Copy(files, campaignFiles())
	german := "kdnr,datum,umsatz,status\n4711," + rows
	var examples []string
	root := newRootCommand(&app.Streams{})
	text := root.Long
	for _, command := range root.Commands() {
		text += "\n" + command.Example
		for _, below := range command.Commands() {
			text += "\n" + below.Example
		}
	}
	for line := range strings.Lines(strings.ReplaceAll(text, " \\\n    ", " ")) {
		if command := strings.TrimSpace(line); strings.HasPrefix(line, "  ") {
			if strings.Contains(command, "psql ") || strings.Contains(command, "duckdb ") && strings.Contains(command, "|") {
				continue // needs a database; the scripts of rfm sql run its text in one
			}
			command, _, _ = strings.Cut(command, "    ") // a remark
			examples = append(examples, command)
		}
	}
	if len(examples) < 8 {
		t.Fatalf("only %d examples: %q", len(examples), examples)
	}
	for _, example := range examples {
		t.Run(example, func(t *testing.T) {
			folder := t.TempDir()
			for name, text := range files {
				writeFile(t, filepath.Join(folder, name), text)
			}
			if strings.Contains(example, "kdnr") {
				writeFile(t, filepath.Join(folder, "sales.csv"), german)
			}
			for _, column := range []string{"channel", "category"} { // in place of the status
				if strings.Contains(example, " "+column) {
					writeFile(t, filepath.Join(folder, "sales.csv"), strings.Replace(sales, "status", column, 1))
				}
			}
			compress := exec.Command("gzip", "-k", "sales.csv")
			compress.Dir = folder
			if err := compress.Run(); err != nil {
				t.Skip("needs gzip: ", err)
			}
			parquet := parquetSales(t)
			for _, name := range []string{"sales.parquet", "sales/2024-01.parquet"} {
				writeFile(t, filepath.Join(folder, name), parquet)
			}
			before := ""
			if strings.Contains(example, "--model model.json") {
				before = "rfm clv sales.csv -q --save-model model.json -o /dev/null --format csv && "
			}
			if strings.Contains(example, "--model rhythm.json") {
				before = "rfm due sales.csv -q --save-model rhythm.json -o /dev/null --format csv && "
			}
			if strings.HasPrefix(example, "rfm pack") {
				before = "mkdir db && rfm pack -q march.csv --customer customer_id --date order_date --amount amount -o db/2023-01.parquet; "
				writeFile(t, filepath.Join(folder, "march.csv"), sales)
			}
			shown := onTerminal(t, folder, before+example+" && echo went well")
			if !strings.HasSuffix(shown, "went well\n") {
				t.Errorf("%s", shown)
			}
		})
	}
}

// ratings are those of the customers in a file of sales, whose ids come first.
func ratings(sales string) string {
	text := "customer_id,growth_rating,credit_rating,share_of_wallet,service_rating\n"
	seen := map[string]bool{"customer_id": true}
	for line := range strings.Lines(sales) {
		if id, _, _ := strings.Cut(line, ","); !seen[id] {
			seen[id] = true
			text += id + ",7,5,20,8\n"
		}
	}
	return text
}

// cdnowSales is the beginning of the CDNOW orders, a quarter of a century later,
// with a status.
func cdnowSales(t *testing.T) string {
	t.Helper()
	file, err := os.ReadFile("../../testdata/cdnow.csv")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, line := range strings.Split(string(file), "\n") {
		if cells := strings.Split(line, ","); i > 0 && i < 3000 {
			day, err := time.Parse("20060102", cells[1])
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s,%s,%s,paid\n", cells[0], day.AddDate(26, 0, 0).Format(time.DateOnly), cells[3])
		}
	}
	return b.String()
}

// parquetSales is those orders as a Parquet file.
func parquetSales(t *testing.T) string {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, rfm.TransactionSchema(false))
	defer b.Release()
	for line := range strings.Lines(cdnowSales(t)) {
		cells := strings.Split(line, ",")
		day, err := time.Parse(time.DateOnly, cells[1])
		if err != nil {
			t.Fatal(err)
		}
		b.Field(0).(*array.StringBuilder).Append(cells[0])
		b.Field(1).(*array.Date32Builder).Append(arrow.Date32FromTime(day))
		cents, err := strconv.ParseInt(strings.ReplaceAll(cells[2], ".", ""), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(cents))
		b.Field(3).(*array.BooleanBuilder).Append(false)
	}
	rec := b.NewRecord()
	defer rec.Release()
	format, err := table.FormatByName("parquet")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := table.NewWriter(&out, format, rec.Schema())
	if err := errors.Join(err, w.Write(rec), w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// onTerminal runs a command line of the shell with rfm on the path, and returns
// what a terminal of 80 columns shows.
func onTerminal(t *testing.T, folder, command string) string {
	t.Helper()
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "rfm")); err != nil {
		t.Fatal(err)
	}
	screen, terminal := openTerminal(t)
	defer screen.Close()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	cmd.Stdout, cmd.Stderr = terminal, terminal
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	var shown bytes.Buffer
	if _, err := io.Copy(&shown, screen); err != nil && !errors.Is(err, syscall.EIO) { // the end of a terminal
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v", command, err)
	}
	text := wiped.ReplaceAllString(shown.String(), "")
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// wiped is a line of progress that the next one, or nothing, has replaced; a
// slow run shows some.
var wiped = regexp.MustCompile(`\r[^\r\n]*\x1b\[K`)

// openTerminal opens both ends of a pseudo-terminal of 80 columns.
func openTerminal(t *testing.T) (screen, terminal *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminal: ", err)
	}
	fd := int(screen.Fd())
	err = errors.Join(
		unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0),
		unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: 80}))
	number, numberErr := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err := errors.Join(err, numberErr); err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return screen, terminal
}

// copyOfTestdata is a folder with the sample files, where commands may write.
func copyOfTestdata(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	files, err := filepath.Glob("../../testdata/*.csv*")
	if err != nil {
		t.Fatal(err)
	}
	workbooks, err := filepath.Glob("../../testdata/xlsx/*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, workbooks...) {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(folder, filepath.Base(file))); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
