package role

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestKnownTellsAHeaderFromOtherRows(t *testing.T) {
	money := &arrow.Decimal128Type{Precision: 38}
	schema := arrow.NewSchema([]arrow.Field{{Name: "customer", Type: arrow.BinaryTypes.String}, {Name: "date", Type: arrow.FixedWidthTypes.Date32},
		{Name: "amount", Type: money}, {Name: "order", Type: arrow.BinaryTypes.String}}, nil)
	for _, c := range []struct {
		names    []string
		flags    map[string]string
		known    int
		complete bool
	}{
		{[]string{"Customer ID", "Order Date", "Amount", "Order ID"}, nil, 4, true},
		{[]string{"客户 ID", "订单日期", "销售额"}, nil, 3, true},
		{[]string{"customer_id", "order_date", "quantity", "unit_price"}, nil, 3, true},
		{[]string{"Customer ID", "Region"}, nil, 1, false},
		{[]string{"Sales report"}, nil, 1, false}, // sales may be an amount
		{[]string{"C1", "2024-01-31", "19.995"}, nil, 0, false},
		{[]string{"who", "when", "how much"}, map[string]string{"customer": "who", "date": "when", "amount": "how much"}, 3, true},
		{[]string{"who"}, map[string]string{"customer": "who", "date": "when", "amount": "how much"}, 1, false},
	} {
		known, complete := Options{Schema: schema, Columns: c.flags}.Known(c.names)
		if known != c.known || complete != c.complete {
			t.Errorf("%q: %d, %v; want %d, %v", c.names, known, complete, c.known, c.complete)
		}
	}
}
