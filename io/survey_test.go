package rfmio

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/klauspost/compress/gzip"
)

// undecidedHead is many more rows than a sample, whose dates and amounts leave
// all open.
const undecidedHead = 40_000

// salesOf is a file of undecidedHead rows of one date, then some of others.
func salesOf(head string, others ...string) string {
	var b strings.Builder
	b.WriteString("customer_id,date,amount\n")
	for range undecidedHead {
		b.WriteString("a," + head + ",1\n")
	}
	for _, other := range others {
		b.WriteString("b," + other + ",1\n")
	}
	return b.String()
}

func TestAnyRowTellsDayAndMonthApart(t *testing.T) {
	for other, want := range map[string]string{"3/13/24": "2024-03-04", "13/3/24": "2024-04-03"} {
		text := salesOf("3/4/24", "", other)
		text = strings.Replace(text, "b,,1\n", "", 1)
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write([]byte(text))
		z.Close()
		plain, gz := inFile(t, "s.csv", text), inFile(t, "s.csv.gz", packed.String())
		early := inFile(t, "early.csv", salesOf("3/4/24"))
		late := inFile(t, "late.csv", "customer_id,date,amount\nb,"+other+",1\n")
		empty := inFile(t, "empty.csv", "customer_id,date,amount\n")
		for name, read := range map[string]func() ([]string, Account, error){
			"a file":     func() ([]string, Account, error) { return readLines(Options{}, plain) },
			"compressed": func() ([]string, Account, error) { return readLines(Options{}, gz) },
			"stdin":      func() ([]string, Account, error) { return readLines(Options{Stdin: strings.NewReader(text)}, "-") },
			"stdin, packed": func() ([]string, Account, error) {
				return readLines(Options{Stdin: bytes.NewReader(packed.Bytes())}, "-")
			},
			"stdin, parquet": func() ([]string, Account, error) {
				return readLines(Options{Stdin: bytes.NewReader(textParquet(t, text, ","))}, "-")
			},
			"parquet": func() ([]string, Account, error) {
				return readLines(Options{}, inFile(t, "s.parquet", string(textParquet(t, text, ","))))
			},
			"files":          func() ([]string, Account, error) { return readLines(Options{}, early, empty, late) },
			"files backward": func() ([]string, Account, error) { return readLines(Options{Workers: 3}, late, empty, early) },
		} {
			got, account, err := read()
			if err != nil || account.Rows != undecidedHead+1 || len(got) != undecidedHead+1 {
				t.Fatalf("%s: %d of %d rows, %v", name, len(got), account.Rows, err)
			}
			if got[0] != "a "+want+" 1" || got[undecidedHead] != "b 2024-03-13 1" {
				t.Errorf("%s: %s, %s", name, got[0], got[undecidedHead])
			}
		}
	}
}

// textParquet has every column of a text file as text, in row groups of 30,000 rows.
func textParquet(t *testing.T, text, delimiter string) []byte {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	names := strings.Split(lines[0], delimiter)
	var fields []arrow.Field
	var columns []arrow.Array
	for i, name := range names {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for _, line := range lines[1:] {
			b.Append(strings.Split(line, delimiter)[i])
		}
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
		columns = append(columns, b.NewArray())
	}
	return parquetOf(t, fields, columns, 30_000)
}

func TestRowsThatContradictEachOtherAreAQuestion(t *testing.T) {
	for _, c := range []struct{ name, first, second, want string }{
		{"in the head", salesOf("13/1/24", "1/13/24"), "", `first.csv:2:2: date mixes "13/1/24" (line 2) and "1/13/24" (line 40002)`},
		{"behind it", salesOf("1/2/24", "13/1/24", "1/13/24"), "", `first.csv:40002:2: date mixes "13/1/24" (line 40002) and "1/13/24" (line 40003)`},
		{"in another file", salesOf("13/1/24"), salesOf("1/13/24"), `first.csv:2:2: date mixes "13/1/24" (line 2) and "1/13/24" (second.csv:2)`},
		{"late in another file", salesOf("13/1/24"), salesOf("1/2/24", "1/13/24"), `first.csv:2:2: date mixes "13/1/24" (line 2) and "1/13/24" (second.csv:40002)`},
		{"other forms", salesOf("2024-01-13", "14/1/24"), "", `first.csv:2:2: date mixes "2024-01-13" (line 2) and "14/1/24" (line 40002)`},
		{"units of time", salesOf("1706659200000", "1706659200"), "", `first.csv:2:2: date mixes "1706659200000" (line 2) and "1706659200" (line 40002)`},
		{"names and numbers", salesOf("14-Jan-24", "2/3/24"), "", "--date-format dmy   or   --date-format mdy   or   --date-format month-name"},
	} {
		folder := t.TempDir()
		var paths []string
		for i, text := range []string{c.first, c.second} {
			if text != "" {
				paths = append(paths, filepath.Join(folder, []string{"first.csv", "second.csv"}[i]))
				if err := os.WriteFile(paths[i], []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, workers := range []int{1, 3} {
			_, _, err := readLines(Options{Workers: workers, BadRows: BadRowPolicy{Skip: true}}, paths...)
			if kindOfError(err) != fault.Undecided || !strings.Contains(strings.ReplaceAll(err.Error(), folder+"/", ""), c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		slices.Reverse(paths)
		if _, _, err := readLines(Options{}, paths...); kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), "mixes") {
			t.Errorf("%s, backward: %v", c.name, err)
		}
	}
}

func TestWhatNoRowDecidesIsAQuestion(t *testing.T) {
	text := salesOf("5/5/24", "3/4/24", "nothing")
	for name, o := range map[string]Options{"s.csv": {}, "stdin": {Stdin: strings.NewReader(text)}} {
		path := inFile(t, "s.csv", text)
		if name == "stdin" {
			path = "-"
		}
		_, _, err := readLines(o, path)
		want := fmt.Sprintf("%s: date is ambiguous: every value can be day/month and month/day\n"+
			"  line %d: \"3/4/24\" is 3 April 2024 (dmy) or 4 March 2024 (mdy)\n"+
			"  choose: --date-format dmy   or   --date-format mdy", name, undecidedHead+2)
		if kindOfError(err) != fault.Undecided || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}
