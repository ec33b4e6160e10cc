package rfmio

import (
	"fmt"
	"rfm/io/fault"
	"strings"
	"testing"
)

// TestRepeatedAmountsBehindTheFirstBlock has its orders of several rows so late that
// the first block tells nothing of them.
func TestRepeatedAmountsBehindTheFirstBlock(t *testing.T) {
	var text strings.Builder
	text.WriteString("customer_id,order_id,date,amount\n")
	for i := range 60_000 {
		fmt.Fprintf(&text, "c%d,%d,2024-01-31,%d.50\n", i%900, i, i%70)
	}
	single := text.String()
	for i := range 10 {
		for range 3 {
			fmt.Fprintf(&text, "c%d,x%d,2024-02-01,9.%d0\n", i, i, i)
		}
	}
	for name, c := range map[string]struct {
		text    string
		per     string
		refused bool
	}{
		"repeated": {text.String(), "", true},
		"chosen":   {text.String(), "row", false},
		"single":   {single, "", false},
	} {
		_, err := Open([]string{inFile(t, "s.csv", c.text)}, Options{Schema: transactionSchema(), AmountPer: c.per})
		if got := kindOfError(err) == fault.Undecided; got != c.refused || err != nil && !c.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
