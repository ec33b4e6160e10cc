package table

import (
	"io"
	"testing"
)

// countedOutput counts bytes and drops them.
type countedOutput struct{ n int64 }

func (c *countedOutput) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

var _ io.Writer = (*countedOutput)(nil)

func BenchmarkWriter(b *testing.B) {
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			rows := 700_000
			if f.Name == "table" || f.Name == "markdown" {
				rows = 2000 // for eyes
			}
			rec := customerRecord(b, rows)
			var out countedOutput
			b.ReportAllocs()
			for b.Loop() {
				out.n = 0
				w, err := NewWriter(&out, f, rec.Schema())
				if err != nil {
					b.Fatal(err)
				}
				if err := w.Write(rec); err != nil {
					b.Fatal(err)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(out.n)
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
