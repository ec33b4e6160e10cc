package rfmio

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// role is what a column of the input can be to the program.
type role struct {
	name string // field of the schema asked for, or part of one
	flag string
	what string // in words, for messages
	// names are header names in tiers, the surest first. Two columns that match
	// in one tier are a question for the user.
	names [][]string
	// words are one or more words that count wherever they stand in a header
	// name; they are weaker than all names.
	words []string
	// never are words that rule a column out.
	never []string
	// instead is a hint where no column has the role.
	instead string
}

// roles is the table by which columns are recognised.
func roles() []role {
	return []role{
		{name: "customer", flag: "--customer", what: "the customer id",
			names: [][]string{
				{"customer_id", "cust_id", "customer_unique_id", "customer_no", "customer_number", "customer_code",
					"customer_key", "client_id", "member_id", "member_number", "membership_no", "user_id", "uid",
					"buyer_id", "account_id", "donor_id", "master_id", "contact_id", "household_id", "loyalty_id",
					"客户ID", "客户编号", "客户号", "客户代码", "顾客ID", "会员ID", "会员号", "会员编号", "会员卡号",
					"用户ID", "用户编号", "买家ID", "買家ID", "顧客ID", "顧客番号", "会員番号",
					"Kunden-Nr", "Kundennummer", "id_cliente", "id_client"},
				{"email", "customer_email", "买家昵称", "买家会员名", "用户名", "手机号"},
				{"customer", "cust", "client", "member", "buyer", "user", "Kunde", "cliente", "客户", "用户"},
				{"customer_name", "client_name", "user_name", "客户名称"},
				{"name"},
				{"id"},
			},
			words: []string{"customer id", "customer key", "client id", "user id", "member id"}},
		{name: "date", flag: "--date", what: "the order date",
			names: [][]string{
				{"order_date", "invoice_date", "transaction_date", "trans_date", "trans_dt", "tran_date",
					"purchase_date", "order_purchase_timestamp", "order_time", "order_datetime", "order_dt",
					"sale_date", "sales_date", "订单日期", "下单日期", "下单时间", "购买日期", "消费日期", "交易日期",
					"交易时间", "订单创建时间", "注文日", "Bestelldatum", "Rechnungsdatum"},
				{"paid_at", "created_at", "processed_at", "payment_date", "付款日期", "付款时间", "订单付款时间", "成交时间"},
				{"date", "event_time", "timestamp", "datetime", "date_day", "dt", "日期", "时间", "Datum", "fecha", "data", "日付"},
			},
			words: []string{"date", "datetime", "timestamp"},
			never: []string{"ship", "shipped", "delivery", "delivered", "due", "birth", "birthday", "signup",
				"registration", "last", "first", "format", "update", "updated", "expiry", "expires", "dob", "join", "joined",
				"cancel", "cancelled", "return", "returned", "required", "end", "start"}},
		{name: "amount", flag: "--amount", what: "the amount",
			names: [][]string{
				{"amount", "total_amount", "order_amount", "net_amount", "tran_amount", "trans_amount",
					"transaction_amount", "payment_value", "total_price", "grand_total", "order_total", "line_total",
					"revenue", "sales", "tot_sls", "net_sales", "sales_amount", "spend", "spending", "price_paid",
					"monetary", "金额", "实付金额", "买家实际支付金额", "订单金额", "消费金额", "支付金额", "交易金额",
					"销售额", "总金额", "应付金额", "売上", "金額", "Umsatz", "Betrag", "importe", "montant", "valor"},
				{"total", "subtotal", "value", "Summe"},
			},
			words: []string{"amount", "revenue", "sales", "spend", "value", "total"},
			never: []string{"tax", "discount", "shipping", "freight", "refund", "refunded", "fee", "tip", "cost",
				"profit", "balance", "id", "date", "count", "number", "quantity", "rep", "person",
				"items", "units", "points"}},
		{name: "order", flag: "--order", what: "the order id",
			names: [][]string{
				{"order_id", "order_number", "order_no", "invoice_no", "invoice", "invoice_id", "transaction_id",
					"trans_id", "receipt_no", "basket_id", "ticket_id", "订单ID", "订单编号", "订单号", "交易号", "流水号", "小票号", "注文番号",
					"Bestellnummer", "Rechnungsnummer"},
			},
			words: []string{"order id", "order number", "invoice no", "invoice number", "transaction id"}},
		{name: "quantity", flag: "--quantity", what: "the quantity",
			names: [][]string{{"quantity", "qty", "quantity_ordered", "units", "lineitem_quantity", "数量", "购买数量", "Menge"}}},
		{name: "price", flag: "--price", what: "the unit price",
			names: [][]string{{"unit_price", "price_each", "lineitem_price", "单价", "Einzelpreis"}, {"price", "Preis"}}},
		{name: "cost", flag: "--cost", what: "the cost"},
		{name: "profit", flag: "--profit", what: "the profit",
			names:   [][]string{{"profit", "profits", "net_profit", "gross_profit", "利润", "利潤", "Gewinn", "利益"}},
			instead: "or which one is the cost of a row: --cost COLUMN"},
		{name: "currency", flag: "--currency", what: "the currency",
			names: [][]string{{"currency", "currency_code", "币种", "货币", "Währung", "devise", "moneda", "moeda", "通貨"}}},
		{name: "status", flag: "--status", what: "the status of the order",
			names: [][]string{{"status", "order_status", "financial_status", "payment_status", "订单状态", "交易状态"}}},

		// The input may also be one row a customer.
		{name: "recency_days", flag: "--recency", what: "the days since the last order"},
		{name: "last_order_date", flag: "--last", what: "the date of the last order"},
		{name: "orders", flag: "--frequency", what: "the number of orders"},
		{name: "monetary", flag: "--monetary", what: "the revenue"},

		// And what scoring adds to one, when that is read back.
		{name: "first_order_date"}, {name: "avg_order_value"},
		{name: "r_score"}, {name: "f_score"}, {name: "m_score"}, {name: "rfm_weighted"}, {name: "segment"},
	}
}

// findRole is the role of that name.
func findRole(name string) (role, bool) {
	if name == "customer_id" {
		name = "customer"
	}
	for _, r := range roles() {
		if r.name == name {
			return r, true
		}
	}
	return role{}, false
}

// byName are the columns that have the best name for the role.
func (r role) byName(columns []string) []int {
	for _, tier := range r.names {
		if found := r.matching(columns, tier, equalNames); found != nil {
			return found
		}
	}
	return nil
}

// byWords are the columns with a word of the role in their name.
func (r role) byWords(columns []string) []int {
	return r.matching(columns, r.words, containsWords)
}

func (r role) matching(columns, names []string, match func(column, name string) bool) []int {
	var found []int
	for i, column := range columns {
		if r.excluded(column) {
			continue
		}
		for _, name := range names {
			if match(column, name) {
				found = append(found, i)
				break
			}
		}
	}
	return found
}

// excluded tells whether a name cannot be read, or has a word that rules it out.
func (r role) excluded(column string) bool {
	if !utf8.ValidString(column) {
		return true
	}
	for _, word := range r.never {
		if containsWords(column, word) {
			return true
		}
	}
	return false
}

// equalNames compares header names as people write them: customer_id,
// CustomerID, "Customer ID", CUSTOMER-ID.
func equalNames(a, b string) bool { return normalName(a) == normalName(b) }

// normalName is a header name without case, blanks and signs.
func normalName(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFKC.String(s))
}

// containsWords tells whether the words stand side by side in a header name.
func containsWords(column, words string) bool {
	return strings.Contains(" "+splitWords(column)+" ", " "+words+" ")
}

// splitWords gives the words of a header name in lower case with blanks
// between; a capital after a small letter starts a word.
func splitWords(s string) string {
	var b strings.Builder
	small := false
	for _, c := range norm.NFKC.String(s) {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			c = ' '
		} else if unicode.IsUpper(c) && small {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(c)
		b.WriteRune(unicode.ToLower(c))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
