package rfmio

import (
	"context"
	"rfm/io/fault"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

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
			if kindOfError(err) != fault.Undecided {
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

func TestFilesOfDifferentShape(t *testing.T) {
	product := inFile(t, "product.csv", "customer_id,date,quantity,unit_price\na,2024-01-01,2,3\n")
	amount := inFile(t, "amount.csv", "customer_id,date,amount\n"+strings.Repeat("b,2024-01-01,1\n", 6)+"c,2024-01-02,2\n")
	got, _, err := readLines(Options{Where: `customer_id != "b"`, Workers: 1}, product, amount)
	if want := []string{"a 2024-01-01 6", "c 2024-01-02 2"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	orders := inFile(t, "orders.csv", "customer_id,date,amount,order_id\na,2024-01-01,2,A1\n")
	if _, _, err := readLines(Options{}, amount, orders); kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), "amount.csv: no column for the order id") {
		t.Errorf("order ids in one of two files: %v", err)
	}
}

func TestSeveralFilesAreMatchedByRole(t *testing.T) {
	a := inFile(t, "a.csv", "customer_id,date,amount\na,2024-01-31,1\n")
	b := inFile(t, "b.csv", "Sales;Order Date;Customer ID\n2.5;20240201;b\n")
	d := inFile(t, "d.csv", "customer_id,date,amount\na,2024-02-02,1\n")
	got, account, err := readLines(Options{Workers: 4}, a, b, d)
	want := []string{"a 2024-01-31 1", "a 2024-02-02 1", "b 2024-02-01 2.5"}
	if err != nil || !slices.Equal(got, want) || account.Rows != 3 || len(account.Files) != 3 {
		t.Errorf("%q, %+v, %v", got, account, err)
	}
	c := inFile(t, "c.csv", "customer_id,date\na,2024-01-31\n")
	if _, _, err := readLines(Options{}, a, c); kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), "c.csv: no column for the amount (") {
		t.Errorf("a file without an amount: %v", err)
	}
}
