package rowset

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// madeHashes are rows of which some are equal: want is how many equal one before.
func madeHashes(n, different int) (hashes []Hash, want int64) {
	random := rand.New(rand.NewPCG(9, 10))
	pool := make([]Hash, different)
	for i := range pool {
		pool[i] = Hash{Hi: random.Uint64(), Lo: random.Uint64()}
	}
	seen := map[Hash]bool{}
	for range n {
		h := pool[random.IntN(different)]
		if seen[h] {
			want++
		}
		seen[h] = true
		hashes = append(hashes, h)
	}
	return hashes, want
}

// addAll adds rows by some workers in batches and counts those found again.
func addAll(s *Set, hashes []Hash, workers int) int64 {
	var wg sync.WaitGroup
	found := make([]int64, workers)
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			order := make([]int32, 1000)
			for at := w * 1000; at < len(hashes); at += workers * 1000 {
				s.Add(hashes[at:min(at+1000, len(hashes))], order, func(int32) { found[w]++ })
			}
		}()
	}
	wg.Wait()
	sum := int64(0)
	for _, n := range found {
		sum += n
	}
	return sum
}

func TestRowSetFindsEveryEqualRow(t *testing.T) {
	hashes, want := madeHashes(200_000, 120_000)
	for workers := 1; workers <= 3; workers++ {
		s := &Set{Limit: 1 << 40}
		if found := addAll(s, hashes, workers); found != want || s.rows.Load() != int64(len(hashes))-want {
			t.Errorf("%d workers find %d of %d", workers, found, want)
		}
		if rows, oneIn := s.Equals(); rows != want || oneIn != 1 {
			t.Errorf("%d of %d, one in %d", rows, want, oneIn)
		}
	}
}

// TestThinnedRowSetEstimates: a thinned set is within its limit, says how much of
// the rows it has looked at, and the same for any number of workers.
func TestThinnedRowSetEstimates(t *testing.T) {
	hashes, want := madeHashes(400_000, 250_000)
	first := int64(-1)
	for workers := 1; workers <= 3; workers++ {
		s := &Set{Limit: 30_000, Thins: true}
		addAll(s, hashes, workers)
		rows, oneIn := s.Equals()
		if oneIn != 8 || s.rows.Load() > 30_000 || float64(rows) < 0.97*float64(want) || float64(rows) > 1.03*float64(want) {
			t.Errorf("%d of %d equal, one in %d, %d kept", rows, want, oneIn, s.rows.Load())
		}
		if first < 0 {
			first = rows
		}
		if rows != first {
			t.Errorf("%d workers estimate %d, one %d", workers, rows, first)
		}
	}
}

func TestRowSetTakesFewBytesPerRow(t *testing.T) {
	hashes, _ := madeHashes(300_000, 2_000_000)
	s := &Set{Limit: 1 << 40}
	addAll(s, hashes, 1)
	room := 0
	for i := range s.parts {
		room += len(s.parts[i].hashes)
	}
	if perRow := float64(room*Bytes) / float64(s.rows.Load()); perRow > 19.5 {
		t.Errorf("%.1f bytes per row", perRow)
	}
}

func TestFullRowSet(t *testing.T) {
	hashes, _ := madeHashes(10_000, 2_000_000)
	s := &Set{Limit: 5_000}
	if addAll(s, hashes[:4_000], 1); s.Full() {
		t.Error("full too early")
	}
	if addAll(s, hashes[4_000:], 1); !s.Full() {
		t.Error("not full")
	}
}
