package report

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Revenue shows the money of every month, by who brought it.
type Revenue []Month

// Month is one month of sales, such as 2011-11.
type Month struct {
	Name           string
	New, Returning Decimal // of customers with their first order in the month, and of the others
	Complete       bool    // all of its days are in the data
	// OrBefore tells that the data begin with this month: all look new in it.
	OrBefore bool
}

func (m Month) total() float64 { return m.New.Float() + m.Returning.Float() }

// Figure answers: how does the revenue develop, and who brings it?
func (c Revenue) Figure(l Language) Figure {
	f := Figure{Key: "revenue", Title: c.title(l), Table: c.table(l),
		Read: l.Say("Blue: customers who had ordered before. Orange: their first month.", "蓝色：老客户；橙色：首购当月的新客户。")}
	if len(c) > 0 && c[0].OrBefore {
		f.Read += l.Say(" ≤: the data begin, and all look new.", "≤：数据起始，所有客户均视为新客户。")
	}
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
	every, width := 1, ems("≤2024-12")*small
	inward := max(0, width/2-pitch/2) // by which the last label keeps within the picture
	for float64(every)*pitch-inward < width+8 {
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
			name := orBefore(m.Name, m.OrBefore)
			half := ems(name) * small / 2
			d.note(min(x+pitch/2, full-half), bottom+16, Middle, name)
		} else if m.OrBefore {
			d.note(x+pitch/2, bottom+16, Middle, "≤")
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

// compared are the last three full months with the same three of the year before,
// else with the three before them; nil where there are fewer.
func (c Revenue) compared() (now, before []Month, year bool) {
	var full []Month
	for _, m := range c {
		if m.Complete {
			full = append(full, m)
		}
	}
	switch n := len(full); {
	case n >= 15:
		return full[n-3:], full[n-15 : n-12], true
	case n >= 6:
		return full[n-3:], full[n-6 : n-3], false
	default:
		return full[max(0, n-3):], nil, false
	}
}

func sumOf(months []Month) (all, returning float64) {
	for _, m := range months {
		all, returning = all+m.total(), returning+m.Returning.Float()
	}
	return all, returning
}

// Change is by how much the last three full months differ from those that the
// title compares them with; 0 where there are none.
func (c Revenue) Change() float64 {
	now, before, _ := c.compared()
	if before == nil {
		return 0
	}
	all, _ := sumOf(now)
	old, _ := sumOf(before)
	return math.Abs(all - old)
}

func (c Revenue) title(l Language) string {
	now, before, year := c.compared()
	if len(now) == 0 {
		return l.Say("Net revenue by month", "每月净收入")
	}
	last := now[len(now)-1]
	all, returning := sumOf(now)
	old, returned := sumOf(before)
	if before != nil && old > 0 && all != old {
		first := l.Month(now[0].Name)
		if year, _, _ := strings.Cut(last.Name, "-"); strings.HasPrefix(now[0].Name, year+"-") {
			first = l.Say(strings.TrimSuffix(first, " "+year), first)
		}
		span := l.Say(first+" to "+l.Month(last.Name), first+"至"+l.Month(last.Name))
		than := l.Say("the three months before", "此前三个月")
		if year {
			than = l.Say("a year before", "上年同期")
		}
		part := (returning - returned) / (all - old)
		switch {
		case all < old:
			return l.Say(span+" brought "+l.Percent(1-all/old)+" less than "+than, span+"的收入比"+than+"少"+l.Percent(1-all/old))
		case part >= 0 && part <= 1:
			return l.Say(span+" brought "+l.Percent(all/old-1)+" more than "+than+"; "+l.Percent(part)+" of the growth came from returning customers",
				span+"的收入比"+than+"多"+l.Percent(all/old-1)+"，其中"+l.Percent(part)+"的增长来自老客户")
		}
	}
	part := last.Returning.Float() / last.total()
	if last.total() <= 0 || part < 0 || part > 1 {
		return l.Say("Net revenue by month", "每月净收入")
	}
	return l.Say("Returning customers brought "+l.Percent(part)+" of the revenue of "+l.Month(last.Name), l.Month(last.Name)+"的收入中"+l.Percent(part)+"来自老客户")
}

func (c Revenue) table(l Language) Table {
	t := Table{Columns: []Column{{"month", l.Say("Month", "月份"), true}, {"returning", l.Say("Returning", "老客户"), false},
		{"new", l.Say("New", "新客户"), false}, {"complete", l.Say("Complete", "完整"), true}}}
	for _, m := range c {
		t.Rows = append(t.Rows, []string{m.Name, string(m.Returning), string(m.New), strconv.FormatBool(m.Complete)})
	}
	return t
}
