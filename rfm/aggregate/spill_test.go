package aggregate

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/tempfile"
)

// scattered are rows of few customers with many orders of several rows each,
// which do not stand together.
func scattered(n int) []row {
	random := rand.New(rand.NewPCG(11, 12))
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{customer: fmt.Sprint(random.IntN(n / 100)), day: 15000 + random.Int32N(100), amount: random.Int64N(1000), order: fmt.Sprint(random.IntN(n / 3))}
	}
	return rows
}

// spills is the number of partitions with a temporary file.
func spills(all []*Aggregator) int {
	n := 0
	for i := range all[0].population.partitions {
		if all[0].population.partitions[i].spilled != nil {
			n++
		}
	}
	return n
}

func TestSpilledOrdersGiveTheSameResult(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	rows := scattered(100_000)
	want, _ := aggregate(t, rows, Settings{}, 1, 4096)
	for _, limit := range []int64{1, 1 << 19, 1 << 20} {
		all := NewAggregators(2, Settings{Memory: limit})
		for i, batch := range slices.Collect(slices.Chunk(rows, 4096)) {
			rec := record(t, memory.DefaultAllocator, batch)
			if err := all[i%2].Add(rec); err != nil {
				t.Fatal(err)
			}
			rec.Release()
		}
		if n := spills(all); n == 0 {
			t.Errorf("limit %d: no partition was spilled", limit)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("limit %d: files with names: %v, %v", limit, left, err)
		}
		got, _, err := Combine(all...)
		if err != nil || !slices.Equal(lines(got), lines(want)) {
			t.Errorf("limit %d: %v, %s", limit, err, firstDifference(lines(got), lines(want)))
		}
	}
}

// A population in files is the one that would be in memory, block by block.
func TestSpilledCustomersAreThoseOfMemory(t *testing.T) {
	rows := randomRows(rand.New(rand.NewPCG(15, 16)), 5_000)
	for i := range rows {
		if i%50 == 0 {
			rows[i].customer = fmt.Sprintf("only once, with a name of more than 15 bytes: %d", i)
		}
	}
	for _, s := range []Settings{{}, {Count: CountRows}, {Count: CountDays, Returns: DropReturns}, {Monetary: rfm.MeanOrder}} {
		want, wantAccount := aggregate(t, rows, s, 1, 1000)
		for _, s.Memory = range []int64{1, 100_000} {
			all := NewAggregators(2, s)
			for i, batch := range slices.Collect(slices.Chunk(rows, 1000)) {
				for len(batch) > 0 {
					n := 1
					for n < len(batch) && batch[n].scale == batch[0].scale {
						n++
					}
					rec := record(t, memory.DefaultAllocator, batch[:n])
					if err := all[i%2].Add(rec); err != nil {
						t.Fatal(err)
					}
					rec.Release()
					batch = batch[n:]
				}
			}
			p, account, err := Close(all...)
			if err != nil {
				t.Fatal(err)
			}
			if p.InMemory() || p.Len() != want.Len() || account != wantAccount {
				t.Errorf("%+v: in memory %v, %d customers, want %d, account %+v, want %+v", s, p.InMemory(), p.Len(), want.Len(), account, wantAccount)
			}
			for range 2 { // blocks can be gone through again
				got, unordered := blockLines(t, p.Blocks()), blockLines(t, p.Unordered())
				if !slices.Equal(got, lines(want)) {
					t.Errorf("%+v: %s", s, firstDifference(got, lines(want)))
				}
				slices.Sort(got)
				if slices.Sort(unordered); !slices.Equal(unordered, got) {
					t.Errorf("%+v: unordered: %s", s, firstDifference(unordered, got))
				}
			}
			whole, err := p.Whole()
			if err != nil || !slices.Equal(lines(whole), lines(want)) {
				t.Errorf("%+v: %v, %s", s, err, firstDifference(lines(whole), lines(want)))
			}
			p.Remove()
			for block, err := range p.Blocks() {
				var failed *tempfile.Error
				if block != nil || !errors.As(err, &failed) {
					t.Errorf("%+v: after the files are gone: %v", s, err)
				}
			}
		}
	}
}

// Wherever memory ends while rows are added or the population is closed, nobody
// is lost.
func TestCustomersAreTheSameWithAnyMemory(t *testing.T) {
	rows := mixedRows(2000)
	for i := range rows {
		rows[i].customer = fmt.Sprint(i % 1000)
		if i%3 == 0 {
			rows[i].customer = fmt.Sprintf("somebody %d x", i)
		}
	}
	want := reference(rows, Settings{})
	for memory := int64(1000); memory < 2_000_000; memory += memory / 3 {
		c, _ := aggregate(t, rows, Settings{Memory: memory}, 2, 500)
		got := lines(c)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%d bytes: %d customers, want %d; %s", memory, len(got), len(want), firstDifference(got, want))
		}
	}
}

// blockLines are the lines of customers in blocks.
func blockLines(t *testing.T, blocks iter.Seq2[*rfm.Customers, error]) (all []string) {
	t.Helper()
	for block, err := range blocks {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, lines(block)...)
	}
	return all
}

func TestNothingIsSpilledBelowTheLimit(t *testing.T) {
	all := NewAggregators(1, Settings{Memory: 1 << 30})
	rec := record(t, memory.DefaultAllocator, scattered(50_000))
	if err := all[0].Add(rec); err != nil {
		t.Fatal(err)
	}
	if n := spills(all); n > 0 {
		t.Errorf("%d partitions were spilled", n)
	}
}

func TestSpillThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	a := NewAggregators(1, Settings{Memory: 1})[0]
	rec := record(t, memory.DefaultAllocator, scattered(50_000))
	var failed *tempfile.Error
	if err := a.Add(rec); !errors.As(err, &failed) {
		t.Errorf("got %v", err)
	}
}
