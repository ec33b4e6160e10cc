package report

import (
	"fmt"
	"strconv"
)

// Alive shows the chance of being alive, by repeat orders and days away.
type Alive struct {
	Orders []string // labels of the columns, such as 0, 1, 2, 3-4, 5+
	Days   []string // labels of the rows, such as 0-29, the most recent first
	Cells  []AliveCell
}

// AliveCell are the customers with so many orders, so many days away.
type AliveCell struct {
	Order, Day int // indexes into the labels
	Customers  int
	Chance     float64 // mean, 0 to 1
}

// Figure answers: who is likely gone for good?
func (c Alive) Figure(l Language) Figure {
	f := Figure{Key: "alive", Title: c.title(l),
		Read: l.Say("Percent: mean chance of being alive. n: customers. Cells without customers are empty.", "百分比：仍活跃的平均概率；n：客户数；无客户的格为空。"),
		Table: Table{Columns: []Column{{"repeat_orders", l.Say("Repeat orders", "复购次数"), true}, {"days_away", l.Say("Days away", "距今天数"), true},
			{"customers", l.Say("Customers", "客户数"), false}, {"p_alive", l.Say("Alive", "活跃概率"), false}}}}
	const left, top, height, gap = 104.0, 4.0, 42.0, 2.0
	width := (full - left) / float64(max(len(c.Orders), 1))
	d := &Drawing{Width: full, Height: top + float64(len(c.Days))*height + 44}
	for i, days := range c.Days {
		d.note(left-10, top+float64(i)*height+height/2+4, End, days+l.Say(" days", " 天"))
	}
	bottom := top + float64(len(c.Days))*height
	for i, orders := range c.Orders {
		d.note(left+(float64(i)+0.5)*width, bottom+16, Middle, orders)
	}
	d.note((left+full)/2, bottom+34, Middle, l.Say("repeat orders", "复购次数"))
	for _, cell := range c.Cells {
		if cell.Customers == 0 {
			continue
		}
		x, y, ink := left+float64(cell.Order)*width, top+float64(cell.Day)*height, ramp(cell.Chance)
		d.rect(ink, x, y, width-gap, height-gap)
		a := d.text(x+width/2-1, y+17, Middle, l.whole(cell.Chance))
		b := d.text(x+width/2-1, y+32, Middle, "n = "+Count(cell.Customers))
		a.Bold, a.Ink, a.On, b.Ink, b.On, b.Size = true, ink, true, ink, true, small
		f.Table.Rows = append(f.Table.Rows, []string{c.Orders[cell.Order], c.Days[cell.Day], strconv.Itoa(cell.Customers), fixed(cell.Chance, 4)})
	}
	f.Drawing = d
	return f
}

// title names the largest group of repeat customers who are likely gone.
func (c Alive) title(l Language) string {
	var gone AliveCell
	for _, cell := range c.Cells {
		if cell.Order > 0 && cell.Chance < 0.5 && cell.Customers > gone.Customers {
			gone = cell
		}
	}
	if gone.Customers == 0 {
		return l.Say("No group of repeat customers is below 50\u00a0% alive", "没有哪一组复购客户的活跃概率低于50%")
	}
	orders := "repeat orders"
	if c.Orders[gone.Order] == "1" {
		orders = "repeat order"
	}
	return l.Say(
		fmt.Sprintf("%s %s and %s days away: %s alive, %s", c.Orders[gone.Order], orders, c.Days[gone.Day], l.whole(gone.Chance), l.Counted(gone.Customers, "customer", "")),
		fmt.Sprintf("复购%s次、%s天未购买：活跃概率%s，共%s位客户", c.Orders[gone.Order], c.Days[gone.Day], l.whole(gone.Chance), Count(gone.Customers)))
}
