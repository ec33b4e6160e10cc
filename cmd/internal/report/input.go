package report

import (
	"fmt"
	"strconv"
	"strings"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/report"
)

// input says what was read: rows in are rows used and rows left out.
func (w *writer) input() report.Section {
	read, a, l := w.Read.Input, w.Read.Account, w.l
	account := population.NewRowAccount(read, a)
	s := report.Section{Key: "input", Title: l.Say("What was read", "读入了什么")}
	used, rows := a.Used.Rows, read.Rows
	s.Lines = append(s.Lines, l.Say(
		fmt.Sprintf("%s rows read = %s used + %s left out", report.Count(rows), report.Count(used), report.Count(rows-used)),
		fmt.Sprintf("读入 %s 行 = 使用 %s 行 + 未用 %s 行", report.Count(rows), report.Count(used), report.Count(rows-used))))
	for _, part := range []struct {
		population.RowClass
		english, chinese string
	}{
		{account.NoCustomer, "without a customer id: left out", "无客户编号：未用"},
		{account.Filtered, "that --where does not keep: left out", "被 --where 排除：未用"},
		{account.Outside, "before --since or after --until: left out", "在 --since 之前或 --until 之后：未用"},
		{account.Continued, "without an amount, which continue an order: left out", "无金额的续行：未用"},
		{account.Unpaid, "without a date of payment: left out", "无付款日期：未用"},
		{account.Bad, "that cannot be read: left out", "无法读取：未用"},
		{account.Duplicates, "that equal another row: left out", "与其他行重复：未用"},
		{account.AfterAsOf, "after the as-of day: left out", "晚于截止日：未用"},
		{account.Returns, "of returns: left out", "退货：未用"},
		{account.UsedReturns, "of returns: used, lowering the revenue", "退货：已用，冲减收入"},
	} {
		if part.Rows > 0 {
			s.Lines = append(s.Lines, fmt.Sprintf(l.Say("%s rows %s%s", "%s 行%s%s"), report.Count(part.Rows), l.Say(part.english, part.chinese), w.ofRevenue(part.RowClass, account.Read)))
		}
	}
	if a.ReturnsOnly > 0 {
		net := l.Short(report.Decimal(a.ReturnsOnlyAmount.ToString(a.Scale)).Float())
		s.Lines = append(s.Lines, l.Say(
			fmt.Sprintf("%s without an order: not scored (net %s)", l.Counted(a.ReturnsOnly, "customer", ""), net),
			fmt.Sprintf("%s 位客户没有订单：不打分（净额%s）", report.Count(a.ReturnsOnly), net)))
	}
	s.Warnings = w.warnings()
	for _, f := range read.Files {
		s.Folded = append(s.Folded, f.Name+l.Say(" (", "（")+w.format(f.Format)+l.Say("): ", "）：")+w.columns(f))
	}
	return s
}

// ofRevenue is the share of rows in the revenue of all rows.
func (w *writer) ofRevenue(part, all population.RowClass) string {
	amount, err := part.Amount.Float64()
	total, err2 := all.Amount.Float64()
	if err != nil || err2 != nil || total <= 0 {
		return ""
	}
	share := w.l.Percent(amount / total)
	return w.l.Say(" ("+share+" of revenue)", "（占收入"+share+"）")
}

// columns says which column was taken for what.
func (w *writer) columns(f rfmio.FileAccount) string {
	chinese := map[string]string{"customer": "客户编号", "date": "日期", "amount": "金额", "order": "订单号", "quantity": "数量", "price": "单价",
		"refund": "退款", "cost": "成本", "profit": "利润", "currency": "币种", "status": "状态"}
	var texts []string
	for _, c := range f.Columns {
		role := c.Role
		if name := chinese[role]; name != "" {
			role = w.l.Say(role, name)
		}
		texts = append(texts, role+" = "+fault.Visible(c.Name))
	}
	if w.l == report.Chinese {
		return strings.Join(texts, "，")
	}
	return app.List(texts)
}

// format is the format of a file: CSV, comma.
func (w *writer) format(format string) string {
	if w.l == report.English {
		return format
	}
	return strings.NewReplacer(", ", "，", "comma", "逗号", "semicolon", "分号", "tab", "制表符", "text, columns between blanks", "文本，以空格分列",
		"JSON lines", "JSON 行").Replace(format)
}

// translated is a message of the program in the language of the page.
func (w *writer) translated(message string) string {
	if w.l == report.English {
		return message
	}
	return w.say(message)
}

// warnings are the notices of reading and scoring, as the commands print them.
func (w *writer) warnings() (all []string) {
	said := map[string]bool{}
	for _, f := range w.Read.Input.Files {
		for _, note := range f.Notes {
			if !said[note] {
				all = append(all, f.Name+w.l.Say(": ", "：")+w.translated(note))
			}
			said[note] = true
		}
	}
	for _, n := range w.Scores.Notices {
		all = append(all, w.translated(n.Text))
	}
	if status := w.Read.Input.Status; len(status.Values) > 1 {
		var values []string
		for _, v := range status.Values[:min(5, len(status.Values))] {
			values = append(values, strconv.Quote(v.Value)+" "+report.Count(v.Rows))
		}
		column := fault.Visible(status.Column)
		all = append(all, w.l.Say(fmt.Sprintf("all rows count, whatever their %s: %s; to choose: --where", column, strings.Join(values, ", ")),
			fmt.Sprintf("不论 %s 取何值，所有行均计入：%s；可用 --where 筛选", column, strings.Join(values, "，"))))
	}
	return all
}
