package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/picture"
	"rfm/io/place"
	"rfm/io/report"
)

// writer makes the page of facts.
type writer struct {
	*picture.Facts
	options *options
	l       report.Language
	prints  *place.Fingerprints
	paths   []string
	say     func(message string) string // in the language of the messages

	findings []finding
}

// section is one question with the kinds of charts that answer it.
type section struct {
	key, english, chinese string
	kinds                 []string
}

// sections are those that hold charts, in their order.
func sections() []section {
	return []section{
		{"who", "Who are they?", "他们是谁？", []string{"map", "bars", "segments"}},
		{"revenue-share", "Who brings the money?", "谁带来收入？", []string{"lorenz", "money"}},
		{"differences", "How do they differ?", "他们有何不同？", []string{"recency", "frequency", "monetary", "orders", "density"}},
		{"development", "How does it develop?", "如何发展？", []string{"revenue", "cohort"}},
		{"moves", "Who moved?", "谁发生了变化？", []string{"flow"}},
		{"worth", "What will they be worth?", "未来价值多少？", []string{"tracking", "counts", "value", "alive"}},
	}
}

func (w *writer) page() (*report.Page, error) {
	p := &report.Page{Language: w.l, Title: w.title(), Lead: w.lead(), Tiles: w.tiles()}
	p.Sections = append(p.Sections, w.input())
	for _, s := range sections() {
		shown, err := w.section(s)
		if err != nil {
			return nil, err
		}
		if shown != nil {
			p.Sections = append(p.Sections, *shown)
		}
	}
	if n := w.options.customers; n > 0 {
		p.Sections = append(p.Sections, w.customers(n))
	}
	p.Sections = append(p.Sections, w.made())
	var err error
	p.Findings, err = w.standsOut()
	return p, err
}

func (w *writer) title() string {
	if w.options.title != "" {
		return w.options.title
	}
	files := names(w.paths)
	if len(files) > 3 {
		files = append(files[:2], w.l.Say(fmt.Sprintf("%d more files", len(files)-2), fmt.Sprintf("等%d个文件", len(w.paths))))
	}
	return w.l.Say("Customers of "+app.List(files), strings.Join(files, "、")+" 的客户")
}

// lead says what time the page is about, and what it compares with.
func (w *writer) lead() (lines []string) {
	c := w.Customers()
	if c.LastOrder != nil {
		first, last := w.Read.Account.FirstDay, slices.Max(c.LastOrder)
		if c.FirstOrder != nil {
			first = slices.Min(c.FirstOrder)
		}
		lines = append(lines, w.l.Say(fmt.Sprintf("Orders from %s to %s, as of %s", app.Day(first), app.Day(last), app.Day(c.AsOf)),
			fmt.Sprintf("订单自 %s 至 %s，截至 %s", app.Day(first), app.Day(last), app.Day(c.AsOf))))
	}
	if w.Since() != "" {
		lines = append(lines, w.l.Say("Compared with "+w.Since(), "与 "+w.Since()+" 相比"))
	}
	return lines
}

// section draws the charts of a section. What does not hold for the input is a
// sentence; nil where nothing was asked for.
func (w *writer) section(s section) (*report.Section, error) {
	if s.key == "moves" && w.Since() == "" || s.key == "worth" && !w.options.CLV {
		return nil, nil
	}
	shown := &report.Section{Key: s.key, Title: w.l.Say(s.english, s.chinese), Intro: w.intro(s.key)}
	said := map[string]bool{} // one reason may hold for all
	for _, name := range s.kinds {
		chart, why, err := w.chart(name)
		if err != nil {
			return nil, err
		}
		if chart == nil {
			if !said[why] {
				shown.Intro = append(shown.Intro, w.l.Say("Not shown: "+why+".", "未显示："+why+"。"))
			}
			said[why] = true
			continue
		}
		f := chart.Figure(w.l)
		shown.Figures = append(shown.Figures, f)
		w.note(name, chart, f)
	}
	return shown, nil
}

func (w *writer) chart(name string) (report.Chart, string, error) {
	if name == "segments" {
		return w.Segments()
	}
	kind, known := picture.Named(name)
	if !known {
		panic("no kind is named " + name) // the sections are a table in this package
	}
	return kind.Make(w.Facts)
}

// intro says what a section is about.
func (w *writer) intro(key string) []string {
	bins := w.Scores.Bins
	switch key {
	case "who":
		return []string{w.l.Say(
			fmt.Sprintf("Every customer has a score from 1 to %d for recency (R) and from 1 to %d for the number of orders (F); the highest is best.", bins[0], bins[1]),
			fmt.Sprintf("每位客户按最近购买（R，1–%d）与购买次数（F，1–%d）打分，分值越高越好。", bins[0], bins[1]))}
	case "moves":
		return []string{w.l.Say("Both times the customers are scored among themselves.", "两个时点分别在各自的客户中打分。")}
	case "worth":
		if o := w.Outlook; o != nil {
			return []string{w.l.Say(
				fmt.Sprintf("%s was fitted to all orders and predicts %s.", o.Model, w.horizon(o.Horizon)),
				fmt.Sprintf("%s 模型拟合全部订单，预测%s。", o.Model, w.horizon(o.Horizon)))}
		}
	}
	return nil
}

// horizon writes the time that a model looks ahead: 12 months for 12m.
func (w *writer) horizon(text string) string {
	number, unit := text[:len(text)-1], text[len(text)-1]
	names := map[byte][2]string{'d': {"day", "天"}, 'w': {"week", "周"}, 'm': {"month", "个月"}, 'y': {"year", "年"}}
	name, known := names[unit]
	if !known || text == "inf" {
		return w.l.Say("all time to come", "今后全部时间")
	}
	if number != "1" {
		name[0] += "s"
	}
	return w.l.Say("the next "+number+" "+name[0], "未来"+number+name[1])
}

// tiles are the main numbers.
func (w *writer) tiles() []report.Tile {
	l, revenue := w.l, w.Revenue().Float()
	now := habitsOf(w.Customers().Orders)
	tiles := []report.Tile{
		{Value: report.Count(w.Customers().Len()), Label: l.Say("customers", "客户")},
		{Value: l.Short(revenue), Label: l.Say("net revenue", "净收入")},
		{Value: decimals(now.orders, 1), Label: l.Say("orders per customer", "人均订单数")},
		{Value: l.Percent(now.again), Label: l.Say("ordered again", "复购客户占比")},
	}
	if w.Earlier != nil {
		before, earned := habitsOf(w.Earlier.Orders), 0.0
		for _, m := range w.Earlier.Monetary {
			earned += m.ToFloat64(w.Earlier.Scale)
		}
		change := func(v float64) string {
			if v > 0 {
				return "+" + l.Short(v)
			}
			return l.Short(v)
		}
		tiles[0].Note = report.Count(w.Customers().Len() - w.Earlier.Len())
		if w.Customers().Len() > w.Earlier.Len() {
			tiles[0].Note = "+" + tiles[0].Note
		}
		tiles[1].Note = change(revenue - earned)
		tiles[2].Note = l.Say("before: ", "此前：") + decimals(before.orders, 1)
		tiles[3].Note = l.Say("before: ", "此前：") + l.Percent(before.again)
	}
	if w.Ranking.HasShares() {
		share, _ := w.TopShare(20).Float64()
		tiles = append(tiles, report.Tile{Value: l.Percent(share), Label: l.Say("brought by the top\u00a020\u00a0%", "收入来自前20%客户")})
	}
	if o := w.Outlook; o != nil && o.Value != nil && !math.IsNaN(o.Equity) {
		tiles = append(tiles, report.Tile{Value: l.Short(o.Equity), Label: l.Say("expected in "+w.horizon(o.Horizon), w.horizon(o.Horizon)+"预期价值")})
	}
	return tiles
}

// habits are how often customers order.
type habits struct{ orders, again float64 }

func habitsOf(orders []int64) habits {
	again, all := 0, int64(0)
	for _, n := range orders {
		all += n
		if n > 1 {
			again++
		}
	}
	n := float64(len(orders))
	return habits{float64(all) / n, float64(again) / n}
}

func decimals(v float64, n int) string { return strconv.FormatFloat(v, 'f', n, 64) }
