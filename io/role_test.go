package rfmio

import (
	"rfm/io/role"
	"strings"
	"testing"
)

// mappedColumns opens a file and gives its columns by role, or the error.
func mappedColumns(t *testing.T, text string, o Options) string {
	t.Helper()
	o.Schema = transactionSchema()
	in, err := Open([]string{inFile(t, "s.csv", text)}, o)
	if err != nil {
		return err.Error()
	}
	defer in.files[0].finish()
	var names []string
	for _, c := range in.files[0].count.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, " | ")
}

// TestColumnsOfSevenLanguages reads headers as programs of the languages write
// them.
func TestColumnsOfSevenLanguages(t *testing.T) {
	for _, c := range []struct{ header, row, want string }{
		{"OrderID,CustomerID,OrderDate,ShipDate,Freight,Amount", "1,a,2024-01-31,2024-02-01,3,5", "CustomerID | OrderDate | Amount | OrderID"},
		{"订单编号,会员卡号,下单时间,发货时间,运费,实付金额,优惠金额", "1,a,2024-01-31,2024-02-01,3,5,1", "会员卡号 | 下单时间 | 实付金额 | 订单编号"},
		{"訂單編號,會員編號,訂單日期,金額", "1,a,2024-01-31,5", "會員編號 | 訂單日期 | 金額 | 訂單編號"},
		{"Bestellnummer,Kundennummer,Bestelldatum,Lieferdatum,Umsatz,Umsatzsteuer", "1,a,2024-01-31,2024-02-01,5,1", "Kundennummer | Bestelldatum | Umsatz | Bestellnummer"},
		{"Numéro commande,Code client,Date commande,Date livraison,Montant TTC", "1,a,2024-01-31,2024-02-01,5", "Code client | Date commande | Montant TTC | Numéro commande"},
		{"Nº pedido,Código cliente,Fecha de pedido,Fecha de entrega,Importe", "1,a,2024-01-31,2024-02-01,5", "Código cliente | Fecha de pedido | Importe | Nº pedido"},
		{"Código do pedido,ID do cliente,Data da compra,Data de nascimento,Valor total", "1,a,2024-01-31,1990-02-01,5", "ID do cliente | Data da compra | Valor total | Código do pedido"},
		{"注文番号,会員番号,注文日,生年月日,購入金額", "1,a,2024-01-31,1990-02-01,5", "会員番号 | 注文日 | 購入金額 | 注文番号"},
		{"顧客コード,購入日時,数量,単価", "a,2024-01-31,5,2", "顧客コード | 購入日時 | 数量 × 単価"},
		{"Auftragsbestelldatum,Kunde,Gesamtumsatz", "2024-01-31,a,5", "Kunde | Auftragsbestelldatum | Gesamtumsatz"},
	} {
		if got := mappedColumns(t, c.header+"\n"+c.row+"\n", Options{}); got != c.want {
			t.Errorf("%s: %s, want %s", c.header, got, c.want)
		}
	}
}

// TestLayoutsDecide gives headers of which the names alone would leave a choice.
func TestLayoutsDecide(t *testing.T) {
	for _, c := range []struct{ header, row, want string }{
		{"Name,Email,Financial Status,Paid at,Total,Subtotal,Created at,Lineitem price,Id,Billing Name", "#1,a,paid,2024-01-31,5,4,2024-01-30,4,99,A B", "Email | Paid at | Total | Name"},
		{"订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间", "1,a,6,5,交易成功,2024-01-30,2024-01-31", "买家会员名 | 订单付款时间 | 买家实际支付金额 | 订单编号"},
		{"order_id,order_number,date,status,order_total,customer_id,billing_email", "1,2,2024-01-31,paid,5,0,a", "billing_email | date | order_total | order_id"},
		{"order_id,customer_id,customer_unique_id,order_purchase_timestamp,order_approved_at,payment_value", "1,a,b,2024-01-31,2024-02-01,5", "customer_unique_id | order_purchase_timestamp | payment_value | order_id"},
		{"Row ID,Order ID,Order Date,Ship Date,Customer ID,Customer Name,Sales,Profit", "1,2,2024-01-31,2024-02-02,a,A B,5,1", "Customer ID | Order Date | Sales | Order ID"},
	} {
		if got := mappedColumns(t, c.header+"\n"+c.row+"\n", Options{}); got != c.want {
			t.Errorf("%s: %s, want %s", c.header, got, c.want)
		}
	}
}

// TestCellsDecide holds names against what the cells are.
func TestCellsDecide(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("id,date,amount\n")
	for i := range role.EnoughRows {
		rows.WriteString(strings.Repeat("1", i+1) + ",2024-01-31,1\n")
	}
	for _, c := range []struct{ text, want string }{
		{"customer_id,date,sales,total\na,2024-01-31,Bob,5\n", "customer_id | date | total"},
		{"customer_id,order_date,invoice_date,amount\na,,2024-01-31,5\nb,Monday,2024-01-31,5\n", "customer_id | invoice_date | amount"},
		{"customer_id,date,date_text,amount\na,2024-01-31,x,5\n", "customer_id | date | amount"},
		{"customer_id,date,amount\na,soon,5\n", "customer_id | date | amount"}, // what is wrong is told with the row
		{"customer_id,date,sales,revenue\na,2024-01-31,4,5\n", "2 columns could be the amount: sales, revenue"},
		{rows.String(), "no column looks like the customer id"},
		{"00004 0001 19970101 2 29.33\n00021 0002 19970118 3 29.73\n", "--no-header --customer 1 --date 3 --amount 5"},
		{"760\t25\t2009-11-06\n860\t50\t2012-09-28\n", "--no-header --customer 1 --date 3 --amount 2"},
	} {
		if got := mappedColumns(t, c.text, Options{}); !strings.Contains(got, c.want) {
			t.Errorf("%.60q: %s, want %s", c.text, got, c.want)
		}
	}
}
