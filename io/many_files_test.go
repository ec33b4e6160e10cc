package rfmio

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"rfm/rfm"
)

// An input may have thousands of small files: what is read ahead of a file, and the
// buffers it is read by, are not kept until it is its turn.
func TestManyFilesTakeLittleMemory(t *testing.T) {
	folder := t.TempDir()
	const files = 500
	for i := range files {
		text := fmt.Sprintf("customer_id,date,amount\nc%d,2024-01-01,1\n", i)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.csv", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	in, err := Open([]string{filepath.Join(folder, "*.csv")}, Options{Schema: rfm.TransactionSchema(true)})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / files; kept > 16<<10 {
		t.Errorf("%d bytes are kept for each file", kept)
	}
	if made := (after.TotalAlloc - before.TotalAlloc) / files; made > 800<<10 {
		t.Errorf("%d bytes were taken for each file", made)
	}
	runtime.KeepAlive(in)
}
