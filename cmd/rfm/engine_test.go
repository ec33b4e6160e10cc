//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Servers are real ones, started by testdata/engines, and so is the fixture of
// nasty.sql, in the folder TEST_NASTY. Where CI is set they have to be there.
func engines(t *testing.T) map[string]string {
	found := map[string]string{}
	for _, name := range []string{"TEST_SAIL", "TEST_SPARK"} {
		if address := os.Getenv(name); address != "" {
			found[strings.ToLower(strings.TrimPrefix(name, "TEST_"))] = address
		}
	}
	if len(found) == 0 {
		if os.Getenv("CI") == "true" && os.Getenv("TEST_ENGINES") != "" {
			t.Fatal("no engine is there: TEST_SAIL, TEST_SPARK")
		}
		t.Skip("no engine: testdata/engines/sail.sh -- go test ./cmd/rfm -run Engine")
	}
	return found
}

// ran is what a run of the program leaves.
type ran struct {
	code        int
	out, stderr string
}

// token stands in no output whatever is done with it.
const token = "dapi-0123456789-never-shown"

func runProgram(t *testing.T, args ...string) ran {
	t.Helper()
	cmd := program(t, args...)
	cmd.Env = append(os.Environ(), "RFM_ENGINE_TOKEN="+token, "RFM_ENGINE_INSECURE=yes")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var ended *exec.ExitError
	code := 0
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(stdout.String()+stderr.String(), token) {
		t.Errorf("the token stands in the output of %q", args)
	}
	return ran{code, stdout.String(), stderr.String()}
}

// account are the lines of the account, which are the same for an engine but for
// what it leaves out by itself.
func account(stderr string) string {
	lines := regexp.MustCompile(`(?m)^.*(rows? read|without a customer id|after 2|returns?:|customers? scored|with returns only).*$`).FindAllString(stderr, -1)
	return strings.Join(lines, "\n")
}

// An engine groups 300,000 rows made to break it as they are grouped here.
func TestEnginesGiveTheBytesOfTheFile(t *testing.T) {
	folder := os.Getenv("TEST_NASTY")
	found := engines(t)
	if folder == "" {
		t.Fatal("TEST_NASTY is not set")
	}
	base := []string{"--customer", "customer_id", "--date", "ts", "--amount", "amount", "--order", "order_id"}
	with := func(args ...string) []string { return append(slices.Clone(base), args...) }
	for _, c := range []struct {
		name    string
		args    []string
		account bool // is the same, too
	}{
		{"UTC", with(), true},
		{"Berlin, as of a day", with("--tz", "Europe/Berlin", "--as-of", "2024-12-31"), true},
		{"local times", []string{"--customer", "customer_id", "--date", "ts_local", "--amount", "amount", "--order", "order_id", "--as-of", "2024-12-31"}, true},
		{"quantity times price", []string{"--customer", "customer_id", "--date", "ts", "--quantity", "quantity", "--price", "unit_price", "--order", "order_id"}, true},
		{"doubles", []string{"--customer", "customer_id", "--date", "ts", "--amount", "price_double", "--order", "order_id"}, true},
		{"count rows", with("--count", "rows"), true},
		{"count days", with("--count", "days", "--tz", "America/New_York"), true},
		{"returns dropped", with("--returns", "drop"), true},
		{"returns kept", with("--returns", "keep"), true},
		{"mean", with("--monetary", "mean"), true},
		{"where", with("--where", `amount > 10 && order_id != "" || quantity < 0`), false},
		{"period", with("--since", "2024-02-01", "--until", "2024-10-31"), false},
	} {
		file := filepath.Join(folder, "nasty.parquet")
		want := runProgram(t, append([]string{"score", file}, c.args...)...)
		if want.code != 0 {
			t.Fatalf("%s: %s", c.name, want.stderr)
		}
		for name, address := range found {
			t.Run(c.name+" on "+name, func(t *testing.T) {
				got := runProgram(t, append([]string{"score", "--engine", address, file}, c.args...)...)
				if got.code != 0 || got.out != want.out {
					t.Errorf("exit code %d, %d bytes, want %d: %s", got.code, len(got.out), len(want.out), got.stderr)
				}
				if a, b := account(got.stderr), account(want.stderr); c.account && a != b {
					t.Errorf("account\n%s\nwant\n%s", a, b)
				}
			})
		}
	}
}

// Small tables of every kind of cell, made anew each time from a seed.
func TestEnginesGroupSmallTablesAlike(t *testing.T) {
	found := engines(t)
	tables := 8
	if found["sail"] != "" && found["spark"] == "" {
		tables = 200
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	for i := range tables {
		var text strings.Builder
		text.WriteString("customer_id,order_id,order_date,amount\n")
		for range 1 + random.IntN(30) {
			fmt.Fprintf(&text, "%s,%s,2024-0%d-1%d%s,%s\n", pick("a", "b", " b", "A", "", "NULL", "nan ", "Zoë", `"x,y"`, `"q""q"`, "00042", "42"),
				pick("", "1", "2", "3", "NULL", "C4"), 1+random.IntN(9), random.IntN(10), pick("", " 23:59:59"), pick("1", "2.50", "-3.25", "0", "1000000.01"))
		}
		path := filepath.Join(dir, fmt.Sprintf("t%d.csv", i))
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		args := [][]string{{}, {"--count", "rows"}, {"--returns", "drop"}, {"--as-of", "2024-05-31"}}[i%4]
		want := runProgram(t, append([]string{"score", "--bins", "2", path}, args...)...)
		for name, address := range found {
			got := runProgram(t, append([]string{"score", "--bins", "2", "--engine", address, path}, args...)...)
			if got.code != want.code || got.out != want.out {
				t.Errorf("%s on %s: %d, want %d\n%s\n%s%s\nwant\n%s%s", path, name, got.code, want.code, text.String(), got.out, got.stderr, want.out, want.stderr)
				return
			}
		}
	}
}

func TestEngineCommandsAndManifest(t *testing.T) {
	folder := os.Getenv("TEST_NASTY")
	file := filepath.Join(folder, "nasty.parquet")
	columns := []string{"--customer", "customer_id", "--date", "ts", "--amount", "amount", "--order", "order_id", "--tz", "UTC"}
	for name, address := range engines(t) {
		for _, args := range [][]string{{"segment"}, {"pareto"}, {"diff", "--at", "2024-06-30", "--at", "2024-12-31"}} {
			args = append(args, append(columns, file)...)
			want, got := runProgram(t, args...), runProgram(t, append(args, "--engine", address)...)
			if want.code != 0 || got.code != 0 || want.out != got.out {
				t.Errorf("%s on %s: %d and %d\n%s", args[0], name, want.code, got.code, got.stderr)
			}
		}
		dir := filepath.Join(t.TempDir(), "segments")
		run := runProgram(t, append([]string{"segment", "--engine", address + "/;token=" + token, file, "--out-dir", dir}, columns...)...)
		text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
		var m struct {
			Arguments []string
			Inputs    []struct {
				File   string
				Rows   int64
				Engine struct {
					Engine, Host string
					Query        string `json:"query_sha256"`
					Customers    string `json:"customers_sha256"`
				}
			}
		}
		if run.code != 0 || err != nil || json.Unmarshal(text, &m) != nil || len(m.Inputs) != 1 {
			t.Fatalf("%s: %v %s\n%s", name, err, run.stderr, text)
		}
		if in := m.Inputs[0]; in.File != file || in.Rows != 300_000 || len(in.Engine.Query) != 64 || len(in.Engine.Customers) != 64 || in.Engine.Host != strings.TrimPrefix(address, "sc://") {
			t.Errorf("manifest %s", text)
		}
		if bytes.Contains(text, []byte(token)) {
			t.Errorf("the token stands in the manifest: %s", text)
		}
	}
}

func TestEngineErrorsSayWhatToDo(t *testing.T) {
	dir := t.TempDir()
	csv := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(csv, []byte("customer_id,order_date,amount\na,2024-01-31,1.50\nb,2024-01-30,x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, address := range engines(t) {
		for _, c := range []struct {
			args   []string
			code   int
			stderr string
		}{
			{[]string{"/no/such.parquet"}, 3, `(?i)^rfm: .*/no/such\.parquet`},
			{[]string{"no_such_table"}, 3, `(?i)no_such_table`},
			{[]string{csv, "--customer", "customer_id", "--date", "order_date", "--amount", "amount"}, 5, `1 row has no date or no amount that can be read \(such as order_date = "2024-01-30", amount = "x"\)`},
			{[]string{csv, "--where", `customer_id matches "^a"`}, 2, `matches`},
			{[]string{csv, "--dedupe"}, 2, `^rfm: --dedupe does not go with --engine: it compares whole rows; SELECT DISTINCT in a view does`},
			{[]string{csv, "--monetary", "median"}, 2, `^rfm: --monetary median does not go with --engine`},
			{[]string{"-"}, 2, `--engine needs the name of a table`},
			{[]string{"(SELECT 1)"}, 2, `make a view of it`},
		} {
			got := runProgram(t, append([]string{"score", "--engine", address, "-o", filepath.Join(dir, "out.csv")}, c.args...)...)
			if got.code != c.code || !regexp.MustCompile(c.stderr).MatchString(got.stderr) {
				t.Errorf("%s %q: exit code %d, want %d: %s", name, c.args, got.code, c.code, got.stderr)
			}
			if _, err := os.Stat(filepath.Join(dir, "out.csv")); err == nil {
				t.Errorf("%s %q: something was written", name, c.args)
			}
		}
	}
}

// sparkProcess is the number of a process of the cluster.
func sparkProcess(t *testing.T, name string) int {
	text, err := os.ReadFile(filepath.Join(os.Getenv("TEST_SPARK_DIR"), "pids"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if found, number, _ := strings.Cut(strings.TrimSpace(line), " "); found == name {
			pid, _ := strconv.Atoi(number)
			return pid
		}
	}
	t.Fatalf("no process %s in %s", name, text)
	return 0
}

// executors are what the driver says of its executors.
func executors(t *testing.T) (all []struct {
	ID             string
	ActiveTasks    int
	CompletedTasks int
}) {
	get := func(path string, into any) {
		response, err := http.Get(os.Getenv("TEST_SPARK_UI") + "/api/v1/applications" + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if err := json.NewDecoder(response.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	var applications []struct{ ID string }
	get("", &applications)
	get("/"+applications[0].ID+"/executors", &all)
	return slices.DeleteFunc(all, func(e struct {
		ID             string
		ActiveTasks    int
		CompletedTasks int
	}) bool {
		return e.ID == "driver"
	})
}

// A worker and its executor die after they have made map outputs: these are made
// again, and the bytes are the same. Then Ctrl-C, then the server dies.
func TestEngineSparkLosesProcesses(t *testing.T) {
	address := engines(t)["spark"]
	if address == "" {
		t.Skip("Spark alone has processes that can be killed")
	}
	// Many copies of the rows, so that there is time to kill something.
	folder := t.TempDir()
	source := filepath.Join(os.Getenv("TEST_NASTY"), "nasty.parquet")
	const copies = 12
	for i := range copies {
		if err := os.Link(source, filepath.Join(folder, fmt.Sprintf("%02d.parquet", i))); err != nil {
			if err := exec.Command("cp", source, filepath.Join(folder, fmt.Sprintf("%02d.parquet", i))).Run(); err != nil {
				t.Fatal(err)
			}
		}
	}
	columns := []string{"--customer", "customer_id", "--date", "ts", "--amount", "amount", "--order", "order_id"}
	start := func(out string) (*exec.Cmd, *bytes.Buffer) {
		cmd := program(t, append([]string{"score", "--engine", address, folder, "-o", out}, columns...)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &stderr
	}
	waitFor := func(what string, holds func() bool) {
		for range 3000 {
			if holds() {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatalf("%s did not happen in five minutes", what)
	}
	tasks := func() (done, active int) {
		for _, e := range executors(t) {
			done, active = done+e.CompletedTasks, active+e.ActiveTasks
		}
		return done, active
	}
	dir := t.TempDir()
	for _, e := range executors(t) {
		if e.CompletedTasks == 0 {
			t.Errorf("executor %s did no task in the tests before", e.ID)
		}
	}

	undisturbed := runProgram(t, append([]string{"score", "--engine", address, folder}, columns...)...)
	before, _ := tasks()
	cmd, stderr := start(filepath.Join(dir, "killed.csv"))
	waitFor("map outputs", func() bool { done, _ := tasks(); return done >= before+8 })
	worker := sparkProcess(t, "worker-2")
	children, _ := exec.Command("pgrep", "-P", strconv.Itoa(worker)).Output()
	syscall.Kill(worker, syscall.SIGKILL)
	for _, child := range strings.Fields(string(children)) {
		pid, _ := strconv.Atoi(child)
		syscall.Kill(pid, syscall.SIGKILL)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "killed.csv")); err != nil || string(got) != undisturbed.out {
		t.Errorf("%v: %d bytes after the kill, want %d", err, len(got), len(undisturbed.out))
	}
	log, _ := os.ReadFile(filepath.Join(os.Getenv("TEST_SPARK_DIR"), "connect.log"))
	if !bytes.Contains(log, []byte("Resubmitted")) && !bytes.Contains(log, []byte("Lost executor")) {
		t.Error("the log tells of no executor that was lost")
	}

	cmd, stderr = start(filepath.Join(dir, "left.csv"))
	waitFor("an active task", func() bool { _, active := tasks(); return active > 0 })
	cmd.Process.Signal(syscall.SIGINT)
	cmd.Wait()
	if cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("after Ctrl-C: exit code %d: %s", cmd.ProcessState.ExitCode(), stderr)
	}
	waitFor("the end of all tasks", func() bool { _, active := tasks(); return active == 0 })

	cmd, stderr = start(filepath.Join(dir, "gone.csv"))
	waitFor("an active task", func() bool { _, active := tasks(); return active > 0 })
	syscall.Kill(sparkProcess(t, "connect"), syscall.SIGKILL)
	cmd.Wait()
	if cmd.ProcessState.ExitCode() != 3 || !strings.Contains(stderr.String(), "the engine has gone, ") || !strings.Contains(stderr.String(), "nothing was written") {
		t.Errorf("after the server died: exit code %d: %s", cmd.ProcessState.ExitCode(), stderr)
	}
	for _, name := range []string{"left.csv", "gone.csv"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}
