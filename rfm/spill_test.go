package rfm

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
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

// spills is the number of parts with a temporary file.
func spills(all []*Aggregator) int {
	n := 0
	for i := range all[0].population.parts {
		if all[0].population.parts[i].orders.spilled != nil {
			n++
		}
	}
	return n
}

func TestSpilledOrdersGiveTheSameResult(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	rows := scattered(300_000)
	want, _ := aggregate(t, rows, Settings{}, 1, 4096)
	for _, limit := range []int64{1, 1 << 20, 3 << 20} {
		all := NewAggregators(2, Settings{Memory: limit})
		for i, batch := range slices.Collect(slices.Chunk(rows, 4096)) {
			rec := record(t, memory.DefaultAllocator, batch)
			if err := all[i%2].Add(rec); err != nil {
				t.Fatal(err)
			}
			rec.Release()
		}
		if n := spills(all); n == 0 {
			t.Errorf("limit %d: no part was spilled", limit)
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

func TestNothingIsSpilledBelowTheLimit(t *testing.T) {
	all := NewAggregators(1, Settings{Memory: 1 << 30})
	rec := record(t, memory.DefaultAllocator, scattered(50_000))
	if err := all[0].Add(rec); err != nil {
		t.Fatal(err)
	}
	if n := spills(all); n > 0 {
		t.Errorf("%d parts were spilled", n)
	}
}

func TestSpillThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	a := NewAggregators(1, Settings{Memory: 1})[0]
	rec := record(t, memory.DefaultAllocator, scattered(50_000))
	var failed *SpillError
	if err := a.Add(rec); !errors.As(err, &failed) {
		t.Errorf("got %v", err)
	}
}
