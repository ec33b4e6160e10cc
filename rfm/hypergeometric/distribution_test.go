package hypergeometric

import (
	"math"
	"testing"
)

// The tails were computed exactly, in whole numbers, with math.comb of Python.
func TestTails(t *testing.T) {
	for _, c := range []struct {
		population, marked, drawn, count int64
		atLeast, atMost                  float64
	}{
		{392, 38, 37, 31, 2.9507462189228095e-33, 1.0},
		{9835, 2513, 170, 68, 2.2023962270367913e-05, 0.9999892190657503},
		{9835, 2513, 15, 11, 0.00014107363013181714, 0.9999845056761556},
		{10, 5, 5, 3, 0.5, 0.8968253968253969},
		{10, 5, 5, 0, 1.0, 0.003968253968253968},
		{20, 15, 10, 5, 1.0, 0.016253869969040248},
		{20, 15, 10, 7, 0.848297213622291, 0.5},
		{100000, 5000, 3000, 150, 0.5121813868465517, 0.5217322708828555},
		{100000, 5000, 3000, 200, 2.7378615957080288e-05, 0.9999804036455406},
		{100000, 5000, 3000, 100, 0.9999972264633592, 4.358426054628257e-06},
		{1000000, 20000, 900, 18, 0.5323409362848588, 0.5622490271784263},
		{1, 1, 1, 1, 1.0, 1.0},
		{5, 0, 3, 0, 1.0, 1.0},
		{300, 299, 299, 298, 1.0, 0.9966666666666667},
		{9835, 60, 60, 60, 2.7041504423442032e-158, 1.0},
		{50, 3, 50, 3, 1.0, 1.0},
	} {
		d := Distribution{c.population, c.marked, c.drawn}
		for _, tail := range []struct {
			name      string
			got, want float64
		}{{"at least", d.AtLeast(c.count), c.atLeast}, {"at most", d.AtMost(c.count), c.atMost},
			{"two-sided", d.TwoSided(c.count), min(1, 2*min(c.atLeast, c.atMost))}} {
			if math.Abs(tail.got-tail.want) > 1e-11*tail.want {
				t.Errorf("%+v, %s %d: %v, want %v", d, tail.name, c.count, tail.got, tail.want)
			}
		}
	}
}

func TestProbabilitiesAddUpToOne(t *testing.T) {
	for _, d := range []Distribution{{10, 4, 5}, {1000, 300, 37}, {1, 1, 1}, {9, 0, 4}, {7, 7, 3}} {
		sum := 0.0
		for k := d.Least(); k <= d.Most(); k++ {
			sum += d.Exactly(k)
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("%+v: the probabilities add up to %v", d, sum)
		}
	}
}

func TestMarkedAndDrawnMayBeSwapped(t *testing.T) {
	a, b := Distribution{5000, 170, 900}, Distribution{5000, 900, 170}
	for k := a.Least(); k <= a.Most(); k++ {
		if x, y := a.AtLeast(k), b.AtLeast(k); math.Abs(x-y) > 1e-11*x {
			t.Fatalf("at least %d: %v and %v", k, x, y)
		}
	}
}

func TestImpossibleCountsHaveNoProbability(t *testing.T) {
	d := Distribution{10, 8, 5} // 3 to 5
	if d.Exactly(2) != 0 || d.Exactly(6) != 0 || d.AtLeast(6) != 0 || d.AtMost(2) != 0 || d.AtLeast(2) != 1 || d.AtMost(9) != 1 {
		t.Error("counts below 3 and above 5 cannot be")
	}
}
