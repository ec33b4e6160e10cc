package spark

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

// servers are the real ones that the environment names: TEST_SAIL and TEST_SPARK.
func servers(t *testing.T) map[string]*Address {
	all := map[string]*Address{}
	for _, name := range []string{"TEST_SAIL", "TEST_SPARK"} {
		if text := os.Getenv(name); text != "" {
			a, err := ParseAddress(text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			all[name] = a
		}
	}
	if len(all) == 0 {
		t.Skip("no server: testdata/engines/sail.sh -- go test ./io/spark -run Server")
	}
	return all
}

func TestServerAnswersQueries(t *testing.T) {
	for name, a := range servers(t) {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			s, err := Open(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			t.Logf("version %q", s.Version(ctx))
			rows, sum := int64(0), int64(0)
			err = s.Query(ctx, "SELECT id, CAST(id AS STRING) AS t FROM range(100000)", func(r arrow.Record) error {
				rows += r.NumRows()
				for i := range int(r.NumRows()) {
					var v int64
					fmt.Sscan(r.Column(0).ValueStr(i), &v)
					sum += v
				}
				return nil
			})
			if err != nil || rows != 100000 || sum != 99999*100000/2 {
				t.Errorf("%d rows, sum %d, error %v", rows, sum, err)
			}
			for _, sql := range []string{"SELECT * FROM no_such_table", "SELECT * FROM parquet.`/no/such/path.parquet`", "SELECT no_such FROM range(3)", "SELEC 1",
				"SELECT sum(x) FROM (SELECT CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0)) AS x FROM range(20))", "SELECT CAST('x' AS INT)"} {
				t.Logf("%s: %v", sql, s.Query(ctx, sql, func(r arrow.Record) error { t.Log(r.Schema().NumFields(), r.NumRows()); return nil }))
			}
			if err := s.Run(ctx, "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1 AS a"); err != nil {
				t.Error(err)
			}
			if err := s.Query(ctx, "SELECT * FROM v LIMIT 0", func(r arrow.Record) error { t.Log(r); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
}
