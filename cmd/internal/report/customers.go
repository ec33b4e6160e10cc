package report

import (
	"fmt"

	"rfm/cmd/internal/app"
	"rfm/io/report"
)

// customers lists the best customers, and those who brought much and have stayed
// away.
func (w *writer) customers(n int) report.Section {
	l := w.l
	s := report.Section{Key: "customers", Title: l.Say("Customers", "客户名单")}
	best := make([]int, 0, n)
	for _, i := range w.Ranking.Order[:min(n, w.Ranking.Len())] {
		best = append(best, int(i))
	}
	s.Figures = append(s.Figures, w.list("best", l.Say(fmt.Sprintf("The %s who brought the most", l.Counted(len(best), "customer", "")),
		fmt.Sprintf("收入最高的%s位客户", report.Count(len(best)))), best))
	away, days, money := w.Away()
	if len(away) > 0 {
		shown := away[:min(n, len(away))]
		title := l.Say(fmt.Sprintf("%s who brought over %s and stayed away for %s or more", l.Counted(len(away), "customer", ""), l.Short(money), l.Away(days)),
			fmt.Sprintf("%s位消费超过%s且%s以上未购买的客户", report.Count(len(away)), l.Short(money), l.Away(days)))
		if len(shown) < len(away) {
			title += l.Say(fmt.Sprintf(": the first %s", report.Count(len(shown))), fmt.Sprintf("：前%s位", report.Count(len(shown))))
		}
		s.Figures = append(s.Figures, w.list("away", title, shown))
	}
	return s
}

// list is a table of customers.
func (w *writer) list(key, title string, customers []int) report.Figure {
	l, c := w.l, w.Customers()
	f := report.Figure{Key: key, Title: title, Read: l.Say("By net revenue, the highest first.", "按净收入从高到低。"),
		Table: report.Table{Columns: []report.Column{{Field: "customer_id", Label: l.Say("Customer", "客户"), Text: true}, {Field: "segment", Label: l.Say("Segment", "分层"), Text: true},
			{Field: "last_order_date", Label: l.Say("Last order", "最近一单"), Text: true}, {Field: "recency_days", Label: l.Say("Days away", "距今天数")},
			{Field: "orders", Label: l.Say("Orders", "订单数")}, {Field: "monetary", Label: l.Say("Net revenue", "净收入")}}}}
	for _, i := range customers {
		last := ""
		if c.LastOrder != nil {
			last = app.Day(c.LastOrder[i])
		}
		f.Table.Rows = append(f.Table.Rows, []string{w.Redactor.ID(c.ID.At(i)), w.SegmentOf(i), last,
			fmt.Sprint(c.Recency[i]), fmt.Sprint(c.Orders[i]), c.Monetary[i].ToString(c.Scale)})
	}
	return f
}
