package clv

import (
	"errors"
	"math"
	"testing"
)

func TestNewCustomerOfNoAge(t *testing.T) {
	for _, m := range models {
		if ll := logLikOf(m, Row{}); math.Abs(ll) > 1e-15 {
			t.Errorf("%s: LL %v", m.Name(), ll)
		}
		want := 1.0
		if mbg, ok := m.(MBGNBD); ok { // the coin after the first purchase
			want = mbg.B / (mbg.A + mbg.B)
		}
		near(t, m.Name()+" P(alive)", PAlive(m, Row{}, 0), want, 1e-14)
	}
}

// Where closed forms overflow, cancel or divide by zero. Source of every value:
// mpmath with 30 digits, 2F1 for the rate of BG/NBD, quadrature over 40 panels
// of ln(1 + t/α) or ln(1 + t/β) for the sums, and over 60 to 2000 for the
// death of Pareto/NBD.
func TestHardParameters(t *testing.T) {
	inf := math.Inf(1)
	sum := func(m Model, delta, horizon float64) []float64 {
		return list(discounted(t, m, Row{}, delta, horizon))
	}
	death := func(r, alpha, s, beta float64, row Row) []float64 {
		m := ParetoNBD{r, alpha, s, beta}
		return list(logLikOf(m, row), PAlive(m, row, 0))
	}
	checkReferences(t, []reference{
		{"BG", "DERT", sum(BGNBD{.243, 4.414, .793, 2.426}, .0027, inf), list(3.64780963013742), 1e-13, 0, "M"},
		{"BG", "DERT, a = 1, tiny rate", sum(BGNBD{.243, 4.414, 1, 2.426}, 1e-6, inf), list(17.1959424201601), 1e-13, 0, "M"},
		{"BG", "DERT, high rate", sum(BGNBD{12.2, 43, .793, 14.4}, .1, inf), list(2.49279394497051), 1e-13, 0, "M"},
		{"BG", "DECT52, series that cancels", sum(BGNBD{20, 4, .3, .3}, .0027, 52), list(33.2679627533027), 1e-13, 0, "M"},
		{"BG", "DERT, series that cancels", sum(BGNBD{20, 4, .3, .3}, .0027, inf), list(125.088679236742), 1e-13, 0, "M"},
		{"BG", "DECT5200, narrow p", sum(BGNBD{50, 4000, 1e4, 1e4}, .0027, 5200), list(1.39079022961949), 1e-13, 0, "M"},
		{"BG", "DERT, x500", sum(BGNBD{500.2, 504, .793, 502}, .0027, inf), list(260.604177475168), 1e-13, 0, "M"},
		{"BG", "DERT, tiny α and a", sum(BGNBD{.25, .01, .05, 30}, 1e-4, inf), list(155051.884547697), 1e-13, 0, "M"},
		{"BG", "DERT, x3000", sum(BGNBD{3000.5, 1e4, .9, 3001}, 1e-3, inf), list(277.088550444428), 1e-13, 0, "M"},
		{"BG", "DECT, tiny a and b", sum(BGNBD{.29156668785585843, 20.609873028663095, .010872102727638035, .01712519768562472}, 1.2176344522478952e-05, 59689.713994149075), list(340.0646878804807), 1e-13, 0, "M"},
		{"BG", "DERT, a > 80, far", sum(BGNBD{.2171406704390795, .6733479837434136, 84.17864765707958, 6.6105570770530875}, 6.261262715532508e-06, inf), list(.9910310236266199), 1e-13, 0, "M"},
		{"BG", "P(alive) far ahead", list(BGNBD{.243, 4.414, .793, 2.426}.Alive(1e5), BGNBD{20, 4, .3, .3}.Alive(52), BGNBD{50, 4000, 1e4, 1e4}.Alive(5200), BGNBD{20, 4, .3, .3}.Alive(1e6)),
			list(.151580954673891, .0948916673033467, 1.34927624485072e-11, .00491645742591439), 1e-12, 0, "M"},
		{"Pareto", "DERT, s = 1", sum(ParetoNBD{.55, 10, 1, 10}, 1e-6, inf), list(6.01470603678367), 1e-13, 0, "M"},
		{"Pareto", "DERT, huge s and β", sum(ParetoNBD{.55, 10, 2000, 3e5}, .0027, inf), list(5.87337348013135), 1e-13, 0, "M"},
		{"Pareto", "DERT, tiny s, high rate", sum(ParetoNBD{.55, 10, .01, 3000}, 1, inf), list(.0549998167283476), 1e-13, 0, "M"},
		{"Pareto", "DECT520, s = 100", sum(ParetoNBD{.55, 10, 100, 10}, 1e-3, 520), list(.00555498872056805), 1e-13, 0, "M"},
		{"Pareto", "DERT, s near 1, tiny β", sum(ParetoNBD{5, 20, 1 + 1e-9, .02}, 1e-5, inf), list(.0742386793199682), 1e-13, 0, "M"},
		{"Pareto", "LL, P(alive), huge s and β", death(5, 20, 2000, 3e5, Row{X: 3, TX: 20, T: 39}), list(-11.9259000847182, .533330661296139), 1e-13, 0, "M"},
		{"Pareto", "LL, P(alive), x3000", death(.55, 10, .61, 10, Row{X: 3000, TX: 9e3, T: 1e4}), list(-6314.72225285314615, 3.2439715843517e-134), 5e-12, 0, "M"},
		{"Pareto", "LL, P(alive), α ≫ β", death(.5, 1e6, .6, 1e-3, Row{X: 1, TX: 1e-3, T: 40}), list(-14.9245464348321, .00262633184479214), 1e-13, 0, "M"},
		{"Pareto", "LL, P(alive), α ≪ β", death(.5, 1e-3, .6, 1e6, Row{X: 2, TX: .05, T: .1}), list(1.9900272056015, .999999927807846), 1e-13, 0, "M"},
		{"Pareto", "LL, x700", death(2, .02, 50, 3, Row{X: 700, TX: 1, T: 100})[:1], list(3856.36836845995571), 1e-13, 0, "M"},
		{"Pareto", "LL, P(alive), x0 over seven decades", death(.3, .001, .7, .001, Row{T: 1e4}), list(-.356674901081595, 1.42857122448983e-7), 1e-13, 0, "M"},
		{"BG/BB", "DERT", sum(BGBB{1.204, .75, .657, 2.783}, .1, inf), list(2.61127176099476), 1e-13, 0, "M"},
		{"BG/BB", "DERT, tiny rate", sum(BGBB{1.204, .75, .657, 2.783}, 1e-5, inf), list(151.530126876272), 1e-13, 0, "M"},
		{"BG/BB", "DERT, γ > 1", sum(BGBB{.5, 3, 2, 10}, 1e-4, inf), list(1.4186886799459), 1e-13, 0, "M"},
		{"BG/BB", "DERT, tiny γ", sum(BGBB{.5, 3, .01, 500}, 1e-3, inf), list(141.474925781061), 1e-13, 0, "M"},
	})
}

func TestExtremes(t *testing.T) {
	finite := func(what string, values ...float64) {
		t.Helper()
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: %v", what, values)
				return
			}
		}
	}
	for _, m := range []Model{
		BGNBD{.25, 4, .8, 2.5}, BGNBD{.25, 4, 1, 2.5}, BGNBD{.3, 4, .2, .5}, BGNBD{50, 4000, 1e4, 1e4}, BGNBD{20, 4, .3, .3},
		MBGNBD{.5, 6, .9, 1.6}, MBGNBD{20, 1e3, 1e-3, 1e-3},
		ParetoNBD{.55, 10, .61, 10}, ParetoNBD{.55, 10, 1, 10}, ParetoNBD{.5, 1e6, .6, 1e-3}, ParetoNBD{.5, 1e-3, .6, 1e6}, ParetoNBD{5, 20, 2000, 3e5},
	} {
		for _, row := range []Row{
			{}, {T: 40}, {T: 1e4}, {T: .1}, {X: 1, TX: 40, T: 40}, {X: 1, TX: 1e-3, T: 40},
			{X: 3000, TX: 9e3, T: 1e4}, {X: 3000, TX: 10, T: 1e4}, {X: 2, TX: .05, T: .1}, {X: 100000, TX: 39, T: 40},
		} {
			p := PAlive(m, row, 0)
			finite(m.Name(), append(gradient(m, []Row{row}), logLikOf(m, row), p)...)
			o := Orders(m, row, 52)
			d := discounted(t, m, row, .0027, 52)
			e := discounted(t, m, row, .0027, math.Inf(1))
			finite(m.Name(), o, d, e)
			if !(p >= 0 && p <= 1 && o >= d && d >= 0 && e >= d*(1-1e-12)) {
				t.Errorf("%s%v %+v: P(alive) %v, CET %v, DECT %v, DERT %v", m.Name(), m.Params(), row, p, o, d, e)
			}
		}
	}
}

func TestEndlessHorizonIsRefused(t *testing.T) {
	inf := math.Inf(1)
	for _, m := range []Model{NBD{1, 1}, BGNBD{1, 1, 1, 2}, MBGNBD{1, 1, .5, 2}, ParetoNBD{1, 1, 1, 2}, BGBB{1, 1, 1, 2}} {
		var e *HorizonError
		if _, err := Discounted(m, Row{}, 0, inf); !errors.As(err, &e) {
			t.Errorf("%s: error %v", m.Name(), err)
		}
		if _, err := Predict(m, []Row{{T: 3}}, Horizon{Length: inf}, 1); !errors.As(err, &e) {
			t.Errorf("%s: Predict error %v", m.Name(), err)
		}
		if _, err := Discounted(m, Row{}, 1e-3, inf); err != nil {
			t.Errorf("%s: with a rate: %v", m.Name(), err)
		}
		if _, err := Discounted(m, Row{}, -1e-3, 5); !errors.As(err, &e) {
			t.Errorf("%s: negative rate: error %v", m.Name(), err)
		}
	}
}
