package arrowipc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"rfm/io/fault"
	"rfm/io/parquet"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	arrowparquet "github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// arrowSample has a column of every type that Parquet has, too, with a null in
// each.
func arrowSample(t testing.TB) arrow.Record {
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(arrowSampleFields(), nil), strings.NewReader(`[
		{"i8":-8,"i16":16,"i32":32,"i64":9007199254740993,"u8":8,"u16":16,"u32":4294967295,"f32":0.1,"f64":1234.5,"bool":true,"text":"00042","large":"Ä","day":"2024-01-31",
		 "ms":"2024-01-31 23:30:00.5","us":"2024-01-31 23:30:00","ns":"1969-12-31 23:59:59","utc":"2024-01-31 23:30:00","clock":"10:20:30","money":"12.50","wide":"-0.01","in":{"a":7,"b":"x"},"word":"yes"},
		{},
		{"i8":1,"i16":-1,"i32":20240131,"i64":-5,"u8":0,"u16":1,"u32":2,"f32":1e10,"f64":17850,"bool":false,"text":"2024-02-01","large":"1.25","day":"1969-12-31",
		 "ms":"2024-02-01 00:00:00","us":"1970-01-01 00:00:00","ns":"2024-02-01 12:00:00","utc":"2024-07-31 22:00:00","clock":"00:00:00","money":"-7.00","wide":"99999999999999999999.99","in":{"b":"z"},"word":"no"}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func arrowSampleFields() []arrow.Field {
	var fields []arrow.Field
	for _, f := range []struct {
		name string
		t    arrow.DataType
	}{
		{"i8", arrow.PrimitiveTypes.Int8}, {"i16", arrow.PrimitiveTypes.Int16}, {"i32", arrow.PrimitiveTypes.Int32}, {"i64", arrow.PrimitiveTypes.Int64},
		{"u8", arrow.PrimitiveTypes.Uint8}, {"u16", arrow.PrimitiveTypes.Uint16}, {"u32", arrow.PrimitiveTypes.Uint32},
		{"f32", arrow.PrimitiveTypes.Float32}, {"f64", arrow.PrimitiveTypes.Float64}, {"bool", arrow.FixedWidthTypes.Boolean},
		{"text", arrow.BinaryTypes.String}, {"large", arrow.BinaryTypes.LargeString}, {"day", arrow.FixedWidthTypes.Date32},
		{"ms", &arrow.TimestampType{Unit: arrow.Millisecond}}, {"us", &arrow.TimestampType{Unit: arrow.Microsecond}}, {"ns", &arrow.TimestampType{Unit: arrow.Nanosecond}},
		{"utc", &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}}, {"clock", arrow.FixedWidthTypes.Time32ms},
		{"money", &arrow.Decimal128Type{Precision: 9, Scale: 2}}, {"wide", &arrow.Decimal128Type{Precision: 38, Scale: 2}},
		{"in", arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, arrow.Field{Name: "b", Type: arrow.BinaryTypes.String, Nullable: true})},
		{"word", &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}},
	} {
		fields = append(fields, arrow.Field{Name: f.name, Type: f.t, Nullable: true})
	}
	return fields
}

// arrowBytes writes a record twice, as a stream or as a file.
func arrowBytes(t testing.TB, rec arrow.Record, isFile bool, options ...ipc.Option) []byte {
	var out bytes.Buffer
	var w interface {
		Write(arrow.Record) error
		Close() error
	}
	options = append(options, ipc.WithSchema(rec.Schema()))
	if w = ipc.NewWriter(&out, options...); isFile {
		file, err := ipc.NewFileWriter(&seekable{Writer: &out}, options...)
		if err != nil {
			t.Fatal(err)
		}
		w = file
	}
	for range 2 {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func openArrowBytes(b []byte) (*Table, error) {
	return Open(source.New("x.arrow", bytes.NewReader(b)), nil)
}

// shownTable decodes every column as everything that it can be.
func shownTable(tab vector.Table) ([]string, error) {
	var wants []vector.Want
	for i, name := range tab.Columns() {
		for _, k := range []vector.Kind{vector.KindText, vector.KindDay, vector.KindDecimal, vector.KindNumber} {
			wants = append(wants, vector.Want{Index: i, Name: name, Kind: k, Form: value.PlainForm()})
		}
	}
	var out []string
	var b vector.Batch
	d := tab.Decoder(wants)
	for {
		if err := d.Next(&b); err == io.EOF {
			return out, nil
		} else if err != nil {
			return out, err
		}
		for row := range b.Rows {
			for i, w := range wants {
				v := &b.Vectors[i]
				cell := fmt.Sprintf("%s as %d: ", w.Name, w.Kind)
				switch {
				case v.IsNull(row):
					cell += "null"
				case w.Kind == vector.KindText:
					cell += string(v.Text(row))
				case w.Kind == vector.KindDay:
					cell += v.Days[row].FormattedString()
				case w.Kind == vector.KindDecimal:
					cell += v.Decimals[row].ToString(v.Scale)
				default:
					cell += fmt.Sprint(v.Numbers[row])
				}
				out = append(out, cell)
			}
		}
		for _, bad := range b.Bad {
			out = append(out, fmt.Sprintf("row %d, %s %q %s", bad.Row, bad.Name, bad.Value, bad.Reason))
		}
	}
}

// TestArrowIsReadAsParquet writes the same rows in both formats.
func TestArrowIsReadAsParquet(t *testing.T) {
	rec := arrowSample(t)
	var file bytes.Buffer
	w, err := pqarrow.NewFileWriter(rec.Schema(), &file, arrowparquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	same, err := parquet.Open(source.New("x.parquet", &file), nil, &atomic.Int64{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := shownTable(same)
	if err != nil || len(want) < 500 {
		t.Fatal(len(want), err)
	}
	for name, b := range map[string][]byte{
		"stream": arrowBytes(t, rec, false), "file": arrowBytes(t, rec, true),
		"lz4": arrowBytes(t, rec, true, ipc.WithLZ4()), "zstd": arrowBytes(t, rec, false, ipc.WithZstd()),
	} {
		tab, err := openArrowBytes(b)
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := shownTable(tab)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %d cells, not %d: %v", name, len(got), len(want), err)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %s; want %s", name, got[i], want[i])
			}
		}
	}
}

// TestArrowCutOff cuts data off at every length: an error, but between two
// batches of a stream, where it is said.
func TestArrowCutOff(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many rounds")
	}
	rec := arrowSample(t)
	for _, isFile := range []bool{false, true} {
		whole := arrowBytes(t, rec, isFile)
		silent := 0
		for n := 8; n < len(whole); n += 37 { // every place in the frames of Arrow, which are multiples of 8
			tab, err := openArrowBytes(whole[:n])
			if err == nil {
				_, err = shownTable(tab)
			}
			switch {
			case err == nil && !isFile && tab.source.Unfinished:
				silent++
			case err == nil:
				t.Errorf("file %t: %d of %d bytes are taken for whole", isFile, n, len(whole))
			case !isUnreadable(err):
				t.Errorf("file %t: %d bytes: %v", isFile, n, err)
			}
		}
		if silent > 4 { // behind the schema and its dictionaries, and each of two batches
			t.Errorf("%d cuts are taken for an end", silent)
		}
	}
}

// TestArrowFlipped changes bytes anywhere: an error or some result, but no
// panic and no allocation out of proportion.
func TestArrowFlipped(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many rounds")
	}
	random := rand.New(rand.NewPCG(7, 8))
	for _, whole := range [][]byte{arrowBytes(t, arrowSample(t), false, ipc.WithLZ4()), arrowBytes(t, arrowSample(t), true)} {
		for range 100 {
			broken := bytes.Clone(whole)
			for range 1 + random.IntN(3) {
				broken[8+random.IntN(len(broken)-8)] = byte(random.Uint32())
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if tab, err := openArrowBytes(broken); err == nil {
				shownTable(tab)
			}
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 2<<30 {
				t.Errorf("%d MB allocated", grown>>20)
			}
		}
	}
}

// FuzzArrow reads any bytes.
func FuzzArrow(f *testing.F) {
	f.Add(arrowBytes(f, arrowSample(f), false))
	f.Add(arrowBytes(f, arrowSample(f), true))
	f.Fuzz(func(t *testing.T, b []byte) {
		if tab, err := openArrowBytes(b); err == nil {
			shownTable(tab)
		}
	})
}

func isUnreadable(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Kind == fault.Unreadable
}

// seekable is a writer whose position can be asked for.
type seekable struct {
	io.Writer
	at int64
}

func (s *seekable) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	s.at += int64(n)
	return n, err
}

// Seek implements io.Seeker for the position of now.
func (s *seekable) Seek(int64, int) (int64, error) { return s.at, nil }
