//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sqlEngine runs a query of rfm sql.
type sqlEngine struct {
	dialect, source string
	answers         []string // extensions
	query           func(t *testing.T, sql, answer string)
}

// TestSQLGivesTheBytesOfTheFile runs what rfm sql prints on real engines: the
// answer scored is what rfm score makes of the file, and so is its account. The
// environment names the engines: ENGINE_PYTHON a Python with duckdb and chdb,
// ENGINE_POSTGRES the socket of a server (testdata/engines/postgres.sh).
func TestSQLGivesTheBytesOfTheFile(t *testing.T) {
	folder, engines := nastyEngines(t)
	file := filepath.Join(folder, "nasty.parquet")
	for _, test := range []struct{ name, flags, types, sqlFlags string }{
		{"days in UTC", "--date ts --amount amount", "ts=timestamptz", ""},
		{"days in Berlin, as of a day", "--date ts --amount amount --tz Europe/Berlin --as-of 2024-06-30", "ts=timestamptz", ""},
		{"local days, as of a day", "--date ts_local --amount amount --as-of 2024-06-30", "ts_local=timestamp", ""},
		{"quantity by price", "--date ts --quantity quantity --price unit_price", "ts=timestamptz,unit_price=decimal(10,3)", ""},
		{"rows counted", "--date ts --amount amount --count rows --quantity none", "ts=timestamptz", ""},
		{"days counted, returns dropped", "--date ts --amount amount --count days --returns drop --quantity none", "ts=timestamptz", ""},
		{"returns kept, a period", "--date ts --amount amount --returns keep --since 2024-02-01 --until 2024-12-01 --quantity none", "ts=timestamptz", ""},
		{"doubles in Tokyo", "--date ts --amount price_double --tz Asia/Tokyo --quantity none", "ts=timestamptz,price_double=double", "--decimals 2"},
		{"a condition", `--date ts --amount amount --quantity none --where quantity>2&&customer_id!="C7"&&!(order_id\u0020startsWith\u0020"O1")&&unit_price*2<150.5&&ts<date("2024-09-01")`, "ts=timestamptz", ""},
		{"another condition", `--date ts --amount amount --quantity none --where customer_id\u0020in\u0020["C7","c7","00042","Zoë"]||order_id\u0020contains\u0020"77"||customer_id\u0020endsWith\u0020"ULL"||price_double>=900`, "ts=timestamptz,price_double=double", ""},
	} {
		flags := append([]string{"--customer", "customer_id", "--order", "order_id"}, strings.Fields(test.flags)...)
		for i := range flags {
			flags[i] = strings.ReplaceAll(flags[i], `\u0020`, " ")
		}
		if !slices.Contains(flags, "none") && slices.Contains(flags, "--amount") {
			flags = append(flags, "--quantity", "none")
		}
		want, account := scored(t, slices.Concat([]string{file}, flags)...)
		for _, e := range engines {
			sql := mustRun(t, slices.Concat([]string{"sql", "--dialect", e.dialect, e.source, "--types", test.types}, flags, strings.Fields(test.sqlFlags))...)
			for _, extension := range e.answers {
				answer := filepath.Join(t.TempDir(), "answer"+extension)
				e.query(t, sql, answer)
				got, itsAccount := scored(t, answer)
				if got != want {
					t.Errorf("%s, %s on %s: other bytes: %d and %d", test.name, extension, e.dialect, len(got), len(want))
				}
				if whole := !strings.Contains(test.flags, "--where") && !strings.Contains(test.flags, "--since"); whole && itsAccount != account {
					t.Errorf("%s, %s on %s: account\n%swant\n%s", test.name, extension, e.dialect, itsAccount, account)
				}
			}
		}
	}
}

// scored is what rfm score writes, and the lines of its account.
func scored(t *testing.T, args ...string) (csv, account string) {
	t.Helper()
	var out, messages bytes.Buffer
	if err := run(t.Context(), append([]string{"score"}, args...), strings.NewReader(""), &out, &messages); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	for line := range strings.Lines(messages.String()) {
		if strings.HasPrefix(line, "  ") || strings.Contains(line, " rows read = ") || strings.Contains(line, " scored as of ") {
			account += line
		}
	}
	return out.String(), account
}

// nastyEngines are the engines of the environment, and the folder of the data.
func nastyEngines(t *testing.T) (folder string, engines []sqlEngine) {
	python, socket := os.Getenv("ENGINE_PYTHON"), os.Getenv("ENGINE_POSTGRES")
	if python == "" || socket == "" {
		if os.Getenv("TEST_ENGINES") != "" {
			t.Fatal("ENGINE_PYTHON or ENGINE_POSTGRES is not set")
		}
		t.Skip("needs ENGINE_PYTHON with duckdb and chdb, and ENGINE_POSTGRES")
	}
	folder = t.TempDir()
	script := filepath.Join("..", "..", "testdata", "engines", "query.py")
	start := func(t *testing.T, input string, name string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Stdin = strings.NewReader(input)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %q: %v\n%s\n%s", name, args, err, out, input)
		}
	}
	start(t, "", python, script, "make", folder)
	inPython := func(engine string) func(t *testing.T, sql, answer string) {
		return func(t *testing.T, sql, answer string) {
			t.Helper()
			start(t, sql, python, script, engine, folder, answer)
		}
	}
	psql := []string{"-h", socket, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "--csv"}
	start(t, fmt.Sprintf(`create table nasty(customer_id text, order_id text, ts timestamptz, ts_local timestamp, amount numeric(12,2), quantity bigint, unit_price numeric(10,3), price_double double precision);
\copy nasty from '%s/postgres.csv' with (format csv, header, null '\N')
`, folder), "psql", append(psql, "postgres")...)
	return folder, []sqlEngine{
		{"duckdb", filepath.Join(folder, "nasty.parquet"), []string{".csv", ".parquet"}, inPython("duckdb")},
		{"clickhouse", "d.nasty", []string{".parquet"}, inPython("clickhouse")},
		{"postgres", "nasty", []string{".csv"}, func(t *testing.T, sql, answer string) {
			t.Helper()
			start(t, sql, "psql", append(psql, "-o", answer, "postgres")...)
		}},
	}
}
