package rfmio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// transactionSchema is what the tests ask for.
func transactionSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "customer", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "date", Type: arrow.FixedWidthTypes.Date32},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 38}},
		{Name: "return", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "order", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
}

// readLines reads files into lines such as "17850 2010-12-01 15.30 536365", with
// (guest) for no customer and "return" behind returns, sorted.
func readLines(o Options, paths ...string) ([]string, Account, error) {
	o.Schema = transactionSchema()
	in, err := Open(paths, o)
	if err != nil {
		return nil, Account{}, err
	}
	var mu sync.Mutex
	var lines []string
	sinks := make([]func(arrow.Record) error, in.Workers())
	for i := range sinks {
		sinks[i] = func(rec arrow.Record) error {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, linesOf(rec)...)
			return nil
		}
	}
	err = in.Read(context.Background(), sinks)
	slices.Sort(lines)
	return lines, in.Account(), err
}

func linesOf(rec arrow.Record) []string {
	var lines []string
	customers, orders := rec.Column(0).(*array.String), rec.Column(4).(*array.String)
	amounts := rec.Column(2).(*array.Decimal128)
	scale := amounts.DataType().(*arrow.Decimal128Type).Scale
	for i := range int(rec.NumRows()) {
		parts := []string{"(guest)", rec.Column(1).ValueStr(i), amounts.Value(i).ToString(scale)}
		if customers.IsValid(i) {
			parts[0] = customers.Value(i)
		}
		if orders.IsValid(i) {
			parts = append(parts, orders.Value(i))
		}
		if rec.Column(3).(*array.Boolean).Value(i) {
			parts = append(parts, "return")
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return lines
}

// inFile writes a file for one test.
func inFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

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
		if _, _, err := readLines(Options{}, inFile(t, "sales.csv", "customer_id;date;amount\na;2024-01-31;"+cell+"\n")); kindOfError(err) != Undecided {
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

func TestDates(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		format string
		zone   *time.Location
		cell   string
		want   string // empty: refused
	}{
		{"", nil, "2024-02-29", "2024-02-29"},
		{"", nil, "2023-02-29", ""},
		{"", nil, "2024-13-01", ""},
		{"", nil, "2024-1-5", "2024-01-05"},
		{"", nil, "2024.01.05", "2024-01-05"},
		{"", nil, "20240105", "2024-01-05"},
		{"", nil, "20240105 10:30", "2024-01-05"},
		{"", nil, "2024年1月5日", "2024-01-05"},
		{"", nil, "2024-01-05 25:00:00", ""},
		{"", nil, "2024-01-05 10:30:61", ""},
		{"", nil, "2024-01-05x", ""},
		{"", nil, "2024-01-05T10:30:00.123456", "2024-01-05"},
		{"", nil, "2024-01-05 10:30 PM", "2024-01-05"},
		{"", nil, "2024-01-05T23:30:00-05:00", "2024-01-06"},
		{"", paris, "2024-01-05T23:30:00Z", "2024-01-06"},
		{"", paris, "2024-01-05 23:30:00", "2024-01-05"},
		{"", paris, "2024-01-05 23:30:00.999", "2024-01-05"},
		{"", paris, "2024-01-05 23:30:00 UTC", "2024-01-06"},
		{"", paris, "2024-01-05 11:30 PM UTC", "2024-01-06"},
		{"", paris, "2024-01-05T23:30:00.999+00:00", "2024-01-06"},
		{"", paris, "2024-01-05T22:59:59Z", "2024-01-05"},
		{"", nil, "2024-01-05T10:30:00.Z", ""},
		{"", nil, "2024-01-05T10:30:00ZZ", ""},
		{"", nil, "31/01/2024", "2024-01-31"},
		{"", nil, "1/31/2024", "2024-01-31"},
		{"", nil, "31.01.2024 8:26", "2024-01-31"},
		{"", nil, "31/01/2024, 23:59:59", "2024-01-31"},
		{"", nil, "5/5/24", "2024-05-05"}, // the same day in both orders
		{"", nil, "4/5/24", ""},
		{"", nil, "31/31/2024", ""},
		{"", nil, "30/2/2024", ""},
		{"", nil, "31/1/024", ""},
		{"", nil, "1/31/4", ""},
		{"", nil, "24-01-31", "2024-01-31"},
		{"", nil, "24/01/31 23:59", "2024-01-31"},
		{"", nil, "31-01-24", "2024-01-31"},
		{"", nil, "01/31/24", "2024-01-31"},
		{"", nil, "24-01-01", ""}, // or 24 January 2001
		{"", nil, "24-1-31", ""},
		{"yy-mm-dd", nil, "24-01-01", "2024-01-01"},
		{"yy-mm-dd", nil, "2024-01-01", ""},
		{"dmy", nil, "24-01-31", "2031-01-24"},
		{"", nil, "14-Jan-15", "2015-01-14"},
		{"", nil, "14-Jan-70", "1970-01-14"},
		{"", nil, "14 Sept. 2015 08:26", "2015-09-14"},
		{"", nil, "January 31, 2024", "2024-01-31"},
		{"", nil, "31-Jun-24", ""},
		{"", nil, "20240131.0", "2024-01-31"},
		{"", nil, "1706659200", "2024-01-31"},
		{"", nil, "1706659200000", "2024-01-31"},
		{"", paris, "1706655600", "2024-01-31"},
		{"", nil, "1706659200000000", ""},
		{"", nil, "45322", ""},
		{"", nil, "41_10_1", ""},
		{"", nil, "The 90s", ""},
		{"auto", nil, "31/01/2024", "2024-01-31"},
		{"dmy", nil, "31/01/2024", "2024-01-31"},
		{"dmy", nil, "3.4.24", "2024-04-03"},
		{"dmy", nil, "14-Jan-15", "2015-01-14"},
		{"dmy", nil, "14 January 2015 08:26", "2015-01-14"},
		{"dmy", nil, "01/13/2024", ""},
		{"mdy", nil, "1/31/2024 8:26", "2024-01-31"},
		{"mdy", nil, "9/7/11", "2011-09-07"},
		{"mdy", nil, "9/7/70", "1970-09-07"},
		{"mdy", nil, "9/7/69", "2069-09-07"},
		{"mdy", nil, "Jan 31, 2024", "2024-01-31"},
		{"mdy", nil, "31-Jan-24", "2024-01-31"},
		{"month-name", nil, "31-Jan-24", "2024-01-31"},
		{"month-name", nil, "31/1/24", ""},
		{"unix", nil, "1706659200", "2024-01-31"},
		{"unix", nil, "-1", "1969-12-31"},
		{"unix-ms", paris, "1706740200000", "2024-01-31"},
		{"excel", nil, "45322", "2024-01-31"},
		{"excel", nil, "45322.75", "2024-01-31"},
		{"unix", nil, "1706659200000", ""},
		{"unix", nil, "1706659200.5", "2024-01-31"},
		{"unix", nil, "1706659200.garbage", ""},
	} {
		path := inFile(t, "sales.csv", "customer_id;date;amount\na;"+c.cell+";1\n")
		got, _, err := readLines(Options{DateFormat: c.format, Zone: c.zone, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, path)
		switch {
		case c.want == "" && kindOfError(err) != Undecided:
			t.Errorf("%s %q was read as %q (%v)", c.format, c.cell, got, err)
		case c.want != "" && (err != nil || got[0] != "a "+c.want+" 1"):
			t.Errorf("%s %q: %q, %v; want %s", c.format, c.cell, got, err, c.want)
		}
	}
}

func TestISODatesAreThoseOfTime(t *testing.T) {
	c := newCalendar(nil)
	for day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= lastYear; day = day.AddDate(0, 0, 1) {
		got, ok := c.parseISO([]byte(day.Format(time.DateOnly)))
		if !ok || got != arrow.Date32FromTime(day) {
			t.Fatalf("%s: %d, %v", day.Format(time.DateOnly), got, ok)
		}
	}
}

func TestProductOfQuantityAndPrice(t *testing.T) {
	text := "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n" +
		"536365,A,6,2010-12-01 08:26:00,2.55,17850.0\nC536379,D,-1,2010-12-01 09:41:00,27.5,14527.0\n536414,B,56,2010-12-01 11:52:00,0.0,\nC5,E,1,2010-12-01,3,1\n"
	got, _, err := readLines(Options{}, inFile(t, "retail.csv", text))
	want := []string{"(guest) 2010-12-01 0.00 536414", "1 2010-12-01 3.00 C5 return", "14527.0 2010-12-01 -27.50 C536379 return", "17850.0 2010-12-01 15.30 536365"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got  %q, %v\nwant %q", got, err, want)
	}
}

func TestCancellationsAreReturnsWhetherOrdersAreAskedForOrNot(t *testing.T) {
	text := "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,x,1,2024-01-01,5,a\nC2,x,1,2024-01-09,5,a\n"
	schema := arrow.NewSchema(transactionSchema().Fields()[:4], nil)
	in, err := Open([]string{inFile(t, "retail.csv", text)}, Options{Schema: schema, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var flags []string
	err = in.Read(context.Background(), []func(arrow.Record) error{func(rec arrow.Record) error {
		flags = append(flags, rec.Column(3).String())
		return nil
	}})
	if err != nil || strings.Join(flags, "") != "[false true]" {
		t.Errorf("%q, %v", flags, err)
	}
}

func TestColumnsAreNamedOrRefused(t *testing.T) {
	for _, c := range []struct {
		header  string
		columns map[string]string
		want    string // columns found, or what the error says
	}{
		{"customer_id,order_date,amount", nil, "customer_id order_date amount"},
		{"KdNr,Datum,Betrag", map[string]string{"customer": "KdNr"}, "KdNr Datum Betrag"},
		{"KdNr,Datum,Betrag", map[string]string{"customer": "1"}, "KdNr Datum Betrag"},
		{"KdNr,Datum,Betrag", nil, "no column looks like the customer id\n  columns: KdNr, Datum, Betrag   (best guess: KdNr, low confidence)\n  try: --customer KdNr"},
		{"customer_id,paid_at,created_at,amount", nil, "2 columns could be the order date: paid_at, created_at"},
		{"customer_id,paid_at,created_at,amount", map[string]string{"date": "paid_at"}, "customer_id paid_at amount"},
		{"customer_id,order_date,ship_date,amount", nil, "customer_id order_date amount"},
		{"Customer ID,Customer Name,Order Date,Ship Date,Sales,Profit", nil, "Customer ID Order Date Sales"},
		{"customer_id,date,number_of_cds,dollar_value", nil, "customer_id date dollar_value"},
		{"customer_id,trans_date,tran_amount", nil, "customer_id trans_date tran_amount"},
		{"客户 ID,订单日期,销售额", nil, "客户 ID 订单日期 销售额"},
		{"customer_id,date,amount,amount", nil, "choose: --amount 3   or   --amount 4"},
		{"customer_id,date,amount,amount", map[string]string{"amount": "amount"}, "2 columns have the name"},
		{"customer_id,date,amount,amount", map[string]string{"amount": "4"}, "customer_id date amount"},
		{"customer_id,order_date,total_items,quantity,unit_price", nil, "customer_id order_date quantity × unit_price"},
		{"customer_id,expiry_date,amount", nil, "no column looks like the order date"},
		{"customer_id,date,tax_amount", nil, "no column looks like the amount"},
		{"customer_id,date,amount", map[string]string{"amount": "amonut"}, `no column "amonut" for --amount; did you mean "amount"?`},
		{"customer_id,date,amount", map[string]string{"amount": "4"}, `no column "4" for --amount`},
		{"customer_id,date,qty,unit_price", nil, "customer_id date qty × unit_price"},
		{"customer_id,date,sales,qty,unit_price", map[string]string{"quantity": "qty", "price": "unit_price"}, "customer_id date qty × unit_price"},
	} {
		cells := strings.Repeat(",1", strings.Count(c.header, ","))[1:]
		o := Options{Columns: c.columns, Schema: transactionSchema()}
		in, err := Open([]string{inFile(t, "s.csv", c.header+"\n1,"+cells+"\n")}, o)
		got := ""
		if err != nil {
			got = err.Error()
			if kindOfError(err) != Undecided {
				t.Errorf("%s: %v is no question", c.header, err)
			}
		} else {
			var names []string
			for _, m := range in.files[0].count.Columns {
				names = append(names, m.Name)
			}
			got = strings.Join(names, " ")
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s %v: %s; want %s", c.header, c.columns, got, c.want)
		}
	}
}

func TestWhere(t *testing.T) {
	const text = "customer_id,date,amount,status,Unit Price\na,2024-01-01,1,paid,2.5\nb,2024-01-02,2,open,10\nc,2024-01-03,4,paid,\nd,x,zz,void,1\n"
	for _, c := range []struct{ where, want string }{
		{`status == "paid"`, "a c"},
		{`status in ["paid", "open"]`, "a b c"},
		{`amount > 1 && status != "void" && status != "bad"`, "b c"},
		{`$env["Unit Price"] >= 2.5 and status != "void"`, "a b"},
		{`date < "2024-01-03"`, "a b"},
		{`status startsWith "p" || $env["Unit Price"] * 2 == 20`, "a b c"},
		{`customer_id matches "[ab]"`, "a b"},
	} {
		got, account, err := readLines(Options{Where: c.where}, inFile(t, "s.csv", strings.Replace(text, "zz", "0", 1)))
		var names []string
		for _, line := range got {
			names = append(names, line[:1])
		}
		if err != nil || strings.Join(names, " ") != c.want || account.Filtered.Rows != 4-int64(len(names)) {
			t.Errorf("%s keeps %q, %d filtered, %v; want %s", c.where, names, account.Filtered.Rows, err, c.want)
		}
	}
	for where, want := range map[string]string{
		`status ==`: "unexpected token", `stats == "paid"`: `did you mean "status"?`, `amount`: "expected bool", `status > 3 +`: "unexpected token",
	} {
		_, _, err := readLines(Options{Where: where}, inFile(t, "s.csv", text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", where, err, want)
		}
	}
}

func TestWhereTakesColumnsForNumbersWhereItComputes(t *testing.T) {
	const text = "customer_id,date,amount,qty\na,2024-01-01,-20,9\nb,2024-01-02,5,10\n"
	for where, want := range map[string]string{
		`abs(amount) > 15`: "a", `-amount < 0`: "b", `qty + amount > 11`: "b", `qty > 9 && amount < 100`: "b",
		`let least = 9.5; qty > least`: "b", `max(qty, amount) == 10`: "b",
	} {
		got, _, err := readLines(Options{Where: where}, inFile(t, "s.csv", text))
		if err != nil || len(got) != 1 || got[0][:1] != want {
			t.Errorf("%s keeps %q, %v; want %s", where, got, err, want)
		}
	}
}

func TestWhereDoesNotLoseWhatItCannotRead(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,qty,unit_price\na,2024-01-01,1,10.00\nb,2024-01-02,1,a lot\n")
	for _, where := range []string{"unit_price > 0", "unit_price < 100"} {
		if _, _, err := readLines(Options{Where: where}, path); kindOfError(err) != BadRows || !strings.Contains(err.Error(), `:3:4: unit_price "a lot" is not a number`) {
			t.Errorf("%s: %v", where, err)
		}
	}
}

func TestFilesOfDifferentShape(t *testing.T) {
	product := inFile(t, "product.csv", "customer_id,date,quantity,unit_price\na,2024-01-01,2,3\n")
	amount := inFile(t, "amount.csv", "customer_id,date,amount\n"+strings.Repeat("b,2024-01-01,1\n", 6)+"c,2024-01-02,2\n")
	got, _, err := readLines(Options{Where: `customer_id != "b"`, Workers: 1}, product, amount)
	if want := []string{"a 2024-01-01 6", "c 2024-01-02 2"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	orders := inFile(t, "orders.csv", "customer_id,date,amount,order_id\na,2024-01-01,2,A1\n")
	if _, _, err := readLines(Options{}, amount, orders); kindOfError(err) != Undecided || !strings.Contains(err.Error(), "amount.csv: no column for the order id") {
		t.Errorf("order ids in one of two files: %v", err)
	}
}

func TestPipesAreReadOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("needs named pipes: ", err)
	}
	go os.WriteFile(path, []byte("customer_id,date,amount\na,2024-01-31,1\n"), 0)
	if got, _, err := readLines(Options{}, path); err != nil || !slices.Equal(got, []string{"a 2024-01-31 1"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestBadRowsAreCountedBeyondThoseKept(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n"+strings.Repeat("a,31/31/2024,1\n", 200_000))
	_, _, err := readLines(Options{}, path)
	if kindOfError(err) != Undecided || !strings.Contains(err.Error(), "200000 rows like this: lines 2, 3, 4, 5, 6, …") {
		t.Errorf("%v", err)
	}
}

func TestAHeaderThatIsNotUTF8IsAQuestion(t *testing.T) {
	// 订单 ID, 客户编号 in GB18030: the first must not pass for "id".
	path := inFile(t, "gbk.csv", "\xb6\xa9\xb5\xa5 ID,\xbf\xcd\xbb\xa7\xb1\xe0\xba\xc5,order_date,amount\nA1,k1,2024-01-01,5\n")
	if _, _, err := readLines(Options{}, path); kindOfError(err) != Undecided || !strings.Contains(err.Error(), "try: --encoding gb18030") {
		t.Errorf("%v", err)
	}
	got, _, err := readLines(Options{Encoding: "gb18030"}, path)
	if err != nil || !slices.Equal(got, []string{"k1 2024-01-01 5 A1"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestEveryKindOfBadRowIsTold(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n1,2024-01-01,5\n7,2024-01-05,\n8,2024-01-05,NaN\n9,2024-02-30,3\n8,2024-01-05,x\n")
	_, _, err := readLines(Options{}, path)
	for _, want := range []string{":3:3: amount is empty", `:4:3: amount "NaN" is not a number (2 rows: lines 4, 6)`, `:5:2: date "2024-02-30" is not a date`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
}

func TestBadRowsNameTheirPlace(t *testing.T) {
	filler := strings.Repeat("a,2024-01-01,1\n", 100_000) // several blocks
	for _, c := range []struct{ text, want string }{
		{"customer_id,date,amount\na,The 90s,1\nb,2024-01-01,1\n", `:2:2: date "The 90s" is not a date`},
		{"customer_id,date,amount\na,2024-01-01,1\nb,2024-01-01,abc\n", `:3:3: amount "abc" is not a number`},
		{"customer_id,date,amount\na,2024-01-01,\n", `:2:3: amount is empty`},
		{"customer_id,date,amount\na,2024-01-01\n", `:2: the row has 2 cells, the header has 3: "a,2024-01-01"`},
		{"customer_id,date,amount\na,2024-01-01,1,2\n", `:2: the row has 4 cells`},
		{"customer_id,date,amount\n\"a\nb\nc\",2024-01-01,1\nd,x,1\n", `:5:2: date "x" is not a date`},
		{"customer_id,date,amount\n\"a\"b,2024-01-01,1\n", `:2: the row has text after a closing quote`},
		{"customer_id,date,amount\na,2024-01-01,1\n\"b,2024-01-01,1\nc,2024-01-01,2\n", `:3: the row opens a quote that is never closed`},
		{"customer_id,date,amount\n" + filler + "b,x,1\n" + filler + "c,y,1\n", `:100002:2: date "x" is not a date`},
	} {
		_, _, err := readLines(Options{Workers: 3}, inFile(t, "s.csv", c.text))
		if kindOfError(err) != BadRows || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

func kindOfError(err error) ErrorKind {
	var e *Error
	if !errors.As(err, &e) {
		return -1
	}
	return e.Kind
}

func TestCompressionIsToldByContent(t *testing.T) {
	const text = "customer_id,date,amount\na,2024-01-31,1\n"
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte(text))
	g.Close()
	z, _ := zstd.NewWriter(&zs)
	z.Write([]byte(text))
	z.Close()
	for name, content := range map[string]string{"plain.gz": text, "gzip.csv": gz.String(), "zstd": zs.String()} {
		for _, o := range []Options{{}, {Stdin: strings.NewReader(content)}} {
			path := "-"
			if o.Stdin == nil {
				path = inFile(t, name, content)
			}
			got, _, err := readLines(o, path)
			if err != nil || !slices.Equal(got, []string{"a 2024-01-31 1"}) {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	}
	long := bytes.Repeat([]byte(text), 1)
	for i := range 50_000 {
		long = fmt.Appendf(long, "customer %d,2024-01-31,%d.%02d\n", i*7919, i, i%100)
	}
	gz.Reset()
	g.Reset(&gz)
	g.Write(long)
	g.Close()
	cut := gz.Bytes()[:gz.Len()/2]
	if _, _, err := readLines(Options{}, inFile(t, "cut.gz", string(cut))); kindOfError(err) != Unreadable || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a cut off file: %v", err)
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []struct{ path, want string }{
		{inFile(t, "empty.csv", ""), "is empty"},
		{inFile(t, "rubbish.csv", "\x00\x01\x02\x7fELF\x00\x00"), "is not a table"},
		{inFile(t, "book.xlsx", "PK\x03\x04rest"), "is an Excel workbook"},
		{folder, "is a directory"},
		{filepath.Join(folder, "none.csv"), "no such file"},
		{filepath.Join(folder, "*.csv"), "no file matches"},
	} {
		if _, _, err := readLines(Options{}, c.path); kindOfError(err) != Unreadable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", c.path, err, c.want)
		}
	}
	near := inFile(t, "sales_2024.csv", "")
	if _, _, err := readLines(Options{}, filepath.Join(filepath.Dir(near), "sales_2042.csv")); err == nil || !strings.Contains(err.Error(), "did you mean "+near+"?") {
		t.Errorf("no suggestion: %v", err)
	}
}

func TestSeveralFilesAreMatchedByRole(t *testing.T) {
	a := inFile(t, "a.csv", "customer_id,date,amount\na,2024-01-31,1\n")
	b := inFile(t, "b.csv", "Sales;Order Date;Customer ID\n2.5;20240201;b\n")
	got, account, err := readLines(Options{Workers: 4}, a, b, a)
	want := []string{"a 2024-01-31 1", "a 2024-01-31 1", "b 2024-02-01 2.5"}
	if err != nil || !slices.Equal(got, want) || account.Rows != 3 || len(account.Files) != 3 {
		t.Errorf("%q, %+v, %v", got, account, err)
	}
	c := inFile(t, "c.csv", "customer_id,date\na,2024-01-31\n")
	if _, _, err := readLines(Options{}, a, c); kindOfError(err) != Undecided || !strings.Contains(err.Error(), "c.csv: no column for the amount (") {
		t.Errorf("a file without an amount: %v", err)
	}
}

func TestReadEndsWhenCancelledOrRefused(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n"+strings.Repeat("a,2024-01-01,1\n", 200_000))
	in, err := Open([]string{path}, Options{Schema: transactionSchema(), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stop := func(arrow.Record) error { cancel(); return nil }
	if err := in.Read(ctx, []func(arrow.Record) error{stop, stop}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	in, _ = Open([]string{path}, Options{Schema: transactionSchema(), Workers: 2})
	full := errors.New("full")
	refuse := func(arrow.Record) error { return full }
	if err := in.Read(context.Background(), []func(arrow.Record) error{refuse, refuse}); !errors.Is(err, full) {
		t.Errorf("refused: %v", err)
	}
}

func TestShortWaysToReadDecimalsAgreeWithTheLongOne(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	const characters = "0123456789.-+e /:,"
	for range 300_000 {
		length := random.IntN(12)
		text := make([]byte, length, length+8)
		for i := range text {
			text[i] = characters[random.IntN(len(characters))]
			if random.IntN(3) > 0 {
				text[i] = characters[random.IntN(11)]
			}
		}
		long, longScale, isNumber := parseLongDecimal(text)
		behind := append(text, "1,2.3\n45"[:random.IntN(8)]...)
		if n, scale, ok := parseTinyDecimal(behind, length); ok && (!isNumber || long != decimal128.FromI64(n) || longScale != scale) {
			t.Fatalf("%q: %d, scale %d; want %v, %d, %v", text, n, scale, long, longScale, isNumber)
		}
		if n, scale, ok := parseShortDecimal(text); ok && (!isNumber || long != decimal128.FromI64(n) || longScale != scale) {
			t.Fatalf("%q: %d, scale %d; want %v, %d, %v", text, n, scale, long, longScale, isNumber)
		}
	}
	for text, want := range map[string]int64{"0": 0, "12345678": 12345678, "1.5": 15, ".5": 5, "5.": 5, "1234567.": 1234567, ".1234567": 1234567} {
		if n, _, ok := parseTinyDecimal([]byte(text+"........"), len(text)); !ok || n != want {
			t.Errorf("%q: %d, %v", text, n, ok)
		}
	}
}
