package report

import (
	"fmt"
	"slices"
	"strconv"
)

// Revenue shows the money of every month, by who brought it.
type Revenue []Month

// Month is one month of sales, such as 2011-11.
type Month struct {
	Name           string
	New, Returning Decimal // of customers with their first order in the month, and of the others
	Complete       bool    // all of its days are in the data
}

func (m Month) total() float64 { return m.New.Float() + m.Returning.Float() }

// Figure answers: how does the revenue develop, and who brings it?
func (c Revenue) Figure(l Language) Figure {
	f := Figure{Key: "revenue", Title: c.title(l), Table: c.table(l),
		Read: l.Say("Blue: customers who had ordered before. Orange: their first month.", "蓝色：老客户；橙色：首购当月的新客户。")}
	if slices.ContainsFunc(c, func(m Month) bool { return !m.Complete }) {
		f.Read += l.Say(" Pale: month not complete.", "浅色：当月不完整。")
	}
	const left, top, bottom = 52.0, 20.0, 230.0
	d := &Drawing{Width: full, Height: 290}
	highest, lowest := 1.0, 0.0
	for _, m := range c {
		highest = max(highest, m.total(), m.New.Float(), m.Returning.Float())
		lowest = min(lowest, m.New.Float(), m.Returning.Float(), m.total())
	}
	y, pitch := scale{from: lowest, to: highest, a: bottom, b: top}, (full-left-4)/float64(len(c))
	d.rules(y, left, full, l.Short)
	gap := min(4, pitch/6)
	var bars areas
	every := 1
	for float64(every)*pitch < 58 {
		every++
	}
	for i, m := range c {
		x := left + float64(i)*pitch
		inks := [2]Ink{Main, Second}
		if !m.Complete {
			inks = [2]Ink{Pale, PaleSecond}
		}
		up, down := 0.0, 0.0
		for k, part := range []Decimal{m.Returning, m.New} {
			v, from := part.Float(), up
			if v < 0 {
				from, down = down+v, down+v
				v = -v
			} else {
				up += v
			}
			bars.rect(inks[k], x+gap, y.at(from+v), pitch-2*gap, y.at(from)-y.at(from+v))
		}
		if pitch >= 40 {
			d.note(x+pitch/2, y.at(up)-5, Middle, l.Short(m.total()))
		}
		if (len(c)-1-i)%every == 0 {
			d.note(x+pitch/2, bottom+16, Middle, m.Name)
		}
	}
	d.areas(&bars)
	d.line(Muted, left, y.at(0), full, y.at(0))
	x := left
	for k, words := range []string{l.Say("customers who had ordered before", "老客户"), l.Say("first month", "新客户（首购当月）")} {
		d.rect([2]Ink{Main, Second}[k], x, bottom+36, 12, 12)
		d.text(x+18, bottom+46, Start, words)
		x += ems(words)*plain + 50
	}
	f.Drawing = d
	return f
}

// title compares the last three full months with the three before.
func (c Revenue) title(l Language) string {
	var whole []Month
	for _, m := range c {
		if m.Complete {
			whole = append(whole, m)
		}
	}
	n := len(whole)
	if n == 0 {
		return l.Say("Net revenue by month", "每月净收入")
	}
	last := whole[n-1]
	if n >= 6 {
		sum := func(months []Month) (all, returning float64) {
			for _, m := range months {
				all, returning = all+m.total(), returning+m.Returning.Float()
			}
			return all, returning
		}
		now, old := whole[n-3:], whole[n-6:n-3]
		all, returning := sum(now)
		before, returned := sum(old)
		part := (returning - returned) / (all - before)
		if before > 0 && all > before && part >= 0 && part <= 1 {
			return l.Say(
				fmt.Sprintf("%s to %s brought %s more than the three months before; %s of the growth came from returning customers",
					l.Month(now[0].Name), l.Month(last.Name), l.Percent(all/before-1), l.Percent(part)),
				fmt.Sprintf("%s至%s的收入比此前三个月多%s，其中%s的增长来自老客户", l.Month(now[0].Name), l.Month(last.Name), l.Percent(all/before-1), l.Percent(part)))
		}
		if before > 0 && all < before {
			return l.Say(
				fmt.Sprintf("%s to %s brought %s less than the three months before", l.Month(now[0].Name), l.Month(last.Name), l.Percent(1-all/before)),
				fmt.Sprintf("%s至%s的收入比此前三个月少%s", l.Month(now[0].Name), l.Month(last.Name), l.Percent(1-all/before)))
		}
	}
	part := last.Returning.Float() / last.total()
	if last.total() <= 0 || part < 0 || part > 1 {
		return l.Say("Net revenue by month", "每月净收入")
	}
	return l.Say(fmt.Sprintf("Returning customers brought %s of the revenue of %s", l.Percent(part), l.Month(last.Name)),
		fmt.Sprintf("%s的收入中%s来自老客户", l.Month(last.Name), l.Percent(part)))
}

func (c Revenue) table(l Language) Table {
	t := Table{Columns: []Column{{"month", l.Say("Month", "月份"), true}, {"returning", l.Say("Returning", "老客户"), false},
		{"new", l.Say("New", "新客户"), false}, {"complete", l.Say("Complete", "完整"), true}}}
	for _, m := range c {
		t.Rows = append(t.Rows, []string{m.Name, string(m.Returning), string(m.New), strconv.FormatBool(m.Complete)})
	}
	return t
}
