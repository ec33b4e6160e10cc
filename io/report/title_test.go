package report

import (
	"slices"
	"strings"
	"testing"
)

// TestTitlesFollowTheNumbers has data sets in which a title must change, or claim
// nothing.
func TestTitlesFollowTheNumbers(t *testing.T) {
	two := []Group{{Label: "Big", Customers: 25, Revenue: "750.00"}, {Label: "Rest", Customers: 75, Revenue: "250.00"}}
	even := []Group{{Label: "One", Customers: 50, Revenue: "10"}, {Label: "Two", Customers: 50, Revenue: "10"}}
	loss := []Group{{Label: "One", Customers: 5, Revenue: "-10"}, {Label: "Two", Customers: 5, Revenue: "0"}}
	month := func(name, returning, new string, complete bool) Month {
		return Month{name, Decimal(new), Decimal(returning), complete, false}
	}
	half := []Month{month("2024-01", "50", "50", true), month("2024-02", "50", "50", true), month("2024-03", "50", "50", true)}
	more := []Month{month("2024-04", "80", "50", true), month("2024-05", "80", "60", true), month("2024-06", "80", "50", true), month("2024-07", "1", "1", false)}
	less := []Month{month("2024-04", "20", "50", true), month("2024-05", "20", "50", true), month("2024-06", "20", "50", true)}
	for _, test := range []struct {
		name   string
		chart  Chart
		en, zh string
	}{
		{"blocks", Blocks{Groups: two}, "75.0 % of the revenue comes from 25 customers: Big", "75.0%的收入来自25位Big"},
		{"blocks of losses", Blocks{Groups: loss}, "Customers by recency and frequency", "按最近购买与购买频率划分的客户"},
		{"bars", Bars(two), "Big: 25.0 % of customers, 75.0 % of revenue. Rest: 75.0 % and 25.0 %", "Big：客户占25.0%，收入占75.0%；Rest：75.0%和25.0%"},
		{"even bars", Bars(even), "Share of customers and of revenue by segment", "各分层的客户占比与收入占比"},
		{"lorenz", Lorenz{Top: []Top{{10, 1, "", 0.5}, {20, 2, "", 0.7358648}}}, "The top 20 % bring 73.6 % of the revenue", "前20%的客户带来73.6%的收入"},
		{"lorenz without 20", Lorenz{}, "Who brings the money", "收入来自谁"},
		{"money", Money{R: 2, F: 2, Cells: []Cell{{1, 1, 100, "30300.00", 0}, {2, 2, 50, "495000", 0}, {1, 2, 29, "9999999", 0}}},
			"R 2, F 2: 9.9 k per customer on average; R 1, F 1: 303", "R 2、F 2：人均9,900；R 1、F 1：人均303"},
		{"money of few", Money{R: 1, F: 2, Cells: []Cell{{1, 1, 100, "30300.00", 0}, {1, 2, 29, "9999999", 0}}},
			"Mean revenue per customer by recency and frequency", "按最近购买与购买频率看人均收入"},
		{"recency", Histogram{Measure: Recency, Edges: []float64{0, 1}, Counts: []int{1}, Median: "50.0"}, "Half ordered in the last 50 days", "一半客户在最近50天内下过单"},
		{"one order", Histogram{Measure: Frequency, Edges: []float64{0.5, 1.5}, Counts: []int{1}, Median: "1.0"}, "The median customer has 1 order", "客户订单数中位数为1"},
		{"two orders", Histogram{Measure: Frequency, Edges: []float64{0.5, 1.5}, Counts: []int{1}, Median: "2.5"}, "The median customer has 2.5 orders", "客户订单数中位数为2.5"},
		{"orders", Orders{344, 656}, "34.4 % of the customers have ordered once", "34.4%的客户只下过一次单"},
		{"density", Density{Days: []float64{0, 1}, Money: []float64{1, 10}, Frame: Frame{120, 1000, 146, "302123.4"}},
			"146 customers who brought over 1,000 have been away for 120 days or more: 302 k in all", "146位消费超过1,000的客户已120天以上未购买，合计30.2万"},
		{"density of one", Density{Days: []float64{0, 1}, Money: []float64{1, 10}, Frame: Frame{120, 1000, 1, "3000"}},
			"1 customer who brought over 1,000 has been away for 120 days or more: 3 k in all", "1位消费超过1,000的客户已120天以上未购买，合计3,000"},
		{"density of nobody", Density{Days: []float64{0, 1}, Money: []float64{1, 10}}, "Revenue and days since the last order", "收入与距最近一单的天数"},
		{"growth", Revenue(slices.Concat(half, more)), "April to June 2024 brought 33.3 % more than the three months before; 90.0 % of the growth came from returning customers",
			"2024年4月至2024年6月的收入比此前三个月多33.3%，其中90.0%的增长来自老客户"},
		{"decline", Revenue(slices.Concat(half, less)), "April to June 2024 brought 30.0 % less than the three months before", "2024年4月至2024年6月的收入比此前三个月少30.0%"},
		{"a year before", Revenue(slices.Concat(half, less, less, less, more)), "April to June 2024 brought 33.3 % more than a year before; 90.0 % of the growth came from returning customers",
			"2024年4月至2024年6月的收入比上年同期多33.3%，其中90.0%的增长来自老客户"},
		{"few months", Revenue(less), "Returning customers brought 28.6 % of the revenue of June 2024", "2024年6月的收入中28.6%来自老客户"},
		{"no full month", Revenue{month("2024-04", "1", "1", false)}, "Net revenue by month", "每月净收入"},
		{"cohorts", Cohorts{Unit: "month", Open: true, Rows: []Cohort{{"2024-01", 100, []int{30, 9}, false}, {"2024-02", 100, []int{20, 7}, false}, {"2024-03", 100, []int{90}, false}, {"2024-04", 9, nil, false}}},
			"25.0 % of a month's new customers order in the next month", "25.0%的新客户在首购次月再次下单"},
		{"cohorts too young", Cohorts{Unit: "month", Open: true, Rows: []Cohort{{"2024-03", 100, []int{90}, false}}}, "Who stays", "谁留下来了"},
		{"flow", Flow{Groups: []string{"a", "b"}, Codes: []string{"a", "b"}, Moves: []Move{{0, 0, 5}, {0, 1, 2}, {1, 0, 3}, {-1, 1, 7}}}, "3 rose, 2 fell, 7 are new", "3位客户升级，2位降级，7位新增"},
		{"flow with gone", Flow{Groups: []string{"a", "b"}, Codes: []string{"a", "b"}, Moves: []Move{{0, -1, 4}}}, "0 rose, 0 fell, 0 are new, 4 are gone", "0位客户升级，0位降级，0位新增，4位流失"},
		{"tracking low", Tracking{[]float64{9, 8, 8}, []float64{5, 10, 10}, 1}, "In the 2 weeks it had not seen the model was 20 % low", "在未见过的2周里，模型低估20%"},
		{"tracking high", Tracking{[]float64{9, 8, 8}, []float64{5, 5, 5}, 1}, "In the 2 weeks it had not seen the model was 60 % high", "在未见过的2周里，模型高估60%"},
		{"tracking right", Tracking{[]float64{9, 8, 8}, []float64{5, 8, 8}, 1}, "In the 2 weeks it had not seen the model was right to half a percent", "在未见过的2周里，模型误差不到 0.5%"},
		{"tracking nothing", Tracking{[]float64{9, 8}, []float64{5, 0}, 1}, "Orders, and what the model expected", "实际订单与模型预期"},
		{"counts", Counts{[]int{60, 40}, []float64{70, 30}}, "The model misses most at 0 repeat orders: by 10.0 % of the customers", "模型偏差最大处：复购 0 次，相差客户总数的10.0%"},
		{"value", Histogram{Measure: Value, Log: true, Edges: []float64{1, 2}, Counts: []int{1}, TopTen: 0.66}, "10 % of the customers hold 66.0 % of the expected value", "10%的客户占预期价值的66.0%"},
		{"alive", Alive{[]string{"0", "5"}, []string{"270+"}, []AliveCell{{0, 0, 900, 0.1}, {1, 0, 12, 0.22}}}, "5 repeat orders and 270+ days away: 22 % alive, 12 customers", "复购5次、270+天未购买：活跃概率22%，共12位客户"},
		{"alive all", Alive{[]string{"1"}, []string{"270+"}, []AliveCell{{0, 0, 900, 0.9}}}, "No group of repeat customers is below 50 % alive", "没有哪一组复购客户的活跃概率低于50%"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for l, want := range map[Language]string{English: test.en, Chinese: test.zh} {
				if got := strings.ReplaceAll(test.chart.Figure(l).Title, "\u00a0", " "); got != want {
					t.Errorf("%s: %q, want %q", l, got, want)
				}
			}
		})
	}
}

func TestBinsHoldWholeNumbers(t *testing.T) {
	for _, test := range []struct {
		from, to float64
		n        int
		log      bool
	}{{0, 373, 30, false}, {0, 5, 30, false}, {1, 210, 30, true}, {1, 1, 30, true}, {0, 0, 30, false}} {
		edges := Bins(test.from, test.to, test.n, test.log, true)
		if edges[0] > test.from || edges[len(edges)-1] < test.to || !slices.IsSorted(edges) || len(edges) < 2 || len(edges) > test.n+3 {
			t.Errorf("%+v: %v", test, edges)
		}
		for _, e := range edges {
			if e-0.5 != float64(int(e-0.5)) && e != -0.5 {
				t.Errorf("%+v: edge %v does not lie between whole numbers", test, e)
			}
		}
	}
}
