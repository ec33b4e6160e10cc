package score

import (
	"testing"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

// Populations with known scores; where each comes from stands in
// testdata/README.md.

func TestScoreRFMOrders(t *testing.T) {
	c := rfmtest.Summed(t, rfmtest.Sample(t, "rfm-orders.csv"), "customer_id", "order_date", "2006-01-02", "revenue", "2006-12-31")
	if c.Len() != 995 {
		t.Errorf("%d customers, want 995", c.Len())
	}
	expected := rfmtest.Sample(t, "expected/rfm-orders-scores.csv")
	for _, test := range []struct {
		method  string
		columns [3]string
		cuts    [3]string
	}{
		{MethodRRFM, [3]string{"recency_score", "frequency_score", "monetary_score"},
			[3]string{"115 181 297.4 482", "4 5 6 8", "255.8 382 506.4 666"}},
		{MethodQuantile, [3]string{"plain_r", "plain_f", "plain_m"},
			[3]string{"114 180 296.4 481", "3 4 5 7", "254.8 381 505.4 665"}},
		{MethodNested, [3]string{"nested_r", "nested_f", "nested_m"}, [3]string{"114 180 296.4 481"}},
	} {
		t.Run(test.method, func(t *testing.T) {
			s := mustScore(t, c, Options{Method: test.method})
			checkScores(t, s, expected, 497, "customer_id", test.columns, false)
			checkCutPoints(t, s, test.cuts)
		})
	}
}

func TestScoreRFMCustomer(t *testing.T) {
	c := rfmtest.Given(t, rfmtest.Sample(t, "rfm-customer.csv.gz"), "customer_id", "recency_days", "number_of_orders", "revenue")
	if c.Len() != 39999 {
		t.Errorf("%d customers, want 39999", c.Len())
	}
	expected := rfmtest.Sample(t, "expected/rfm-customer-scores.csv.gz")

	s := mustScore(t, c, Options{Method: MethodRRFM})
	checkScores(t, s, expected, 20000, "customer_id", [3]string{"recency_score", "frequency_score", "monetary_score"}, false)
	var counts [5]int
	for i, level := range s.Levels(rfm.Recency) {
		counts[i] = level.Customers
	}
	if counts != [5]int{7994, 7957, 7889, 8108, 8051} {
		t.Errorf("customers by R score: %v", counts)
	}
	if got := s.CutPoints(rfm.Recency); len(got) != 4 || got[0].RatString() != "77" || got[3].RatString() != "266" {
		t.Errorf("recency cut points %v", got)
	}

	s = mustScore(t, c, Options{})
	checkScores(t, s, expected, 20000, "customer_id", [3]string{"plain_r", "plain_f", "plain_m"}, false)
}

func TestScoreSuperstore(t *testing.T) {
	c := rfmtest.Summed(t, rfmtest.Sample(t, "superstore-orders.csv"), "customer", "order_date", "1/2/06", "grand_total", "2014-12-31")
	if c.Len() != 793 {
		t.Errorf("%d customers, want 793", c.Len())
	}
	s := mustScore(t, c, Options{Bins: Bins{4, 4, 4}})
	// Names with letters beyond ASCII are in Mac Roman in the orders and in
	// another encoding in the table of scores.
	var expected []map[string]string
	for _, row := range rfmtest.Sample(t, "expected/superstore-quartiles.csv") {
		if ascii(row["customer"]) {
			expected = append(expected, row)
		}
	}
	checkScores(t, s, expected, 390, "customer", [3]string{"R_Quartile", "F_Quartile", "M_Quartile"}, true)
	checkCutPoints(t, s, [3]string{"30 75 183", "5 6 8", "1145 2257 3784"})
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] > 127 {
			return false
		}
	}
	return true
}

func TestScoreOnlineRetail(t *testing.T) {
	columns := [3]string{"r_score", "f_score", "m_score"}

	rows := rfmtest.Sample(t, "expected/online-retail-default.csv.gz")
	c := rfmtest.Given(t, rows, "customer_id", "recency_days", "orders", "monetary")
	s := mustScore(t, c, Options{})
	checkScores(t, s, rows, 4339, "customer_id", columns, false)
	checkCutPoints(t, s, [3]string{"13.2 32 71 179", "1 2 3 6", "242.872 474.104 914.85 2014.866"})

	rows = rfmtest.Sample(t, "expected/online-retail-pandas.csv.gz")
	c = rfmtest.Given(t, rows, "customer_id", "recency_days", "orders", "monetary")
	checkScores(t, mustScore(t, c, Options{Method: MethodPandas}), rows, 4338, "customer_id", columns, false)
}
