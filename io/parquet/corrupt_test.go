package parquet

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"rfm/io/value"
	"rfm/io/vector"
	"runtime"
	"strings"
	"testing"
)

// readAll decodes every column of a file as text and as what else it may be.
func readAll(file []byte) error {
	tab, err := open(bytes.NewReader(file), int64(len(file)), "x.parquet", nil)
	if err != nil {
		return err
	}
	var wants []vector.Want
	for i, name := range tab.Columns() {
		for _, k := range []vector.Kind{vector.KindText, vector.KindDay, vector.KindDecimal, vector.KindNumber} {
			wants = append(wants, vector.Want{Index: i, Name: name, Kind: k, Form: value.PlainForm()})
		}
	}
	var b vector.Batch
	d := tab.Decoder(wants)
	for {
		if err := d.Next(&b); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func foreignFiles(t testing.TB) map[string][]byte {
	paths, _ := filepath.Glob("../../testdata/parquet/*.parquet")
	files := make(map[string][]byte)
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = file
	}
	return files
}

// TestParquetTruncated cuts files off at every length: always an error.
func TestParquetTruncated(t *testing.T) {
	for name, file := range foreignFiles(t) {
		for n := 0; n < len(file); n += 13 {
			err := readAll(file[:n])
			if err == nil || !strings.Contains(err.Error(), "not a readable Parquet file") {
				t.Errorf("%s: %d of %d bytes: %v", name, n, len(file), err)
			}
		}
	}
}

// TestParquetFlipped changes bytes anywhere: an error or some result, but no
// panic and no allocation out of proportion to the file.
func TestParquetFlipped(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many rounds")
	}
	const rounds = 400
	random := rand.New(rand.NewPCG(5, 6))
	for name, file := range foreignFiles(t) {
		for range rounds {
			broken := bytes.Clone(file)
			for range 1 + random.IntN(3) {
				broken[random.IntN(len(broken))] = byte(random.Uint32())
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			readAll(broken)
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
				t.Errorf("%s: %d MB allocated", name, grown>>20)
			}
		}
	}
}

// TestParquetLyingLengths builds footers and pages that claim much.
func TestParquetLyingLengths(t *testing.T) {
	tail := func(footer []byte) []byte {
		file := append([]byte("PAR1"), footer...)
		file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
		return append(file, "PAR1"...)
	}
	for name, file := range map[string][]byte{
		"empty":         {},
		"magic only":    []byte("PAR1"),
		"text":          []byte("customer,date,amount\n1,2024-01-31,5.00\n"),
		"encrypted":     []byte("PAR1\x00\x00\x00\x00PARE"),
		"no footer":     []byte("PAR1\x00\x00\x00\x00PAR1"),
		"long footer":   []byte("PAR1\xff\xff\xff\xffPAR1"),
		"long list":     tail([]byte{0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0}),
		"long binary":   tail([]byte{0x18, 0xff, 0xff, 0xff, 0xff, 0x07, 0}),
		"deep structs":  tail(bytes.Repeat([]byte{0x1c}, 10_000)),
		"many children": tail([]byte{0x15, 2, 0x19, 0x1c, 0x48, 1, 'r', 0x15, 0x80, 0xc2, 0xd7, 0x2f, 0, 0}),
		"endless field": tail(bytes.Repeat([]byte{0xff}, 100)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := readAll(file)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "x.parquet: not a readable Parquet file (") {
			t.Errorf("%s: %v", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
			t.Errorf("%s: %d bytes allocated", name, grown)
		}
	}
}

// FuzzParquet reads any bytes.
func FuzzParquet(f *testing.F) {
	for _, file := range foreignFiles(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) { readAll(file) })
}
