package fault

import "testing"

func TestNearest(t *testing.T) {
	columns := []string{"customer_id", "orders", "monetary", "r_score", "f_score", "rfm_score", "avg_order_value"}
	for name, want := range map[string]string{
		"montary":     "monetary",
		"MONETARY":    "monetary",
		"customerid":  "customer_id",
		"cutsomer_id": "customer_id",
		"order":       "orders",
		"cust":        "customer_id",
		"avg":         "avg_order_value",
		"r_scores":    "r_score",
		"revenue":     "",
		"x":           "",
		"":            "",
	} {
		if got := Nearest(name, columns); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}
