package score

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

// inBlocks are customers in blocks of the sizes that size tells.
func inBlocks(c *rfm.Customers, size func() int) iter.Seq2[*rfm.Customers, error] {
	ids := c.ID.All()
	return func(yield func(*rfm.Customers, error) bool) {
		for from := 0; from < c.Len(); {
			to := min(from+size(), c.Len())
			block := *c
			block.ID = rfmtest.IDs(ids[from:to]...)
			block.Recency, block.Orders, block.Monetary = c.Recency[from:to], c.Orders[from:to], c.Monetary[from:to]
			if c.Average != nil {
				block.FirstOrder, block.LastOrder, block.Average = c.FirstOrder[from:to], c.LastOrder[from:to], c.Average[from:to]
			}
			if !yield(&block, nil) {
				return
			}
			from = to
		}
	}
}

// uneven are populations that are hard to cut.
func uneven(random *rand.Rand, n int) map[string]*rfm.Customers {
	all := map[string]*rfm.Customers{}
	add := func(name string, recency func() int32, orders func() int64, money func() decimal128.Num) {
		c := &rfm.Customers{Scale: 2, ID: rfmtest.IDs(make([]string, n)...)}
		for range n {
			c.Recency, c.Orders, c.Monetary = append(c.Recency, recency()), append(c.Orders, orders()), append(c.Monetary, money())
		}
		all[name] = c
	}
	small := func() int32 { return random.Int32N(1000) }
	once := func() int64 { return max(1, random.Int64N(4)-1) }
	add("ties", small, once, func() decimal128.Num { return decimal128.FromI64(995 * max(0, random.Int64N(5)-2)) })
	add("far apart", func() int32 { return random.Int32() }, func() int64 { return 1 + random.Int64() },
		func() decimal128.Num { return decimal128.FromI64(int64(random.Uint64())) })
	add("close together", func() int32 { return math.MaxInt32 - random.Int32N(3) }, func() int64 { return math.MaxInt64 - random.Int64N(1e9) },
		func() decimal128.Num { return decimal128.New(1<<61, random.Uint64N(1e12)) })
	add("beyond 64 bits", small, once, func() decimal128.Num { return decimal128.New(int64(random.Uint64())>>2, random.Uint64()) })
	add("some beyond 64 bits", small, once, func() decimal128.Num {
		if random.IntN(20) > 0 {
			return decimal128.FromI64(random.Int64N(1e6) - 1e5)
		}
		return decimal128.New(random.Int64N(3)-1, random.Uint64())
	})
	add("negative", small, once, func() decimal128.Num { return decimal128.FromI64(-1 - int64(math.Exp(random.NormFloat64()*4+9))) })
	return all
}

func TestBlocksScoreAsTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 23))
	for round := range 40 {
		n := []int{1, 2, 7, 100, 3000}[round%5]
		populations := uneven(random, n)
		populations["drawn"] = rfmtest.Drawn(random, n)
		for name, c := range populations {
			bins := Bins{2 + random.IntN(9), 2 + random.IntN(9), 2 + random.IntN(9)}
			for _, o := range []Options{{Bins: bins}, {}, {Method: MethodRRFM, Bins: bins}, {Edges: mustEdges(t, "r=3,30;f=1,2,4;m=-1,0.5,9.95,100")},
				{Frozen: &CutPoints{{big.NewRat(100, 3)}, {big.NewRat(1, 1)}, {big.NewRat(-1, 7), big.NewRat(1000, 1)}}}} {
				sameInBlocks(t, fmt.Sprintf("%s, %d customers, %s", name, n, o.methodName()), c, o, inBlocks(c, func() int { return 1 + random.IntN(1+n/3) }))
			}
		}
	}
}

// So many that the second pass counts ties, too.
func TestManyBlocksScoreAsTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 23))
	n := 3 * gatherAtMost
	for name, c := range uneven(random, n) {
		if name == "negative" {
			for i := range c.Monetary[:n/2] { // in one stretch
				c.Monetary[i] = decimal128.FromI64(1e15)
			}
		}
		sameInBlocks(t, name, c, Options{}, inBlocks(c, func() int { return 10_001 }))
	}
}

func sameInBlocks(t *testing.T, name string, c *rfm.Customers, o Options, blocks iter.Seq2[*rfm.Customers, error]) {
	t.Helper()
	whole := mustScore(t, c, o)
	scorer, err := NewScorer(blocks, o)
	if err != nil {
		t.Fatal(name, err)
	}
	got := &Scores{}
	for block := range blocks {
		s := scorer.Score(block)
		got.R, got.F, got.M = append(got.R, s.R...), append(got.F, s.F...), append(got.M, s.M...)
	}
	if !sameScores(got, whole) {
		t.Fatalf("%s: other scores", name)
	}
	if notices := scorer.Notices(); !slices.Equal(notices, whole.Notices) {
		t.Fatalf("%s: notices\n%v, want\n%v", name, notices, whole.Notices)
	}
	frozen, err := scorer.Freeze()
	if err != nil {
		t.Fatal(name, err)
	}
	for _, d := range rfm.Dimensions() {
		if levels := scorer.Levels(d); !slices.Equal(levels, whole.Levels(d)) {
			t.Fatalf("%s: levels\n%v, want\n%v", name, levels, whole.Levels(d))
		}
		if !slices.EqualFunc(frozen[d], whole.CutPoints(d), func(x, y *big.Rat) bool { return x.Cmp(y) == 0 }) {
			t.Fatalf("%s: cut points of %s\n%v, want\n%v", name, d.Field(), frozen[d], whole.CutPoints(d))
		}
	}
}

func TestScorerRefuses(t *testing.T) {
	c := rfmtest.Drawn(rand.New(rand.NewPCG(1, 2)), 50)
	broken := errors.New("broken")
	for _, test := range []struct {
		name   string
		blocks iter.Seq2[*rfm.Customers, error]
		o      Options
		want   string
	}{
		{"by rank", inBlocks(c, c.Len), Options{Method: MethodNTile}, "method ntile has no cut points"},
		{"bins", inBlocks(c, c.Len), Options{Bins: Bins{1, 1, 1}}, "bins 1"},
		{"nobody", inBlocks(&rfm.Customers{}, c.Len), Options{}, rfm.ErrNoCustomers.Error()},
		{"broken", func(yield func(*rfm.Customers, error) bool) { yield(nil, broken) }, Options{}, "broken"},
	} {
		_, err := NewScorer(test.blocks, test.o)
		checkError(t, test.name, err, test.want)
	}
}

// Reading the blocks comes on top. For 20 million customers it is 30 times as
// long.
func BenchmarkNewScorer(b *testing.B) {
	c := rfmtest.Many(700_000)
	for b.Loop() {
		if _, err := NewScorer(inBlocks(c, func() int { return 1 << 16 }), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
