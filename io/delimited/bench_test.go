package delimited

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
	"testing"
)

// salesText is a file of orders as shop systems export them.
func salesText(rows int, quoted bool) []byte {
	random := rand.New(rand.NewPCG(7, 8))
	var text []byte
	quote := ""
	if quoted {
		quote = `"`
	}
	for i := range rows {
		text = fmt.Appendf(text, "%d,C%08d,2022-%02d-%02d %02d:%02d:%02d,%d.%02d,S%d,%sproduct name %d%s\n", i, random.IntN(1e6), 1+random.IntN(12),
			1+random.IntN(28), random.IntN(24), random.IntN(60), random.IntN(60), random.IntN(500), random.IntN(100), random.IntN(200), quote, random.IntN(5000), quote)
	}
	return text
}

func BenchmarkIndex(b *testing.B) {
	for name, quoted := range map[string]bool{"plain": false, "quoted": true} {
		b.Run(name, func(b *testing.B) {
			text := salesText(4000, quoted)
			x := rowIndex{Columns: 6}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				x.build(text, Dialect{Delimiter: ',', Newline: '\n'}, quoted)
			}
		})
	}
}

func BenchmarkCSV(b *testing.B) {
	for name, quoted := range map[string]bool{"plain": false, "quoted": true} {
		b.Run(name, func(b *testing.B) {
			text := salesText(100_000, quoted)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var batch vector.Batch
			for b.Loop() {
				var err error
				t := &Table{Source: source.New("sales", nil), Dialect: Dialect{Delimiter: ',', Newline: '\n'}, Names: make([]string, 6)}
				t.Blocks = BlockReader{Reader: bytes.NewReader(text), Size: BlockSize, Dialect: t.Dialect}
				d := t.Decoder([]vector.Want{{Index: 1, Kind: vector.KindText}, {Index: 2, Kind: vector.KindDay, Form: value.PlainForm()}, {Index: 3, Kind: vector.KindDecimal, Form: value.PlainForm()}})
				for err == nil {
					err = d.Next(&batch)
				}
				if err != io.EOF || len(batch.Bad) > 0 {
					b.Fatal(err, batch.Bad)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/row")
		})
	}
}
