package rfmio

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// asked are the requests that a store was asked, by range.
type asked struct {
	mu     sync.Mutex
	ranges []string
}

func (a *asked) note(r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ranges = append(a.ranges, r.Method+" "+r.URL.Path+" "+r.Header.Get("Range"))
}

func (a *asked) take() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.ranges
	a.ranges = nil
	return all
}

// webFolder serves a folder as web servers do.
func webFolder(t *testing.T, folder string) (url string, requests *asked) {
	requests = &asked{}
	files := http.FileServer(http.Dir(folder))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.note(r)
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

func TestAFileOfAWebServerIsReadAsTheFileItself(t *testing.T) {
	for _, c := range []struct {
		file string
		most int // requests
	}{
		{"cdnow.csv", 4}, {"online-retail.csv.gz", 4}, {"superstore-orders.csv", 4}, {"parquet/duckdb.parquet", 2}, {"parquet/pyarrow_v2.parquet", 2},
	} {
		path := filepath.Join("../testdata", c.file)
		if _, err := os.Stat(path); err != nil {
			t.Logf("%s is not there", c.file)
			continue
		}
		url, requests := webFolder(t, filepath.Dir(path))
		want, account, wantErr := readLines(Options{}, path)
		got, same, err := readLines(Options{}, url+"/"+filepath.Base(path)+"?sig=abc")
		slices.Sort(want)
		slices.Sort(got)
		if (err == nil) != (wantErr == nil) || !slices.Equal(got, want) || account.Rows != same.Rows {
			t.Errorf("%s: %d rows and %v, want %d and %v", c.file, len(got), err, len(want), wantErr)
		}
		if n := requests.take(); len(n) > c.most {
			t.Errorf("%s: %d requests: %q", c.file, len(n), n)
		}
		for _, f := range same.Files {
			if strings.Contains(f.Name, "abc") || !strings.HasSuffix(f.Name, "?…") {
				t.Errorf("name %s", f.Name)
			}
		}
	}
}

// TestS3 runs on a real server: testdata/engines/s3.sh -- go test ./io -run S3
func TestS3ObjectsAreReadByPattern(t *testing.T) {
	data := os.Getenv("TEST_S3_DATA")
	if data == "" {
		t.Skip("no server: testdata/engines/s3.sh -- go test ./io -run S3")
	}
	folder := filepath.Join(data, "lake", "many")
	if err := os.MkdirAll(filepath.Join(folder, "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	const files = 10_000
	want := int64(0)
	for i := range files {
		text := fmt.Sprintf("customer_id,order_date,amount\nC%d,2024-01-%02d,%d.50\n", i%100, 1+i%28, i)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%05d.csv", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		want++
	}
	zipped, err := os.Create(filepath.Join(folder, "deep", "one.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(zipped)
	fmt.Fprint(z, "customer_id,order_date,amount\nD,2024-02-01,1.50\nE,2024-02-01,2.50\n")
	z.Close()
	zipped.Close()
	for _, c := range []struct {
		pattern string
		rows    int64
	}{
		{"s3://lake/many/*.csv", want},
		{"s3://lake/many/0000?.csv", 10},
		{"s3://lake/many/{00001,00002}.csv", 2},
		{"s3://lake/many/deep/", 2},
		{"s3://lake/many/**/*.gz", 2},
		{"s3://lake/many/00007.csv", 1},
	} {
		_, account, err := readLines(Options{}, c.pattern)
		if err != nil || account.Rows != c.rows {
			t.Errorf("%s: %d rows, want %d, error %v", c.pattern, account.Rows, c.rows, err)
		}
	}
	for _, c := range []struct {
		path, key, want string
	}{
		{"s3://lake/many/none.csv", "", "s3://lake/many/none.csv: no such object"},
		{"s3://lake/none/*.csv", "", "s3://lake/none/*.csv: no object matches"},
		{"s3://nowhere/a.csv", "", "no such bucket"},
		{"s3://lake/many/00007.csv", "somebody", "the store does not know the key"},
		{"s3://lake/many/00007.csv", "-", "access denied (AccessDenied"},
	} {
		if c.key != "" {
			t.Setenv("AWS_ACCESS_KEY_ID", strings.Trim(c.key, "-"))
			if c.key == "-" {
				t.Setenv("AWS_SECRET_ACCESS_KEY", "")
				t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			}
		}
		_, _, err := readLines(Options{}, c.path)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "rfm-secret") {
			t.Errorf("%s: %v, want %s", c.path, err, c.want)
		}
	}
}
