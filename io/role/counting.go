package role

import (
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strings"
)

// uncountedStates are parts of the names of states in which an order is no
// revenue: not paid, called off, or given back as a whole.
func uncountedStates() []string {
	return []string{"pending", "unpaid", "not paid", "awaiting payment", "waiting for payment", "on hold", "cancel", "failed", "void", "refunded", "draft", "quotation",
		"expired", "declined", "denied", "abandoned", "trash", "deleted", "chargeback", "reversed",
		"等待买家付款", "等待付款", "待付款", "待支付", "未付款", "未支付", "交易关闭", "已关闭", "取消", "删除", "已退款", "退款成功",
		"キャンセル", "入金待ち", "未入金", "返品", "취소", "환불", "반품", "입금대기", "미입금",
		"storniert", "abgebrochen", "unbezahlt", "zahlung ausstehend", "erstattet", "annul", "en attente", "remboursé",
		"cancelad", "anulad", "pendiente", "pendente", "reembolsad", "devuelt"}
}

// Counts tells whether an order of a state is revenue. One that is given back in
// part is, and so is one whose state is empty.
func (l layout) Counts(state string) bool {
	state = " " + value.SplitWords(state) + " "
	if strings.Contains(state, "partial") || strings.Contains(state, " not refunded ") {
		return true
	}
	return !slices.ContainsFunc(append(uncountedStates(), l.uncounted...), func(part string) bool { return strings.Contains(state, value.SplitWords(part)) })
}

// Choice is a column that tells which rows count.
type Choice struct {
	Vector int
	Name   string // of the column
	Counts func(value string) bool
}

// choose asks for the columns by which the layout tells which rows count. One
// that the row filter looks at is the user's to judge.
func (p *Plan) choose(in *Finder) {
	if in.Options.AnyStatus || in.Layout.name == "" {
		return
	}
	filtered := func(column int) bool {
		return slices.ContainsFunc(p.Filter, func(k int) bool { return p.Wants[k].Index == column })
	}
	add := func(column int, counts func(string) bool) {
		if column != vector.None && !filtered(column) {
			name := in.Columns[column]
			p.Choices = append(p.Choices, Choice{p.want(column, name, vector.KindText, ""), name, counts})
		}
	}
	if p.Status != vector.None {
		p.Choices = append(p.Choices, Choice{p.Status, p.Wants[p.Status].Name, in.Layout.Counts})
	}
	for i, column := range in.Columns {
		for name, values := range in.Layout.only {
			if value.EqualNames(column, name) {
				add(i, func(cell string) bool {
					return slices.ContainsFunc(values, func(v string) bool { return value.EqualNames(cell, v) })
				})
			}
		}
		for name, parts := range in.Layout.without {
			if value.EqualNames(column, name) {
				add(i, func(cell string) bool {
					return !slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(strings.ToLower(cell), strings.ToLower(part)) })
				})
			}
		}
	}
}

// findRefund finds the column of the money given back, which lowers that of the
// order, and the column whose mark turns the sign of an amount.
func (p *Plan) findRefund(in *Finder) error {
	if p.Amount == vector.None && in.Options.Columns["refund"] == "" {
		return nil // a sum, or a product, says itself what it is
	}
	if r, _ := in.role("refund"); !in.Options.NoRefund {
		column, err := in.column(r)
		if err != nil {
			return err
		}
		net := slices.ContainsFunc([]string{"net", "adjusted", "current"}, func(word string) bool {
			return p.Amount != vector.None && in.Options.Columns["refund"] == "" && in.Layout.name == "" &&
				strings.Contains(" "+value.SplitWords(p.Wants[p.Amount].Name)+" ", " "+word+" ")
		})
		if column != vector.None && !net && !(p.Amount != vector.None && p.Wants[p.Amount].Index == column) {
			p.Refund = p.want(column, in.Columns[column], vector.KindDecimal, r.Name)
			if in.Options.Columns["refund"] == "" {
				p.Notes = append(p.Notes, fault.Visible(in.Columns[column])+" lowers the amounts; to leave them: --refund none")
			}
		}
	}
	if column := in.Layout.column("sign", in.Columns, in.filled); column != vector.None && in.Layout.Negative != "" && p.Amount != vector.None {
		p.Sign = p.want(column, in.Columns[column], vector.KindText, "")
	}
	return nil
}

// findQuantity finds the quantity of the rows whose amount is another column, or
// computed from others: below zero it marks a return. It says nothing of the
// amount of a whole order.
func (p *Plan) findQuantity(in *Finder) {
	product := slices.ContainsFunc(p.Field, func(s FieldSource) bool { return s.Times != vector.None })
	if in.Options.NoQuantity || product || p.OrderIDs != vector.None || !in.Options.Schema.HasField("amount") {
		return
	}
	r, _ := in.role("quantity")
	column, err := in.column(r)
	if err != nil || column == vector.None { // nobody needs it
		return
	}
	p.Quantity = p.want(column, in.Columns[column], vector.KindText, r.Name)
}

// ChoosesRows tells whether the layout has rows of several kinds and says which
// count, or was packed by these rules.
func (l layout) ChoosesRows() bool { return l.only != nil || l.Packed }
