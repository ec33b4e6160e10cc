package rfm

import (
	"strings"
	"testing"
)

func TestScoredSchemaKnowsWhatScoringWrites(t *testing.T) {
	all := "customer_id first_order_date last_order_date recency_days orders monetary avg_order_value r_score f_score m_score rfm_score segment"
	for _, c := range []struct{ columns, fields, missing string }{
		{all, strings.Replace(all, " rfm_score", "", 1), ""},
		{"segment monetary orders recency_days customer_id", "customer_id recency_days orders monetary segment", ""},
		{"customer_id segment", "", "recency_days orders monetary"},
		{"customer_id recency_days orders monetary rfm_score", "", "r_score f_score m_score"},
		{"customer_id orders monetary", "", ""}, // anyone may call columns so
		{"CustomerID recency_days orders monetary", "", ""},
	} {
		schema, missing := ScoredSchema(strings.Fields(c.columns))
		var fields []string
		if schema != nil {
			for _, f := range schema.Fields() {
				fields = append(fields, f.Name)
			}
		}
		if got := strings.Join(fields, " "); got != c.fields {
			t.Errorf("%s: fields %q, want %q", c.columns, got, c.fields)
		}
		if got := strings.Join(missing, " "); got != c.missing {
			t.Errorf("%s: missing %q, want %q", c.columns, got, c.missing)
		}
	}
}
