package score

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

// freezable are options for every method whose cut points can be kept.
func freezable(t *testing.T, random *rand.Rand) []Options {
	bins := Bins{2 + random.IntN(9), 2 + random.IntN(9), 2 + random.IntN(9)}
	return []Options{{Bins: bins}, {Method: MethodRRFM, Bins: bins}, {Edges: mustEdges(t, "r=3,30;f=1,2,4;m=-1,0.5,100")}}
}

// thawed are the options with cut points that went through text.
func thawed(t *testing.T, s *Scores) Options {
	t.Helper()
	frozen, err := s.Freeze()
	if err != nil {
		t.Fatal(err)
	}
	var read CutPoints
	for d, points := range frozen {
		for _, at := range points {
			again, err := ParseExact(ExactText(at))
			if err != nil || again.Cmp(at) != 0 {
				t.Fatalf("%v reads as %v: %v", at, again, err)
			}
			read[d] = append(read[d], again)
		}
	}
	if s.Method == MethodEdges {
		edges := Edges(read)
		return Options{Edges: &edges}
	}
	return Options{Method: s.Method, Frozen: &read}
}

func sameScores(a, b *Scores) bool {
	return slices.Equal(a.R, b.R) && slices.Equal(a.F, b.F) && slices.Equal(a.M, b.M)
}

func TestFrozenCutPoints(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 19))
	for round := range 100 {
		c := rfmtest.Drawn(random, 2+random.IntN(400))
		for _, o := range freezable(t, random) {
			s := mustScore(t, c, o)
			o = thawed(t, s)

			// Applied to the customers they come from, they change nobody …
			again := mustScore(t, c, o)
			if !sameScores(s, again) || again.Bins != s.Bins {
				t.Fatalf("round %d: frozen %s changes scores", round, s.Method)
			}
			fresh, err := again.Fresh()
			if err != nil {
				t.Fatal(err)
			}
			drifts, moved := again.Drift(fresh)
			for _, drift := range drifts {
				if moved != 0 || drift.Customers != 0 || slices.ContainsFunc(drift.Cuts, func(c CutDrift) bool { return c.Moved }) {
					t.Fatalf("round %d: %s drifts from itself: %+v", round, s.Method, drift)
				}
			}

			// … nor when money comes with more decimals …
			finer := *c
			finer.Scale, finer.Monetary = 5, nil
			for _, v := range c.Monetary {
				finer.Monetary = append(finer.Monetary, v.Mul(decimal128.FromI64(1000)))
			}
			if !sameScores(s, mustScore(t, &finer, o)) {
				t.Fatalf("round %d: %s: more decimals change scores", round, s.Method)
			}

			// … and whoever stays as they were keep their scores among others.
			others := rfmtest.Drawn(random, 300)
			joined := &rfm.Customers{Scale: 2,
				Recency:  append(slices.Clone(c.Recency), others.Recency...),
				Orders:   append(slices.Clone(c.Orders), others.Orders...),
				Monetary: append(slices.Clone(c.Monetary), others.Monetary...)}
			joined.ID = rfmtest.IDs(append(c.ID.All(), others.ID.All()...)...)
			among, n := mustScore(t, joined, o), c.Len()
			if !slices.Equal(among.R[:n], s.R) || !slices.Equal(among.F[:n], s.F) || !slices.Equal(among.M[:n], s.M) {
				t.Fatalf("round %d: %s: other customers change scores", round, s.Method)
			}
		}
	}
}

func TestFreezeRefuses(t *testing.T) {
	c := rfmtest.Drawn(rand.New(rand.NewPCG(1, 2)), 50)
	for _, method := range []string{MethodNTile, MethodNested, MethodPandas} {
		_, err := mustScore(t, c, Options{Method: method}).Freeze()
		checkError(t, method, err, "method "+method+" has no cut points that could be kept: a score depends on the other customers (those that do: quantile, edges, r-rfm)")
	}
}

func TestValidateFrozen(t *testing.T) {
	points := func(p ...int64) []*big.Rat {
		var all []*big.Rat
		for _, at := range p {
			all = append(all, big.NewRat(at, 1))
		}
		return all
	}
	good := &CutPoints{points(1, 1), points(1), points(-5, 3)}
	for _, test := range []struct {
		name string
		o    Options
		err  string
	}{
		{"alone", Options{Frozen: good}, ""},
		{"of R's rfm", Options{Method: MethodRRFM, Frozen: good}, ""},
		{"by rank", Options{Method: MethodNTile, Frozen: good}, "method ntile has no cut points"},
		{"with bins", Options{Bins: Bins{5, 5, 5}, Frozen: good}, "bins 5: the frozen cut points tell"},
		{"with edges", Options{Edges: mustEdges(t, "r=1;f=1;m=1"), Frozen: good}, "edges do not go with frozen cut points"},
		{"for edges", Options{Method: MethodEdges, Frozen: good}, "method edges needs edges"},
		{"none", Options{Frozen: &CutPoints{points(1), nil, points(1)}}, "cut points: bins 1: 2 to 10"},
		{"descending", Options{Frozen: &CutPoints{points(1), points(3, 2), points(1)}}, "cut points of orders: 2 comes after 3"},
	} {
		checkError(t, test.name, test.o.Validate(), test.err)
	}
}

func TestParseExact(t *testing.T) {
	for _, test := range []struct{ text, want, err string }{
		{"13.2", "13.2", ""},
		{"-2014.866", "-2014.866", ""},
		{"13.20", "13.2", ""},
		{"100/3", "100/3", ""},
		{"-7/9", "-7/9", ""},
		{"4/2", "2", ""},
		{"1/0", "", "not a fraction"},
		{"1/-3", "", "not a fraction"},
		{"1.5/3", "", "not a fraction"},
		{"1/3/5", "", "not a decimal number"},
		{"1e9", "", "not a decimal number"},
		{"", "", "not a decimal number"},
	} {
		at, err := ParseExact(test.text)
		checkError(t, test.text, err, test.err)
		if err == nil && ExactText(at) != test.want {
			t.Errorf("%q: %s", test.text, ExactText(at))
		}
	}
}

// The figures are counted by hand: 10 customers with 1 … 10 orders, cut at 2
// and 4 instead of at their thirds, 4 and 7.
func TestDrift(t *testing.T) {
	c := &rfm.Customers{}
	var ids []string
	for i := range 10 {
		ids = append(ids, string(rune('a'+i)))
		c.Recency = append(c.Recency, 0)
		c.Orders = append(c.Orders, int64(i+1))
		c.Monetary = append(c.Monetary, decimal128.FromI64(1))
	}
	c.ID = rfmtest.IDs(ids...)
	one := []*big.Rat{big.NewRat(1, 1)}
	s := mustScore(t, c, Options{Frozen: &CutPoints{one, {big.NewRat(2, 1), big.NewRat(4, 1)}, one}})
	fresh, err := s.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	drifts, customers := s.Drift(fresh)
	want := []CutDrift{{"2", "4", true, 2}, {"4", "7", true, 3}}
	if f := drifts[rfm.Frequency]; customers != 5 || f.Customers != 5 || !slices.Equal(f.Cuts, want) {
		t.Errorf("%d customers, %+v", customers, f)
	}
	if r := drifts[rfm.Recency]; r.Customers != 0 || !slices.Equal(r.Cuts, []CutDrift{{"1", "0", true, 0}}) {
		t.Errorf("%+v", r)
	}
}
