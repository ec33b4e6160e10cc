package rfmio

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func TestPipesAreReadOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("needs named pipes: ", err)
	}
	go os.WriteFile(path, []byte("customer_id,date,amount\na,2024-01-31,1\n"), 0)
	if got, _, err := readLines(Options{}, path); err != nil || !slices.Equal(got, []string{"a 2024-01-31 1"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestCompressionIsToldByContent(t *testing.T) {
	const text = "customer_id,date,amount\na,2024-01-31,1\n"
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte(text))
	g.Close()
	z, _ := zstd.NewWriter(&zs)
	z.Write([]byte(text))
	z.Close()
	for name, content := range map[string]string{"plain.gz": text, "gzip.csv": gz.String(), "zstd": zs.String()} {
		for _, o := range []Options{{}, {Stdin: strings.NewReader(content)}} {
			path := "-"
			if o.Stdin == nil {
				path = inFile(t, name, content)
			}
			got, _, err := readLines(o, path)
			if err != nil || !slices.Equal(got, []string{"a 2024-01-31 1"}) {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	}
	long := bytes.Repeat([]byte(text), 1)
	for i := range 50_000 {
		long = fmt.Appendf(long, "customer %d,2024-01-31,%d.%02d\n", i*7919, i, i%100)
	}
	gz.Reset()
	g.Reset(&gz)
	g.Write(long)
	g.Close()
	cut := gz.Bytes()[:gz.Len()/2]
	if _, _, err := readLines(Options{}, inFile(t, "cut.gz", string(cut))); kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a cut off file: %v", err)
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []struct{ path, want string }{
		{inFile(t, "empty.csv", ""), "is empty"},
		{inFile(t, "rubbish.csv", "\x00\x01\x02\x7fELF\x00\x00"), "is not a table"},
		{inFile(t, "book.xlsx", "PK\x03\x04rest"), "the zip archive is damaged"},
		{inFile(t, "page.xls", "<html><table><tr><td>id</td></tr>"), "is an HTML page"},
		{inFile(t, "old.xls", "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"), "is an XML spreadsheet of Excel 2003"},
		{folder, "a folder without a file to read"},
		{filepath.Join(folder, "none.csv"), "no such file"},
		{filepath.Join(folder, "*.csv"), "no file matches"},
	} {
		if _, _, err := readLines(Options{}, c.path); kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", c.path, err, c.want)
		}
	}
	near := inFile(t, "sales_2024.csv", "")
	if _, _, err := readLines(Options{}, filepath.Join(filepath.Dir(near), "sales_2042.csv")); err == nil || !strings.Contains(err.Error(), "did you mean "+near+"?") {
		t.Errorf("no suggestion: %v", err)
	}
}
