package report

import (
	"strings"
	"testing"
)

func TestNumbersAreShort(t *testing.T) {
	for _, test := range []struct {
		v      float64
		en, zh string
	}{
		{0, "0", "0"}, {0.5, "0.5", "0.5"}, {9.94, "9.94", "9.94"}, {9.96, "10.0", "10.0"}, {43.08, "43.1", "43.1"}, {655, "655", "655"}, {655.4, "655", "655"}, {999.4, "999", "999"},
		{1000, "1 k", "1,000"}, {9949, "9.9 k", "9,949"}, {9951, "10 k", "9,951"}, {302000, "302 k", "30.2万"}, {999900, "1.00 M", "100万"},
		{8310477.05, "8.31 M", "831万"}, {12345678, "12.3 M", "1,235万"}, {1e6, "1 M", "100万"}, {250000000, "250 M", "2.50亿"}, {5e9, "5 bn", "50亿"}, {-2817.9, "−2.8 k", "−2,818"},
	} {
		if got := strings.ReplaceAll(English.Short(test.v), "\u00a0", " "); got != test.en {
			t.Errorf("English %v: %q, want %q", test.v, got, test.en)
		}
		if got := Chinese.Short(test.v); got != test.zh {
			t.Errorf("Chinese %v: %q, want %q", test.v, got, test.zh)
		}
	}
}

func TestPercentsHaveOneDecimal(t *testing.T) {
	for _, test := range []struct {
		share float64
		want  string
	}{{0.13920258, "13.9 %"}, {0.0005, "0.1 %"}, {0.0004, "< 0.1 %"}, {0, "0.0 %"}, {1.0003, "100.0 %"}, {-0.034, "−3.4 %"}, {1.0 / 16, "6.3 %"}} {
		if got := strings.ReplaceAll(English.Percent(test.share), "\u00a0", " "); got != test.want {
			t.Errorf("%v: %q, want %q", test.share, got, test.want)
		}
	}
}
