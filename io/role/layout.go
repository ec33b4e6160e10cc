package role

import (
	"rfm/io/value"
	"rfm/io/vector"
)

// Layout is what a program or a published data set writes, told by the names of
// its columns.
type layout struct {
	name string
	// Names are the columns that are all there; each may be called one of several
	// names.
	names [][]string
	// All are columns that the names alone would leave open, the surest first.
	roles map[string][]string
	// Cancellations tells that an order id such as C536379 cancels an order.
	Cancellations bool
	// Paid tells that the date is that of the payment, so that an order without
	// one is not paid.
	Paid bool
}

// layouts lists the layouts that are known, those with the most columns first.
func layouts() []layout {
	return []layout{
		{name: "UCI Online Retail", Cancellations: true,
			names: [][]string{{"InvoiceNo", "Invoice"}, {"StockCode"}, {"Quantity"}, {"UnitPrice", "Price"}}},
		{name: "Shopify orders", Paid: true,
			names: [][]string{{"Name"}, {"Email"}, {"Paid at"}, {"Total"}},
			roles: map[string][]string{"customer": {"Email"}, "order": {"Name"}, "date": {"Paid at"}, "amount": {"Total"}}},
		{name: "Taobao orders", Paid: true,
			names: [][]string{{"买家实际支付金额"}, {"订单付款时间"}, {"订单状态", "订单编号"}},
			roles: map[string][]string{"customer": {"买家会员名", "买家昵称"}, "order": {"订单编号"}, "date": {"订单付款时间"},
				"amount": {"买家实际支付金额"}}},
		{name: "WooCommerce orders",
			names: [][]string{{"order_id", "order_number", "Order Number"}, {"billing_email", "Email (Billing)"}, {"order_total", "Order Total Amount", "Order Total"}},
			roles: map[string][]string{"customer": {"billing_email", "Email (Billing)"}, "order": {"order_id", "order_number"},
				"date": {"order_date", "date", "date_created"}, "amount": {"order_total", "Order Total Amount"}}},
		{name: "WooCommerce analytics",
			names: [][]string{{"Order #"}, {"Date"}, {"Customer"}, {"Net Sales", "N. Revenue"}},
			roles: map[string][]string{"customer": {"Customer"}, "order": {"Order #"}, "amount": {"Net Sales", "N. Revenue"}}},
		{name: "Olist orders", // whose customer_id is another one for each order
			names: [][]string{{"order_id"}, {"customer_unique_id"}, {"order_purchase_timestamp"}},
			roles: map[string][]string{"customer": {"customer_unique_id"}, "date": {"order_purchase_timestamp"}}},
		{name: "Superstore",
			names: [][]string{{"Order ID", "订单 ID"}, {"Order Date", "订单日期"}, {"Ship Date", "发货日期"}, {"Customer ID", "客户 ID"}, {"Sales", "销售额"}}},
		{name: "CDNOW", names: [][]string{{"customer_id", "masterid", "id"}, {"date"}, {"number_of_cds", "cds"}, {"dollar_value", "sales"}}},
		{name: "orders of R's rfm", names: [][]string{{"customer_id"}, {"order_date"}, {"revenue"}}},
		{name: "Kaggle retail transactions", names: [][]string{{"customer_id"}, {"trans_date"}, {"tran_amount"}}},
	}
}

// LayoutOf recognises the layout of a file; the zero value for none.
func LayoutOf(columns []string) layout {
	for _, l := range layouts() {
		all := true
		for _, names := range l.names {
			all = all && (Role{}).matching(columns, names, sameName) != nil
		}
		if all {
			return l
		}
	}
	return layout{}
}

// Column is the column that the layout has for a role, or none.
func (l layout) column(role string, columns []string) int {
	for _, name := range l.roles[role] {
		for i, column := range columns {
			if value.EqualNames(column, name) {
				return i
			}
		}
	}
	return vector.None
}
