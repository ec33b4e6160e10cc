package learn_test

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"

	"rfm/segment/learn"
)

// An offer of a DVD club to 20,000 customers, of whom 14,000 are to be learned
// from: skipped where the file is not there. The figures are those of an
// independent tree in Python, with the area under the curve counted by pairs.
func TestDVD(t *testing.T) {
	const path = "../../../shared/data/dvd/dvd.parquet"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the file is not here")
	}
	s := readDVD(t, path)
	tree, err := learn.Learn(s, learn.Options{Depth: 2, MinLeaf: 200})
	if err != nil {
		t.Fatal(err)
	}
	if tree.Learned != (learn.Count{Customers: 14000, Responders: 3677}) || tree.HeldOut != (learn.Count{Customers: 6000, Responders: 1569}) {
		t.Errorf("learned %v, held out %v", tree.Learned, tree.HeldOut)
	}
	want := []struct {
		rule          string
		learned, held learn.Count
	}{
		{"coupon > 3.5 && last <= 16", learn.Count{Customers: 3262, Responders: 1871}, learn.Count{Customers: 1415, Responders: 800}},
		{"coupon > 3.5 && last > 16", learn.Count{Customers: 2391, Responders: 678}, learn.Count{Customers: 966, Responders: 254}},
		{"coupon > 2.5 && coupon <= 3.5", learn.Count{Customers: 2779, Responders: 643}, learn.Count{Customers: 1231, Responders: 283}},
		{"coupon <= 2.5", learn.Count{Customers: 5568, Responders: 485}, learn.Count{Customers: 2388, Responders: 232}},
	}
	for i, w := range want {
		if l := tree.Leaves[i]; l.Rule() != w.rule || l.Learned != w.learned || l.HeldOut != w.held {
			t.Errorf("leaf %d: %s %v %v, want %+v", i+1, l.Rule(), l.Learned, l.HeldOut, w)
		}
	}
	if auc := tree.Judge(); math.Abs(auc.Learned-0.7555) > 5e-5 || math.Abs(auc.HeldOut-0.7439) > 5e-5 {
		t.Errorf("%+v, want 0.7555 and 0.7439", auc)
	}
	if text := string(tree.Scheme(learn.About{Name: "dvd", Target: "buy"})); !strings.Contains(text, "# learned 1,871 of 3,262 (57.36 %), held out 800 of 1,415 (56.54 %)\n  - code: grade_1") {
		t.Error(text)
	}
}

// readDVD reads the columns buy, coupon, purch, last, training.
func readDVD(t *testing.T, path string) *learn.Sample {
	t.Helper()
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := &learn.Sample{}
	columns := map[string][]float64{}
	for g := range r.NumRowGroups() {
		group := r.RowGroup(g)
		n := group.NumRows()
		for _, name := range []string{"buy", "coupon", "purch", "last", "training"} {
			chunk, err := group.Column(r.MetaData().Schema.ColumnIndexByName(name))
			if err != nil {
				t.Fatal(err)
			}
			levels := make([]int16, n)
			switch chunk := chunk.(type) {
			case *file.ByteArrayColumnChunkReader:
				values := make([]parquet.ByteArray, n)
				for read := int64(0); read < n; {
					total, _, err := chunk.ReadBatch(n-read, values, levels, nil)
					if err != nil || total == 0 {
						t.Fatal(total, err)
					}
					for _, v := range values[:total] {
						s.Responded = append(s.Responded, string(v) == "yes")
					}
					read += total
				}
			case *file.Int32ColumnChunkReader:
				values := make([]int32, n)
				for read := int64(0); read < n; {
					total, _, err := chunk.ReadBatch(n-read, values, levels, nil)
					if err != nil || total == 0 {
						t.Fatal(total, err)
					}
					for _, v := range values[:total] {
						columns[name] = append(columns[name], float64(v))
					}
					read += total
				}
			default:
				t.Fatalf("column %s is a %T", name, chunk)
			}
		}
	}
	s.IDs = make([]string, len(s.Responded))
	for _, training := range columns["training"] {
		s.HeldOut = append(s.HeldOut, training == 0)
	}
	for _, name := range []string{"coupon", "purch", "last"} {
		s.Fields = append(s.Fields, learn.Field{Name: name, Numbers: columns[name]})
	}
	return s
}
