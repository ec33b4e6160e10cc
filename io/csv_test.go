package rfmio

import (
	"fmt"
	"rfm/io/fault"
	"slices"
	"strings"
	"testing"
)

func TestCSVForms(t *testing.T) {
	want := []string{"00001 2024-01-31 10.50 A1", "00002 2024-02-01 -3.25 A2"}
	for name, text := range map[string]string{
		"plain":              "customer_id,order_date,amount,order_id\n00001,2024-01-31,10.50,A1\n00002,2024-02-01,-3.25,A2\n",
		"no last line end":   "customer_id,order_date,amount,order_id\n00001,2024-01-31,10.50,A1\n00002,2024-02-01,-3.25,A2",
		"CRLF":               "customer_id,order_date,amount,order_id\r\n00001,2024-01-31,10.50,A1\r\n00002,2024-02-01,-3.25,A2\r\n",
		"lone CR":            "customer_id,order_date,amount,order_id\r00001,2024-01-31,10.50,A1\r00002,2024-02-01,-3.25,A2\r",
		"BOM":                "\xef\xbb\xbfcustomer_id,order_date,amount,order_id\n00001,2024-01-31,10.50,A1\n00002,2024-02-01,-3.25,A2\n",
		"BOM, quoted header": "\xef\xbb\xbf\"customer_id\",\"order_date\",\"amount\",\"order_id\"\n00001,2024-01-31,10.50,A1\n00002,2024-02-01,-3.25,A2\n",
		"all quoted":         "\"customer_id\",\"order_date\",\"amount\",\"order_id\"\r\n\"00001\",\"2024-01-31\",\"10.50\",\"A1\"\r\n\"00002\",\"2024-02-01\",\"-3.25\",\"A2\"\r\n",
		"blank lines":        "\ncustomer_id,order_date,amount,order_id\n\n00001,2024-01-31,10.50,A1\n\r\n00002,2024-02-01,-3.25,A2\n\n",
		"empty rows":         "customer_id,order_date,amount,order_id\n , , , \n00001,2024-01-31,10.50,A1\n00002,2024-02-01,-3.25,A2\n",
		"empty rows, quoted": "customer_id,order_date,amount,order_id\n , , , \n\"00001\",2024-01-31,10.50,A1\n,,,\t\r\n00002,2024-02-01,-3.25,A2\n ,,,\n",
		"semicolons":         "customer_id;order_date;amount;order_id\n00001;2024-01-31;10.50;A1\n00002;2024-02-01;-3.25;A2\n",
		"tabs":               "customer_id\torder_date\tamount\torder_id\n00001\t2024-01-31\t10.50\tA1\n00002\t2024-02-01\t-3.25\tA2\n",
		"bars":               "customer_id|order_date|amount|order_id\n00001|2024-01-31|10.50|A1\n00002|2024-02-01|-3.25|A2\n",
		"blanks":             " customer_id  order_date   amount order_id\r\n 00001 2024-01-31   10.50  A1 \r\n 00002 2024-02-01   -3.25  A2\r\n",
		"other names":        "Order No.,CUSTOMER ID,Order Date,Sales,Ship Date\nA1,00001,2024/1/31,10.50,\nA2,00002,20240201,-3.25,\n",
		"times":              "Order No.,CUSTOMER ID,Order Date,Sales\nA1,00001,2024-01-31 23:59:59,10.50\nA2,00002,2024-02-01T00:00:00Z,-3.25\n",
		"line end in header": "customer_id,\"order\ndate\",amount,order_id\n00001,2024-01-31,10.50,A1\n00002,2024-02-01,-3.25,A2\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, account, err := readLines(Options{}, inFile(t, "sales.csv", text))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) || account.Rows != 2 {
				t.Errorf("%d rows\ngot  %q\nwant %q", account.Rows, got, want)
			}
		})
	}
}

func TestColumnsBetweenBlanksGoOverManyReads(t *testing.T) {
	var text strings.Builder
	var want []string
	for i := range 50_000 {
		fmt.Fprintf(&text, "%s%05d %s19970101  %d   %d.%02d\r\n", strings.Repeat(" ", i%4), i, strings.Repeat(" ", i%7), i%9, i%300, i%100)
		want = append(want, fmt.Sprintf("%05d 1997-01-01 %d.%02d", i, i%300, i%100))
	}
	columns := map[string]string{"customer": "1", "date": "2", "amount": "4"}
	got, account, err := readLines(Options{NoHeader: true, Columns: columns}, inFile(t, "blanks.txt", text.String()))
	if err != nil || !slices.Equal(got, want) || account.Rows != 50_000 {
		t.Errorf("%d rows, %v", account.Rows, err)
	}
}

func TestCSVCellsAreReadAsWritten(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{`17850.0`, "17850.0"},
		{`9007199254740993`, "9007199254740993"},
		{`"O""Reilly, Abbey"`, `O"Reilly, Abbey`},
		{"\"two\nlines\"", "two\nlines"},
		{`5" pipe`, `5" pipe`},
		{`""`, "(guest)"},
		{``, "(guest)"},
		{`NULL`, "(guest)"},
		{`NaN`, "(guest)"},
		{`NA`, "(guest)"},
		{`   `, "(guest)"},
		{`          `, "(guest)"},
		{`"  NaN  "`, "(guest)"},
		{`Nan Goldin`, "Nan Goldin"},
		{`客户一`, "客户一"},
	} {
		got, _, err := readLines(Options{}, inFile(t, "sales.csv", "customer_id,date,amount\n"+c.cell+",2024-01-31,1\nzz,2024-01-31,2\n"))
		want := []string{c.want + " 2024-01-31 1", "zz 2024-01-31 2"}
		slices.Sort(want)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v; want %q", c.cell, got, err, want)
		}
	}
}

func TestAHeaderThatIsNotUTF8IsAQuestion(t *testing.T) {
	// 订单 ID, 客户编号 in GB18030: the first must not pass for "id".
	path := inFile(t, "gbk.csv", "\xb6\xa9\xb5\xa5 ID,\xbf\xcd\xbb\xa7\xb1\xe0\xba\xc5,order_date,amount\nA1,k1,2024-01-01,5\n")
	if _, _, err := readLines(Options{}, path); kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), "try: --encoding gb18030") {
		t.Errorf("%v", err)
	}
	got, _, err := readLines(Options{Encoding: "gb18030"}, path)
	if err != nil || !slices.Equal(got, []string{"k1 2024-01-01 5 A1"}) {
		t.Errorf("%q, %v", got, err)
	}
}
