package table

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// readParquet reads a file back with the Arrow library: the rows as CSV, and
// the number of row groups.
func readParquet(t *testing.T, b []byte) (rows string, groups int) {
	t.Helper()
	r, err := file.NewParquetReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	a, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := a.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	return tableText(t, table), r.NumRowGroups()
}

// tableText is a table as CSV.
func tableText(t *testing.T, table arrow.Table) string {
	t.Helper()
	var records []arrow.Record
	r := array.NewTableReader(table, 0)
	defer r.Release()
	for r.Next() {
		rec := r.Record()
		rec.Retain()
		defer rec.Release()
		records = append(records, rec)
	}
	return string(writeAll(t, "csv", table.Schema(), records...))
}

func TestParquetReadsBack(t *testing.T) {
	rec := smallRecord(t)
	want := string(writeAll(t, "csv", rec.Schema(), rec))
	if got, _ := readParquet(t, writeAll(t, "parquet", rec.Schema(), rec)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	got, _ := readParquet(t, writeAll(t, "parquet", rec.Schema()))
	if want := "id,day,orders,money,mean,late\n"; got != want {
		t.Errorf("without rows: got %q", got)
	}
}

func TestParquetGathersRecordsIntoRowGroups(t *testing.T) {
	rec := customerRecord(t, 2500)
	want := string(writeAll(t, "csv", rec.Schema(), rec))
	for _, length := range []int64{2500, 300, 1000} {
		var out bytes.Buffer
		w, err := newParquetWriter(&out, rec.Schema(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		for at := int64(0); at < rec.NumRows(); at += length {
			batch := rec.NewSlice(at, min(at+length, rec.NumRows()))
			if err := w.Write(batch); err != nil {
				t.Fatal(err)
			}
			batch.Release()
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got, groups := readParquet(t, out.Bytes()); got != want || groups != 3 {
			t.Errorf("records of %d: %d row groups, %d bytes of CSV, want %d", length, groups, len(got), len(want))
		}
	}
}

func TestBinaryFormatsReplaceWhatIsNotUTF8(t *testing.T) {
	rec := textRecord(t, "ok", "M\xfcller", "客户\xe5\xae")
	want := "id\nok\nM\ufffdller\n客户\ufffd\ufffd\n"
	if got, _ := readParquet(t, writeAll(t, "parquet", rec.Schema(), rec)); got != want {
		t.Errorf("parquet: got %q", got)
	}
	if got := readArrow(t, writeAll(t, "arrow", rec.Schema(), rec)); got != want {
		t.Errorf("arrow: got %q", got)
	}
}

func TestParquetOpensInDuckDB(t *testing.T) {
	if err := exec.Command("python3", "-c", "import duckdb").Run(); err != nil {
		t.Skip("DuckDB for Python is not installed")
	}
	path := filepath.Join(t.TempDir(), "out.parquet")
	if err := os.WriteFile(path, writeAll(t, "parquet", smallSchema(), smallRecord(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf(`
import duckdb
for r in duckdb.sql("describe select * from '%[1]s'").fetchall(): print(r[0], r[1])
for r in duckdb.sql("select id, day::text, orders, money::text, mean, late from '%[1]s'").fetchall(): print(r)
print(duckdb.sql("select count(*) from '%[1]s' where money < 0 and id > 'a'").fetchall())
`, path)
	out, err := exec.Command("python3", "-c", script).CombinedOutput()
	want := strings.Join([]string{
		"id VARCHAR", "day DATE", "orders BIGINT", "money DECIMAL(38,2)", "mean DOUBLE", "late BOOLEAN",
		"('00017850', '2011-12-09', 34, '17850.10', 0.1, True)",
		`('a,"b"\n', '1969-12-31', -1, '-0.05', 1e+21, False)`,
		"(None, None, None, None, None, None)",
		"[(1,)]", "",
	}, "\n")
	if err != nil || string(out) != want {
		t.Errorf("%v\ngot\n%swant\n%s", err, out, want)
	}
}
