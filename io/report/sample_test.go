package report

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// shop is a made-up shop: customers with skewed orders and money.
type shop struct {
	days, orders []int
	money        []float64
}

func newShop(n int) shop {
	r := rand.New(rand.NewPCG(1, 2))
	var s shop
	for range n {
		orders := 1 + int(math.Pow(r.Float64(), 3)*12+math.Pow(r.Float64(), 30)*40)
		s.orders = append(s.orders, orders)
		s.days = append(s.days, int(math.Pow(r.Float64(), 1+float64(orders)/4)*373))
		s.money = append(s.money, rounded(float64(orders)*math.Exp(5.4+0.8*r.NormFloat64()), 2))
	}
	return s
}

func dec(v float64) Decimal { return Decimal(strconv.FormatFloat(v, 'f', 2, 64)) }

var labels = [10][3]string{{"champions", "Champions", "冠军客户"}, {"loyal", "Loyal", "忠诚客户"}, {"potential_loyalists", "Potential loyalists", "潜在忠诚客户"},
	{"new_customers", "New customers", "新客户"}, {"promising", "Promising", "有潜力客户"}, {"need_attention", "Need attention", "需要关注客户"},
	{"about_to_sleep", "About to sleep", "即将沉睡客户"}, {"at_risk", "At risk", "流失风险客户"}, {"cant_lose", "Cannot lose", "不能失去的客户"}, {"hibernating", "Hibernating", "沉睡客户"}}

// grid is Online Retail's: customers and revenue of the cells of rf-grid.
func grid(l Language) Grid {
	s := newShop(4339)
	g := Grid{R: 5, F: 5, RRanges: []string{"180–373 days", "72–179", "33–71", "14–32", "0–13"}, FRanges: []string{"1 order", "2", "3", "4–5", "6–210"}}
	for _, k := range labels {
		g.Groups = append(g.Groups, Group{Code: k[0], Label: l.Say(k[1], k[2]), Hue: len(g.Groups), Recency: "17.0", Orders: "2.0", Monetary: "629.0450",
			Advice: l.Say("lead them to a second category; invite them to the programme", "引导购买第二个品类；邀请加入会员计划")})
	}
	groupOf := func(r, f int) int {
		switch {
		case r <= 2 && f <= 2:
			return 9
		case r <= 2 && f <= 4:
			return 7
		case r <= 2:
			return 8
		case r == 3 && f <= 2:
			return 6
		case r == 3 && f == 3:
			return 5
		case f >= 4 && r == 5:
			return 0
		case f >= 4:
			return 1
		case f == 1 && r == 4:
			return 4
		case f == 1:
			return 3
		}
		return 2
	}
	customers, money := [6][6]int{}, [6][6]float64{}
	for i := range s.days {
		r, f := 1, 1
		for k, limit := range []int{180, 72, 33, 14} {
			if s.days[i] < limit {
				r = k + 2
			}
		}
		for k, limit := range []int{1, 2, 3, 5} {
			if s.orders[i] > limit {
				f = k + 2
			}
		}
		customers[r][f]++
		money[r][f] += s.money[i]
	}
	sums := make([]float64, 10)
	for r := 1; r <= 5; r++ {
		for f := 1; f <= 5; f++ {
			k := groupOf(r, f)
			g.Cells = append(g.Cells, Cell{R: r, F: f, Customers: customers[r][f], Revenue: dec(money[r][f]), Group: k})
			g.Groups[k].Customers += customers[r][f]
			sums[k] += money[r][f]
		}
	}
	for k := range sums {
		g.Groups[k].Revenue = dec(sums[k])
	}
	return g
}

func histogram(m Measure, values []float64, log, whole bool, cuts []float64) Histogram {
	low, high := math.Inf(1), 0.0
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	h := Histogram{Measure: m, Log: log, Edges: Bins(low, high, 30, log, whole), Cuts: cuts, Median: "655.00", TopTen: 0.66}
	h.Counts = make([]int, len(h.Edges)-1)
	for _, v := range values {
		h.Counts[binOf(h.Edges, v)]++
	}
	return h
}

func binOf(edges []float64, v float64) int {
	i := 0
	for i < len(edges)-2 && v >= edges[i+1] {
		i++
	}
	return i
}

func floats(v []int) (f []float64) {
	for _, n := range v {
		f = append(f, float64(n))
	}
	return f
}

// charts are one of each kind.
func charts(l Language) []Chart {
	s, g := newShop(4339), grid(l)
	lorenz := Lorenz{Gini: 0.704913, Top: []Top{{1, 44, "2483794.180", .29888}, {5, 217, "4021773.810", .48394}, {10, 434, "4970044.320", .59805}, {20, 868, "6115311.891", .73586}, {50, 2170, "7637661.552", .91904}},
		Classes: []Class{{"A", 1177, "6649598.951", .80015}, {"B", 1451, "1245634.992", .14989}, {"C", 1711, "415243.111", .04997}}}
	for i := range 101 {
		p := float64(i) / 100
		lorenz.Curve = append(lorenz.Curve, Point{p, math.Pow(p, 0.19)*(1-p) + p})
	}
	orders := make(Orders, 11)
	density := Density{Days: Bins(0, 373, 40, false, true), Money: Bins(2, 80000, 25, true, false), Frame: Frame{120, 1000, 146, "302000"}}
	density.Counts = make([][]int, len(density.Days)-1)
	for i := range density.Counts {
		density.Counts[i] = make([]int, len(density.Money)-1)
	}
	for i := range s.days {
		orders[min(s.orders[i], 11)-1]++
		density.Counts[binOf(density.Days, float64(s.days[i]))][binOf(density.Money, s.money[i])]++
	}
	var revenue Revenue
	cohorts := Cohorts{Unit: "month", Open: true}
	for i := range 13 {
		name := "2010-12"
		if i > 0 {
			name = "2011-" + strconv.Itoa(100 + i)[1:]
		}
		revenue = append(revenue, Month{name, dec(120000 - float64(i)*4000), dec(300000 + float64(i*i)*5000), i < 12, i == 0})
		row := Cohort{Name: name, Size: 900 - 60*i}
		for k := range 12 - i {
			row.Active = append(row.Active, int(float64(row.Size)*(0.36-0.01*float64(k*(i+1)%13))))
		}
		cohorts.Rows = append(cohorts.Rows, row)
	}
	flow := Flow{Old: "2011-06-30", New: "2011-12-09"}
	for i, k := range labels {
		flow.Groups, flow.Codes = append(flow.Groups, l.Say(k[1], k[2])), append(flow.Codes, k[0])
		for to := range labels {
			flow.Moves = append(flow.Moves, Move{i, to, 300 / (1 + 3*(i-to)*(i-to))})
		}
		flow.Moves = append(flow.Moves, Move{-1, i, 100})
	}
	tracking := Tracking{Split: 39}
	for i := range 78 {
		tracking.Actual = append(tracking.Actual, math.Floor(400+300*math.Sin(float64(i)/9)+40*math.Cos(float64(i)*2)))
		tracking.Expected = append(tracking.Expected, 400+200*math.Sin(float64(i)/10)-float64(i)*2)
	}
	alive := Alive{Orders: []string{"0", "1", "2", "3", "4", "5–6", "7+"}, Days: []string{"0–29", "30–59", "60–89", "90–179", "180–269", "270+"}}
	for o := range alive.Orders {
		for k := range alive.Days {
			alive.Cells = append(alive.Cells, AliveCell{o, k, (o*7 + k*13) % 40 * 5, math.Exp(-float64(k*(o+2)) / 12)})
		}
	}
	return []Chart{Blocks(g), Bars(g.Groups), Segments(g.Groups), lorenz, Money(g),
		histogram(Recency, floats(s.days), false, true, []float64{13, 32, 71, 179}), histogram(Frequency, floats(s.orders), true, true, []float64{1, 2, 3, 5}),
		histogram(Monetary, s.money, true, false, []float64{250, 490, 940, 2050}), orders, density, revenue, cohorts, flow, Matrix(flow), tracking,
		Counts{[]int{1200, 800, 500, 300, 200, 120, 80, 240}, []float64{1180, 830, 480, 310, 190, 130, 90, 230}},
		histogram(Value, s.money, true, false, nil), alive, Treemap(g.Groups)}
}

// sample is a page with all of them.
func sample(l Language) *Page {
	var figures []Figure
	for _, c := range charts(l) {
		figures = append(figures, c.Figure(l))
	}
	p := &Page{Language: l, Title: l.Say("Customers of sales.csv", "sales.csv 的客户"), Lead: []string{"2010-12-01 – 2011-12-09"},
		Tiles:    []Tile{{"4,339", l.Say("customers", "客户数"), ""}, {"8.31 M", l.Say("net revenue", "净收入"), "541,909 rows"}, {"4.3", "orders per customer", ""}, {"65.6 %", "ordered again", ""}, {"73.6 %", "from the top 20 %", ""}},
		Findings: []Finding{{figures[0].Title, "map"}, {figures[3].Title, "lorenz"}, {figures[9].Title, "density"}}}
	for i, title := range []string{l.Say("Who are they?", "他们是谁？"), l.Say("Who brings the money?", "谁带来收入？"), l.Say("How do they differ?", "他们有何不同？"), l.Say("How does it develop?", "如何发展？")} {
		from, to := []int{0, 3, 5, 10}[i], []int{3, 5, 10, len(figures)}[i]
		p.Sections = append(p.Sections, Section{Key: "s" + strconv.Itoa(i), Title: title, Figures: figures[from:to]})
	}
	return p
}
