package campaign_test

import (
	"math/big"
	"strings"
	"testing"

	"rfm/segment/campaign"
)

// Quantiles of type 7 of 1, 2, 3, 4, 10 at a quarter, a half and three quarters
// are 2, 3 and 4, as numpy has them; those of 1, 2, 4, 8 are 1.75, 3 and 5.
func TestCuts(t *testing.T) {
	for _, c := range []struct {
		values string
		n      int
		groups string
	}{
		{"1 2 3 4 10", 4, "1 1 2 3 4"},
		{"1 2 4 8", 4, "1 2 3 4"},
		{"8 4 2 1", 2, "2 2 1 1"},
		{"5 5 5 5", 2, "1 1 1 1"},
		{"1 1 1 9", 10, "01 01 01 10"},
	} {
		var values []*big.Rat
		for _, text := range strings.Fields(c.values) {
			values = append(values, rat(text))
		}
		cuts := campaign.NewCuts(values, c.n)
		var groups []string
		for _, v := range values {
			groups = append(groups, cuts.Group(v))
		}
		if got := strings.Join(groups, " "); got != c.groups {
			t.Errorf("%s in %d: %s, want %s", c.values, c.n, got, c.groups)
		}
	}
}
