package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/io/workbook"
)

// definition says what a column of a result holds, in English and in Chinese.
type definition struct{ english, chinese string }

// definitions are those of the columns that several commands write, by name.
func definitions() map[string]definition {
	return map[string]definition{
		"customer_id":         {"id of the customer, as the input writes it", "客户编号，与原始数据一致"},
		"first_order_date":    {"day of the first order", "首次购买日期"},
		"last_order_date":     {"day of the last order", "最近一次购买日期"},
		"recency_days":        {"whole days from the last order to the as-of day (R)", "距最近一次购买的天数（R）"},
		"orders":              {"number of orders; returns do not count (F)", "订单数，不含退货（F）"},
		"monetary":            {"what the orders brought, net of returns (M)", "消费金额，已扣除退货（M）"},
		"avg_order_value":     {"monetary divided by orders", "平均每单金额"},
		"r_score":             {"score of recency: the highest is best, the most recent", "R 得分：越高表示越近期购买"},
		"f_score":             {"score of orders: the highest is best, the most orders", "F 得分：越高表示购买次数越多"},
		"m_score":             {"score of monetary: the highest is best, the most money", "M 得分：越高表示消费金额越高"},
		"rfm_score":           {"the three scores side by side", "R、F、M 三项得分连写"},
		"rfm_weighted":        {"the three scores, weighted by --weights", "按 --weights 加权的综合得分"},
		"segment":             {"segment of the customer by the scheme", "客户所属分群"},
		"label":               {"name of the segment", "分群名称"},
		"advice":              {"what to do", "运营建议"},
		"customers":           {"number of customers", "客户数"},
		"customers_pct":       {"share of all customers, in percent", "客户数占比（%）"},
		"monetary_pct":        {"share of all monetary, in percent", "消费金额占比（%）"},
		"median_recency_days": {"median of recency_days", "距最近一次购买天数的中位数"},
		"median_orders":       {"median of orders", "订单数中位数"},
		"median_monetary":     {"median of monetary", "消费金额中位数"},
		"previous_segment":    {"segment in the earlier run", "上次运行时所属分群"},
		"changed_on":          {"as-of day of the run that first had the customer in the segment", "进入当前分群的统计日期"},
		"rank":                {"place by monetary, from 1", "按消费金额的排名，从 1 开始"},
		"revenue_pct":         {"share of the revenue, in percent", "收入占比（%）"},
		"revenue_cum_pct":     {"share of the revenue of all customers up to this one, in percent", "收入累计占比（%）"},
		"abc_class":           {"A: the first 80 % of the revenue, B: up to 95 %, C: the rest, unless flags say otherwise", "A：前 80% 收入，B：至 95%，C：其余（除非另行指定）"},
		"tier":                {"tier of the value pyramid, 1 at the top", "价值金字塔层级，1 为最高"},
		"from_segment":        {"segment before", "原分群"},
		"to_segment":          {"segment now", "现分群"},
		"monetary_old":        {"monetary before", "此前的消费金额"},
		"monetary_new":        {"monetary now", "现在的消费金额"},
		"p_alive":             {"chance that the customer will order again", "客户仍活跃的概率"},
	}
}

// definitionsOf are those that hold for the columns of a result.
func definitionsOf(schema *arrow.Schema) map[string]definition {
	known := definitions()
	add := func(special map[string]definition, marks ...string) {
		if slices.ContainsFunc(marks, schema.HasField) {
			maps.Copy(known, special)
		}
	}
	add(periodDefinitions(), "period", "cohort")
	add(dueDefinitions(), "due_date", "late", "slowed")
	add(summaryDefinitions(), "gini")
	if schema.HasField("loyalty") {
		known["expansion"] = definition{"revenue of existing customers with new values", "老客户购买新品类的收入（客户扩充）"}
	}
	return known
}

// within finds the days in the names of columns of rfm cohort --within.
func within(column string) (definition, bool) {
	for name, d := range map[string]definition{
		"eligible": {"customers observed for %d days after their first order", "首购后已观察满 %d 天的客户数"},
		"repeat":   {"of them, those who ordered again on a later day within %d days", "其中 %d 天内另日再次下单的客户数"},
	} {
		var days int
		if text, is := strings.CutPrefix(column, name+"_"); is {
			if _, err := fmt.Sscanf(text, "%d", &days); err != nil {
				continue
			}
			if strings.HasSuffix(text, "_pct") {
				return definition{fmt.Sprintf("repeat_%d in percent of eligible_%[1]d", days), fmt.Sprintf("%d 天复购率（%%）", days)}, true
			}
			return definition{fmt.Sprintf(d.english, days), fmt.Sprintf(d.chinese, days)}, true
		}
	}
	return definition{}, false
}

// Define explains the columns of a result, those that are known.
func Define(schema *arrow.Schema, chinese bool) []workbook.Fact {
	known := definitionsOf(schema)
	var facts []workbook.Fact
	for _, f := range schema.Fields() {
		d, ok := known[f.Name]
		if !ok {
			if d, ok = within(f.Name); !ok {
				continue
			}
		}
		text := d.english
		if chinese {
			text = d.chinese
		}
		facts = append(facts, workbook.Fact{Name: f.Name, Value: text})
	}
	return facts
}
