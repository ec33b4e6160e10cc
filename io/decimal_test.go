package rfmio

import (
	"rfm/io/fault"
	"slices"
	"testing"
)

func TestAmountsAreExact(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"0.1", "0.1"}, {"+7", "7"}, {"-0.05", "-0.05"}, {".5", "0.5"}, {"5.", "5"}, {" 12.50 ", "12.50"},
		{"1e3", "1000"}, {"1.5E-3", "0.0015"}, {"1.50e1", "15"}, {"123456789012345678901234.5678", "123456789012345678901234.5678"},
		{"12345678901234567890", "12345678901234567890"}, {"-9999999999999999999.99", "-9999999999999999999.99"},
	} {
		got, _, err := readLines(Options{}, inFile(t, "sales.csv", "customer_id,date,amount\na,2024-01-31,"+c.cell+"\n"))
		if err != nil || len(got) != 1 || got[0] != "a 2024-01-31 "+c.want {
			t.Errorf("%q: %q, %v; want %s", c.cell, got, err, c.want)
		}
	}
	for _, cell := range []string{"abc", "1,234", "1.2.3", "--1", "1e", "0x10", "Inf", "1e99", "12 34", "-", "."} {
		if _, _, err := readLines(Options{}, inFile(t, "sales.csv", "customer_id;date;amount\na;2024-01-31;"+cell+"\n")); kindOfError(err) != fault.Undecided {
			t.Errorf("%q was read: %v", cell, err)
		}
	}
}

func TestAmountsOfOneBatchShareAScale(t *testing.T) {
	got, _, err := readLines(Options{}, inFile(t, "sales.csv", "customer_id,date,amount\na,2024-01-01,1\nb,2024-01-01,2.25\nc,2024-01-01,3.5\n"))
	want := []string{"a 2024-01-01 1.00", "b 2024-01-01 2.25", "c 2024-01-01 3.50"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}
