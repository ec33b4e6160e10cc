package parquet

import (
	"bytes"
	"fmt"
	"io"
	"rfm/io/typed"
	"rfm/io/value"
	"rfm/io/vector"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// writeParquet writes columns of one length, in row groups of the given size.
// The arrays are released.
func writeParquet(t testing.TB, fields []arrow.Field, columns []arrow.Array, groupRows int64, options ...parquet.WriterProperty) []byte {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	rec := array.NewRecord(schema, columns, int64(columns[0].Len()))
	defer rec.Release()
	for _, c := range columns {
		c.Release()
	}
	tbl := array.NewTableFromRecords(schema, []arrow.Record{rec})
	defer tbl.Release()
	var buf bytes.Buffer
	props := parquet.NewWriterProperties(options...)
	err := pqarrow.WriteTable(tbl, &buf, groupRows, props, pqarrow.NewArrowWriterProperties(pqarrow.WithDeprecatedInt96Timestamps(false)))
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestParquetTypes writes every type with and without nulls, dictionaries and
// page versions, over several pages and row groups, and reads it as every kind
// it has. The expected cells come from the numbers that were written.
func TestParquetTypes(t *testing.T) {
	rows := 10_000
	if testing.Short() {
		rows = 2_000
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip(err)
	}
	day := func(i int) time.Time { return time.Unix(int64(i-rows/2)*54_321, 0).UTC() }
	iso := func(i int) string { return day(i).Format(time.DateOnly) }
	isoNewYork := func(i int) string { return day(i).In(newYork).Format(time.DateOnly) }
	clock := func(i int) string { return day(i).Format(time.DateTime) }
	number := func(i int) string { return strconv.Itoa(i%251 - 100) }
	natural := func(i int) string { return strconv.Itoa(i % 251) }
	cents := func(i int) string {
		s := strconv.FormatFloat(float64(i-rows/2)/4, 'f', -1, 64)
		return s
	}
	type check struct {
		kind vector.Kind
		zone *time.Location
		want func(i int) string
	}
	tests := []struct {
		typ    arrow.DataType
		append func(b array.Builder, i int)
		checks []check
	}{
		{arrow.BinaryTypes.String, func(b array.Builder, i int) {
			b.(*array.StringBuilder).Append(strings.Repeat("x", i%40) + strconv.Itoa(i%97))
		}, []check{{vector.KindText, time.UTC, func(i int) string { return strings.Repeat("x", i%40) + strconv.Itoa(i%97) }}}},
		{arrow.BinaryTypes.Binary, func(b array.Builder, i int) {
			b.(*array.BinaryBuilder).Append([]byte(iso(i)))
		}, []check{{vector.KindText, time.UTC, iso}, {vector.KindDay, newYork, iso}}},
		{arrow.BinaryTypes.String, func(b array.Builder, i int) {
			b.(*array.StringBuilder).Append(cents(i))
		}, []check{{vector.KindDecimal, time.UTC, cents}}},
		{&arrow.FixedSizeBinaryType{ByteWidth: 5}, func(b array.Builder, i int) {
			b.(*array.FixedSizeBinaryBuilder).Append(fmt.Appendf(nil, "%05d", i))
		}, []check{{vector.KindText, time.UTC, func(i int) string { return fmt.Sprintf("%05d", i) }}}},
		{arrow.FixedWidthTypes.Boolean, func(b array.Builder, i int) {
			b.(*array.BooleanBuilder).Append(i%3 == 0)
		}, []check{{vector.KindText, time.UTC, func(i int) string { return strconv.FormatBool(i%3 == 0) }}}},
		{arrow.PrimitiveTypes.Int8, func(b array.Builder, i int) { b.(*array.Int8Builder).Append(int8(i%251 - 100)) },
			[]check{{vector.KindText, time.UTC, func(i int) string { return strconv.Itoa(int(int8(i%251 - 100))) }}}},
		{arrow.PrimitiveTypes.Int16, func(b array.Builder, i int) { b.(*array.Int16Builder).Append(int16(i%251 - 100)) },
			[]check{{vector.KindText, time.UTC, number}, {vector.KindDecimal, time.UTC, number}, {vector.KindNumber, time.UTC, number}}},
		{arrow.PrimitiveTypes.Int32, func(b array.Builder, i int) { b.(*array.Int32Builder).Append(int32(i%251 - 100)) },
			[]check{{vector.KindText, time.UTC, number}, {vector.KindDecimal, time.UTC, number}}},
		{arrow.PrimitiveTypes.Int64, func(b array.Builder, i int) {
			n, _ := strconv.Atoi(day(i).Format("20060102"))
			b.(*array.Int64Builder).Append(int64(n))
		}, []check{{vector.KindDay, newYork, iso}}},
		{arrow.PrimitiveTypes.Uint8, func(b array.Builder, i int) { b.(*array.Uint8Builder).Append(uint8(i % 251)) },
			[]check{{vector.KindText, time.UTC, natural}, {vector.KindDecimal, time.UTC, natural}, {vector.KindNumber, time.UTC, natural}}},
		{arrow.PrimitiveTypes.Uint32, func(b array.Builder, i int) { b.(*array.Uint32Builder).Append(^uint32(i)) },
			[]check{{vector.KindText, time.UTC, func(i int) string { return strconv.FormatUint(uint64(^uint32(i)), 10) }},
				{vector.KindDecimal, time.UTC, func(i int) string { return strconv.FormatUint(uint64(^uint32(i)), 10) }}}},
		{arrow.PrimitiveTypes.Uint64, func(b array.Builder, i int) { b.(*array.Uint64Builder).Append(^uint64(i)) },
			[]check{{vector.KindText, time.UTC, func(i int) string { return strconv.FormatUint(^uint64(i), 10) }},
				{vector.KindDecimal, time.UTC, func(i int) string { return strconv.FormatUint(^uint64(i), 10) }}}},
		{arrow.PrimitiveTypes.Float32, func(b array.Builder, i int) { b.(*array.Float32Builder).Append(float32(i) / 10) },
			[]check{{vector.KindDecimal, time.UTC, func(i int) string { return strconv.FormatFloat(float64(float32(i)/10), 'f', -1, 32) }}}},
		{arrow.PrimitiveTypes.Float64, func(b array.Builder, i int) { b.(*array.Float64Builder).Append(float64(i-rows/2) / 4) },
			[]check{{vector.KindDecimal, time.UTC, cents}, {vector.KindText, time.UTC, func(i int) string {
				if strings.Contains(cents(i), ".") {
					return cents(i)
				}
				return cents(i) + ".0"
			}}}},
		{arrow.PrimitiveTypes.Float64, func(b array.Builder, i int) {
			n, _ := strconv.Atoi(day(i).Format("20060102"))
			b.(*array.Float64Builder).Append(float64(n))
		}, []check{{vector.KindDay, newYork, iso}}},
		{&arrow.Decimal128Type{Precision: 38, Scale: 3}, func(b array.Builder, i int) {
			b.(*array.Decimal128Builder).Append(decimal128.FromI64(int64(i-rows/2) * 250))
		}, []check{{vector.KindDecimal, time.UTC, cents}, {vector.KindNumber, time.UTC, cents}}},
		{arrow.FixedWidthTypes.Date32, func(b array.Builder, i int) { b.(*array.Date32Builder).Append(arrow.Date32FromTime(day(i))) },
			[]check{{vector.KindDay, newYork, iso}, {vector.KindText, newYork, iso}}},
		{arrow.FixedWidthTypes.Date64, func(b array.Builder, i int) { b.(*array.Date64Builder).Append(arrow.Date64FromTime(day(i))) },
			[]check{{vector.KindDay, time.UTC, iso}}},
		{&arrow.TimestampType{Unit: arrow.Second}, func(b array.Builder, i int) {
			b.(*array.TimestampBuilder).Append(arrow.Timestamp(day(i).Unix()))
		}, []check{{vector.KindDay, newYork, iso}, {vector.KindText, newYork, clock}}},
		{&arrow.TimestampType{Unit: arrow.Millisecond}, func(b array.Builder, i int) {
			b.(*array.TimestampBuilder).Append(arrow.Timestamp(day(i).UnixMilli()))
		}, []check{{vector.KindDay, newYork, iso}, {vector.KindText, newYork, clock}}},
		{&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, func(b array.Builder, i int) {
			b.(*array.TimestampBuilder).Append(arrow.Timestamp(day(i).UnixMicro()))
		}, []check{{vector.KindDay, time.UTC, iso}, {vector.KindDay, newYork, isoNewYork}, {vector.KindText, time.UTC, clock}}},
		{&arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}, func(b array.Builder, i int) {
			b.(*array.TimestampBuilder).Append(arrow.Timestamp(day(i).UnixNano()))
		}, []check{{vector.KindDay, time.UTC, iso}, {vector.KindDay, newYork, isoNewYork}}},
		{arrow.FixedWidthTypes.Time64us, func(b array.Builder, i int) {
			b.(*array.Time64Builder).Append(arrow.Time64(i) * 1_000_001)
		}, []check{{vector.KindText, time.UTC, func(i int) string {
			s := time.UnixMicro(int64(i) * 1_000_001).UTC().Format("15:04:05.000000")
			return strings.TrimSuffix(s, ".000000")
		}}}},
	}
	codecs := []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd, compress.Codecs.Gzip, compress.Codecs.Brotli}
	variant := 0
	for _, test := range tests {
		for _, nulls := range []int{0, 1, 7, rows} { // 0 none, 1 all, else every so many
			for _, dictionary := range []bool{false, true} {
				b := array.NewBuilder(memory.DefaultAllocator, test.typ)
				isNull := func(i int) bool { return nulls > 0 && (i%nulls == 0 || i/1000 == 3) }
				for i := range rows {
					if isNull(i) {
						b.AppendNull()
					} else {
						test.append(b, i)
					}
				}
				version := parquet.DataPageV1
				if variant%2 == 1 {
					version = parquet.DataPageV2
				}
				codec := codecs[variant%len(codecs)]
				variant++
				if nulls == 1 {
					// Arrow's writer does not take the bound of an empty page
					// from the other compressions when built with assertions.
					codec = compress.Codecs.Snappy
				}
				file := writeParquet(t, []arrow.Field{{Name: "c", Type: test.typ, Nullable: nulls > 0}}, []arrow.Array{b.NewArray()}, 6_000,
					parquet.WithDictionaryDefault(dictionary), parquet.WithDataPageVersion(version), parquet.WithDataPageSize(3_000), parquet.WithBatchSize(100), parquet.WithCompression(codec))
				b.Release()
				for _, c := range test.checks {
					name := fmt.Sprintf("%s kind %d zone %s nulls %d dictionary %t page %v %s", test.typ, c.kind, c.zone, nulls, dictionary, version, codec)
					got, bad := readCells(t, file, "c", c.kind, c.zone)
					if len(got) != rows || len(bad) > 0 {
						t.Errorf("%s: %d rows, bad %v", name, len(got), bad)
						continue
					}
					for i := range got {
						want := noValue
						if !isNull(i) {
							want = c.want(i)
						}
						if got[i] != want {
							t.Errorf("%s: row %d is %q, want %q", name, i, got[i], want)
							break
						}
					}
				}
			}
		}
	}
}

// TestParquetBadCells looks at the place and the words of cells that are not
// what was asked for.
func TestParquetBadCells(t *testing.T) {
	dates := array.NewStringBuilder(memory.DefaultAllocator)
	amounts := array.NewFloat64Builder(memory.DefaultAllocator)
	for i := range 9_000 {
		switch i {
		case 5, 4500, 8999:
			dates.Append("The 90s")
		default:
			dates.Append("2024-01-31")
		}
		switch zero := 0.0; i {
		case 5:
			amounts.Append(zero / zero)
		case 6:
			amounts.Append(1 / zero)
		case 7:
			amounts.Append(1e300)
		default:
			amounts.Append(1.5)
		}
	}
	file := writeParquet(t, []arrow.Field{{Name: "Date", Type: arrow.BinaryTypes.String}, {Name: "Amount", Type: arrow.PrimitiveTypes.Float64}},
		[]arrow.Array{dates.NewArray(), amounts.NewArray()}, 8_000)
	tab, err := open(bytes.NewReader(file), int64(len(file)), "x.parquet", nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	d := tab.Decoder([]vector.Want{{Index: 1, Name: "Amount", Kind: vector.KindDecimal, Form: value.PlainForm()}, {Index: 0, Name: "Date", Kind: vector.KindDay, Form: value.PlainForm()}})
	var b vector.Batch
	for err = d.Next(&b); err == nil; err = d.Next(&b) {
		for _, c := range b.Bad {
			got = append(got, fmt.Sprintf("%d:%d:%d:%d %s %q %s", c.Morsel, c.Line, c.Row, c.Column, c.Name, c.Value, c.Reason))
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	want := []string{
		`0:5:5:0 Date "The 90s" is not a date`,
		`0:5:5:1 Amount "NaN" is not a number`,
		`0:6:6:1 Amount "+Inf" is not a number`,
		`0:7:7:1 Amount "1e+300" has more digits than 128 bits hold`,
		`0:4500:404:0 Date "The 90s" is not a date`,
		`1:999:999:0 Date "The 90s" is not a date`,
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	if lines := tab.Lines(); len(lines) != 2 || lines[0] != 8000 || lines[1] != 1000 {
		t.Errorf("lines %v", lines)
	}
}

// TestParquetNoNumberNoDate reads types as kinds that they cannot be.
func TestParquetNoNumberNoDate(t *testing.T) {
	b := array.NewBooleanBuilder(memory.DefaultAllocator)
	b.AppendValues([]bool{true, false, true}, []bool{true, false, true})
	file := writeParquet(t, []arrow.Field{{Name: "c", Type: arrow.FixedWidthTypes.Boolean, Nullable: true}}, []arrow.Array{b.NewArray()}, 10)
	for _, k := range []vector.Kind{vector.KindDay, vector.KindDecimal, vector.KindNumber} {
		if _, bad := readCells(t, file, "c", k, nil); len(bad) != 2 || bad[0].Value != "true" || bad[1].Row != 2 {
			t.Errorf("kind %d: %v", k, bad)
		}
	}
}

// TestParquetNested names leaf columns by path and refuses lists.
func TestParquetNested(t *testing.T) {
	pair := arrow.StructOf(arrow.Field{Name: "id", Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	s := array.NewStructBuilder(memory.DefaultAllocator, pair)
	l := array.NewListBuilder(memory.DefaultAllocator, arrow.PrimitiveTypes.Int64)
	for i := range 6 {
		if i == 2 {
			s.AppendNull()
		} else {
			s.Append(true)
			if i == 3 {
				s.FieldBuilder(0).AppendNull()
			} else {
				s.FieldBuilder(0).(*array.Int64Builder).Append(int64(i))
			}
		}
		l.Append(true)
		l.ValueBuilder().(*array.Int64Builder).AppendValues([]int64{1, 2}, nil)
	}
	file := writeParquet(t, []arrow.Field{{Name: "customer", Type: pair, Nullable: true}, {Name: "items", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64), Nullable: true}},
		[]arrow.Array{s.NewArray(), l.NewArray()}, 4)
	if cells, _ := readCells(t, file, "customer.id", vector.KindText, nil); strings.Join(cells, "") != "01"+noValue+noValue+"45" {
		t.Errorf("customer.id is %v", cells)
	}
	tab, err := open(bytes.NewReader(file), int64(len(file)), "x.parquet", nil)
	if err != nil {
		t.Fatal(err)
	}
	var b vector.Batch
	err = tab.Decoder([]vector.Want{{Index: 1, Name: "items", Kind: vector.KindText}}).Next(&b)
	if err == nil || !strings.Contains(err.Error(), "is a list") || !strings.Contains(err.Error(), "items") {
		t.Errorf("a list: %v", err)
	}
}

// TestParquetSharing lets several decoders share the row groups of a table,
// each with one column wanted as several kinds: every row comes once.
func TestParquetSharing(t *testing.T) {
	file := benchParquet(t, 50_000, 3_000)
	for _, workers := range []int{1, 2, 8} {
		tab, err := open(bytes.NewReader(file), int64(len(file)), "x.parquet", nil)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		seen := make(map[string]int)
		for range workers {
			d := tab.Decoder([]vector.Want{{Index: 0, Name: "customer", Kind: vector.KindText}, {Index: 0, Name: "customer", Kind: vector.KindText}, {Index: 2, Name: "amount", Kind: vector.KindDecimal, Form: value.PlainForm()}, {Index: 2, Name: "amount", Kind: vector.KindText}})
			wg.Go(func() {
				var b vector.Batch
				for {
					err := d.Next(&b)
					if err == io.EOF {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for i := range b.Rows {
						seen[string(b.Vectors[0].Text(i))]++
						if a, b := string(b.Vectors[0].Text(i)), string(b.Vectors[1].Text(i)); a != b {
							t.Errorf("%q and %q", a, b)
						}
						if a, b := string(typed.AppendDecimal(nil, b.Vectors[2].Decimals[i], b.Vectors[2].Scale)), string(b.Vectors[3].Text(i)); a != b {
							t.Errorf("%q and %q", a, b)
						}
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(seen) != 50_000 {
			t.Errorf("%d workers: %d customers", workers, len(seen))
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%d workers: %s came %d times", workers, id, n)
			}
		}
	}
}
