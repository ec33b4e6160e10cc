package campaign_test

import (
	"testing"

	"rfm/segment/campaign"
)

// The expected ends are computed in Python by the formula of Wilson (1927).
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		x, n      int64
		low, high float64
	}{
		{0, 10, 0, 0.27753279986},
		{10, 10, 0.72246720014, 1},
		{1, 3, 0.06149194472, 0.7923403992},
		{267, 21307, 0.01112288501, 0.01411504189},
		{50, 2000, 0.0190144235, 0.03280677141},
	} {
		low, high := campaign.Wilson(c.x, c.n)
		near(t, "low", low, c.low, 5e-11)
		near(t, "high", high, c.high, 5e-11)
	}
}

// 384 or 385 of many and 278 of a thousand are the textbook answers for a half
// to within 5 points.
func TestSampleSize(t *testing.T) {
	for _, c := range []struct {
		p, d       float64
		population int64
		want       int64
	}{
		{0.5, 0.05, 0, 385},
		{0.5, 0.05, 1000, 278},
		{0.02, 0.005, 0, 3012},
		{0.02, 0.005, 10_000, 2315},
	} {
		if got := campaign.SampleSize(c.p, c.d, c.population); got != c.want {
			t.Errorf("%g ± %g of %d: %d, want %d", c.p, c.d, c.population, got, c.want)
		}
	}
}

func TestArmSize(t *testing.T) {
	for _, c := range []struct {
		p, u float64
		want int64
	}{{0.1, 0.02, 3839}, {0.0057, 0.0068, 3058}} {
		if got := campaign.ArmSize(c.p, c.u); got != c.want {
			t.Errorf("%g + %g: %d, want %d", c.p, c.u, got, c.want)
		}
	}
}
