package score

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

func mustScore(t testing.TB, c *rfm.Customers, o Options) *Scores {
	t.Helper()
	s, err := Score(c, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustEdges(t testing.TB, text string) *Edges {
	t.Helper()
	e, err := ParseEdges(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestScoreSmall(t *testing.T) {
	oneToTen := []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	tests := []struct {
		name    string
		method  string
		bins    Bins
		scale   int32
		values  []int64
		r, f, m []uint8
	}{
		// Cut points 2.8, 4.6, 6.4, 8.2.
		{name: "ten", method: "quantile", values: oneToTen,
			r: []uint8{5, 5, 4, 4, 3, 3, 2, 2, 1, 1}, f: []uint8{1, 1, 2, 2, 3, 3, 4, 4, 5, 5}, m: []uint8{1, 1, 2, 2, 3, 3, 4, 4, 5, 5}},
		// 11 values: the cut points are values; each takes the lower interval.
		{name: "on the cut", method: "quantile", values: []int64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
			r: []uint8{5, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1}, f: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}, m: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}},
		{name: "bins by dimension", method: "quantile", bins: Bins{2, 3, 10}, values: oneToTen,
			r: []uint8{2, 2, 2, 2, 2, 1, 1, 1, 1, 1}, f: []uint8{1, 1, 1, 1, 2, 2, 2, 3, 3, 3}, m: []uint8{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		// Cut points 1, 1, 1, 2.4.
		{name: "ties", method: "quantile", values: []int64{1, 1, 1, 1, 1, 1, 2, 3, 4},
			r: []uint8{5, 5, 5, 5, 5, 5, 2, 1, 1}, f: []uint8{1, 1, 1, 1, 1, 1, 4, 5, 5}, m: []uint8{1, 1, 1, 1, 1, 1, 4, 5, 5}},
		{name: "one customer", method: "quantile", values: []int64{7}, r: []uint8{5}, f: []uint8{1}, m: []uint8{1}},
		{name: "two customers", method: "quantile", values: []int64{7, 8}, r: []uint8{5, 1}, f: []uint8{1, 5}, m: []uint8{1, 5}},
		{name: "all equal", method: "quantile", values: []int64{3, 3, 3, 3, 3, 3},
			r: []uint8{5, 5, 5, 5, 5, 5}, f: []uint8{1, 1, 1, 1, 1, 1}, m: []uint8{1, 1, 1, 1, 1, 1}},

		// Seven customers in three tiles: 3, 2, 2; the first tile is the worst.
		{name: "remainder", method: "ntile", bins: Bins{3, 3, 3}, values: []int64{70, 60, 50, 40, 30, 20, 10},
			r: []uint8{1, 1, 1, 2, 2, 3, 3}, f: []uint8{3, 3, 2, 2, 1, 1, 1}, m: []uint8{3, 3, 2, 2, 1, 1, 1}},
		{name: "ties by id", method: "ntile", bins: Bins{3, 3, 3}, values: []int64{4, 4, 4, 4, 4, 4, 4},
			r: []uint8{1, 1, 1, 2, 2, 3, 3}, f: []uint8{1, 1, 1, 2, 2, 3, 3}, m: []uint8{1, 1, 1, 2, 2, 3, 3}},
		{name: "ties at two borders", method: "ntile", bins: Bins{3, 3, 3}, values: []int64{5, 9, 5, 5, 1, 5},
			r: []uint8{1, 1, 2, 2, 3, 3}, f: []uint8{1, 3, 2, 2, 1, 3}, m: []uint8{1, 3, 2, 2, 1, 3}},
		{name: "fewer customers than tiles", method: "ntile", values: []int64{8, 9}, r: []uint8{2, 1}, f: []uint8{1, 2}, m: []uint8{1, 2}},
		{name: "one customer", method: "ntile", values: []int64{8}, r: []uint8{1}, f: []uint8{1}, m: []uint8{1}},

		// The halves of recency, {1,2,3} and {4,5,6}, are halved again (cut at 2
		// and at 5); cells of one have no differences left.
		{name: "halves", method: "nested", bins: Bins{2, 2, 2}, values: []int64{1, 2, 3, 4, 5, 6},
			r: []uint8{2, 2, 2, 1, 1, 1}, f: []uint8{1, 1, 2, 1, 1, 2}, m: []uint8{1, 2, 1, 1, 2, 1}},
		{name: "all equal", method: "nested", values: []int64{3, 3, 3}, r: []uint8{5, 5, 5}, f: []uint8{1, 1, 1}, m: []uint8{1, 1, 1}},
		{name: "one customer", method: "nested", values: []int64{3}, r: []uint8{5}, f: []uint8{1}, m: []uint8{1}},

		// Quantiles 2.8, 4.6, 6.4, 8.2 and one unit: 3.8, 5.6, 7.4, 9.2.
		{name: "ten", method: "r-rfm", values: oneToTen,
			r: []uint8{5, 5, 5, 4, 4, 3, 3, 2, 2, 1}, f: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5}, m: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5}},
		// 3, 5, 7, 9 are cut points: each takes the higher interval.
		{name: "on the cut", method: "r-rfm", values: []int64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
			r: []uint8{5, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1}, f: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}, m: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}},
		// The unit of money counts: 0.1 … 1.0 are all below 1.28.
		{name: "small unit", method: "r-rfm", scale: 1, values: oneToTen,
			r: []uint8{5, 5, 5, 4, 4, 3, 3, 2, 2, 1}, f: []uint8{1, 1, 1, 2, 2, 3, 3, 4, 4, 5}, m: []uint8{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},

		// Ranks 1 … 6, cut points 2, 3, 4, 5.
		{name: "ties", method: "pandas", values: []int64{1, 1, 1, 1, 1, 2},
			r: []uint8{5, 5, 5, 5, 5, 1}, f: []uint8{1, 1, 2, 3, 4, 5}, m: []uint8{1, 1, 1, 1, 1, 5}},
		{name: "one customer", method: "pandas", values: []int64{3}, r: []uint8{5}, f: []uint8{1}, m: []uint8{1}},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.name, func(t *testing.T) {
			s := mustScore(t, rfmtest.Customers(test.scale, test.values...), Options{Method: test.method, Bins: test.bins})
			for d, want := range [][]uint8{test.r, test.f, test.m} {
				if got := s.Of(rfm.Dimension(d)); !slices.Equal(got, want) {
					t.Errorf("%s = %v, want %v", rfm.Dimension(d).Letter(), got, want)
				}
			}
		})
	}
}

func TestScoreEdges(t *testing.T) {
	c := rfmtest.Customers(2, 0, 29, 30, 31, 100, 5000, 5001)
	o := Options{Edges: mustEdges(t, "m=0.305,50;r=30;f=1,30,31")}
	s := mustScore(t, c, o)
	if s.Method != MethodEdges || s.Bins != (Bins{2, 4, 3}) {
		t.Errorf("method %s, bins %v", s.Method, s.Bins)
	}
	for d, want := range [][]uint8{{2, 2, 2, 1, 1, 1, 1}, {1, 2, 2, 3, 4, 4, 4}, {1, 1, 1, 2, 2, 2, 3}} {
		if got := s.Of(rfm.Dimension(d)); !slices.Equal(got, want) {
			t.Errorf("%s = %v, want %v", rfm.Dimension(d).Letter(), got, want)
		}
	}
}

// Money of more than 64 bits is scored as if it were smaller.
func TestScoreWideMoney(t *testing.T) {
	small := rfmtest.Customers(0, 4, -9, 0, 7, 7, -9, 12, 3, 1, 5, 8)
	wide := rfmtest.Customers(0, 4, -9, 0, 7, 7, -9, 12, 3, 1, 5, 8)
	huge := decimal128.New(1<<40, 0)
	for i, v := range wide.Monetary {
		wide.Monetary[i] = v.Mul(huge)
	}
	for _, method := range []string{MethodQuantile, MethodNTile, MethodNested, MethodPandas} {
		a := mustScore(t, small, Options{Method: method})
		b := mustScore(t, wide, Options{Method: method})
		if !slices.Equal(a.M, b.M) {
			t.Errorf("%s: %v, want %v", method, b.M, a.M)
		}
	}
	// On the edge, a hundredth below it, and beyond any 128-bit value.
	at := wide.Monetary[9].BigInt()
	for _, test := range []struct {
		edge string
		want uint8
	}{{at.String(), 1}, {new(big.Int).Sub(at, big.NewInt(1)).String() + ".99", 2}, {"-" + at.String(), 2}} {
		o := Options{Edges: &Edges{{big.NewRat(1, 1)}, {big.NewRat(1, 1)}, nil}}
		edge, _ := new(big.Rat).SetString(test.edge)
		o.Edges[rfm.Monetary] = []*big.Rat{edge}
		if got := mustScore(t, wide, o).M[9]; got != test.want {
			t.Errorf("edge %s: score %d, want %d", test.edge, got, test.want)
		}
	}
}

func TestScoreNobody(t *testing.T) {
	for _, m := range Methods() {
		o := Options{Method: m.Name}
		if m.Name == MethodEdges {
			o.Edges = mustEdges(t, "r=1;f=1;m=1")
		}
		if _, err := Score(&rfm.Customers{}, o); !errors.Is(err, rfm.ErrNoCustomers) {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}

func TestScoreRecord(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	c := rfmtest.Customers(2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	weights, err := ParseWeights("100,10.5,1")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		bins       Bins
		text       string
		unscaled   int64
		hasWeights bool
	}{
		{Bins{}, "155", 1000 + 5*105 + 50, true},
		{Bins{5, 4, 9}, "149", 0, false},
		{Bins{2, 4, 10}, "1-4-10", 1000 + 4*105 + 100, true},
	} {
		o := Options{Bins: test.bins}
		if test.hasWeights {
			o.Weights = weights
		}
		rec := mustScore(t, c, o).Record(mem)
		if want := Schema(2, 2, o.Weights); !rec.Schema().Equal(want) {
			t.Errorf("schema %v, want %v", rec.Schema(), want)
		}
		if got := rec.Column(10).(*array.String).Value(9); got != test.text {
			t.Errorf("rfm_score %q, want %q", got, test.text)
		}
		if test.hasWeights {
			if got := rec.Column(11).(*array.Decimal128).Value(9); got != decimal128.FromI64(test.unscaled) {
				t.Errorf("rfm_weighted %v, want %d", got, test.unscaled)
			}
		}
		rec.Release()
	}
}
