package app

// periodDefinitions are those of the columns of rows by period or cohort. Some
// names mean something else there than in rows of customers.
func periodDefinitions() map[string]definition {
	return map[string]definition{
		"period":                    {"calendar period; weeks begin on Monday", "日历周期；周从星期一开始"},
		"period_end":                {"last day of the period", "周期的最后一天"},
		"complete":                  {"whether the period was observed to its last day", "周期数据是否完整（观察到最后一天）"},
		"active":                    {"customers who ordered in the period", "当期下单客户数"},
		"new":                       {"active customers with their first order in the period", "当期首购客户数"},
		"retained":                  {"active customers who ordered in the period before, too", "留存客户数：上期也下单"},
		"reactivated":               {"active customers who had ordered earlier, but not in the period before", "回流客户数：更早下过单、上期未下单"},
		"lapsed":                    {"customers who ordered in the period before and not in this one", "流失客户数：上期下单、当期未下单"},
		"retention_pct":             {"of the customers of the period before, or of the cohort, those who are active, in percent", "留存率（%）：上期客户或同期群客户中当期活跃者"},
		"quick_ratio":               {"(new + reactivated) / lapsed: above 1 the customers grow", "快速比率：（新增 + 回流）/ 流失，大于 1 表示客户增长"},
		"orders":                    {"orders that began in the period", "当期订单数"},
		"revenue":                   {"revenue of the period, net of returns, which count when they come back", "当期净收入；退货计入退货发生的周期"},
		"revenue_new":               {"revenue of new customers", "新客户的收入"},
		"revenue_retained":          {"revenue of retained customers", "留存客户的收入"},
		"revenue_reactivated":       {"revenue of reactivated customers", "回流客户的收入"},
		"revenue_other":             {"returns of customers without an order in the period", "当期没有订单的客户的退货"},
		"expansion":                 {"what retained customers brought more than in the period before", "留存客户较上期增加的收入"},
		"contraction":               {"what retained customers brought less than in the period before", "留存客户较上期减少的收入"},
		"lost":                      {"what lapsed customers had brought in the period before", "流失客户上期的收入"},
		"customers":                 {"customers who have ordered by the end of the period; of a cohort, its size", "截至期末下过单的客户数；同期群为其客户数"},
		"recent":                    {"of them, those whose last order is within --hurdle before the end", "其中最近一次购买距期末不超过 --hurdle 的客户数"},
		"recent_pct":                {"recent in percent of customers", "近期购买客户占比（%）"},
		"repeat_pct":                {"of the customers so far, those with two orders or more, in percent", "截至期末下过两单及以上的客户占比（%）"},
		"returning_pct":             {"of the active customers, those who are not new, in percent", "当期下单客户中老客户占比（%）"},
		"repeat_revenue_pct":        {"of the revenue of active customers, what came after the day of their first order, in percent", "活跃客户收入中首购日之后的占比（%）"},
		"orders_per_customer":       {"orders divided by active customers", "人均订单数"},
		"avg_order_value":           {"revenue of active customers divided by orders", "平均每单金额"},
		"tenure_days_median":        {"median of the days from the first order of active customers to the end of the period", "活跃客户自首购至期末天数的中位数"},
		"compared_with":             {"period compared with", "对比周期"},
		"active_change_pct":         {"change of active, in percent", "下单客户数变化（%）"},
		"new_change_pct":            {"change of new, in percent", "新客户数变化（%）"},
		"orders_change_pct":         {"change of orders, in percent", "订单数变化（%）"},
		"revenue_change_pct":        {"change of revenue, in percent", "收入变化（%）"},
		"retention_pct_change":      {"change of retention_pct, in percentage points", "留存率变化（百分点）"},
		"recent_pct_change":         {"change of recent_pct, in percentage points", "近期购买客户占比变化（百分点）"},
		"cohort":                    {"period, or value of a column, of the first order", "首购周期（或首购时某列的值）"},
		"age":                       {"whole periods since that of the first order", "距首购周期的周期数"},
		"revenue_cum":               {"revenue of the cohort up to the end of the period", "同期群累计收入"},
		"value":                     {"revenue_cum divided by customers", "人均累计收入"},
		"view":                      {"which customers are active: in the period (retention), in it or later (rolling), with two orders by then (repurchase)", "活跃口径：当期（retention）、当期或以后（rolling）、累计两单（repurchase）"},
		"loyalty":                   {"revenue of existing customers with existing values", "老客户购买原有品类的收入（客户忠诚）"},
		"acquisition":               {"revenue of new customers with existing values", "新客户购买原有品类的收入（客户获得）"},
		"diversification":           {"revenue of new customers with new values", "新客户购买新品类的收入（客户多样化）"},
		"other":                     {"returns of customers without an order in the period", "当期没有订单的客户的退货"},
		"loyalty_customers":         {"customers with revenue in loyalty", "客户忠诚的客户数"},
		"expansion_customers":       {"customers with revenue in expansion", "客户扩充的客户数"},
		"acquisition_customers":     {"customers with revenue in acquisition", "客户获得的客户数"},
		"diversification_customers": {"customers with revenue in diversification", "客户多样化的客户数"},
	}
}

// dueDefinitions are those of the columns of rfm due.
func dueDefinitions() map[string]definition {
	return map[string]definition{
		"gaps":          {"gaps between days with an order", "下单日之间的间隔数"},
		"rhythm_days":   {"mean of the gaps of the customer and one typical gap, in days", "购买节奏（天）：自身间隔与一个典型间隔的均值"},
		"due_date":      {"day of the last order plus the rhythm", "预计下次购买日：最近一次购买加节奏"},
		"late":          {"recency_days divided by rhythm_days", "距最近一次购买的天数 ÷ 节奏"},
		"status":        {"on_time, due, overdue, lapsed by --bands of late; one_time: one day with an order", "状态：按 late 与 --bands 分为按时、到期、逾期、流失；one_time 为仅一个下单日"},
		"stake":         {"business of a year at the own rhythm: avg_order_value × 365 / rhythm_days", "按自身节奏一年的金额：平均每单金额 × 365 ÷ 节奏"},
		"amount_now":    {"net amount of the last days of --compare", "最近 --compare 天的净额"},
		"amount_before": {"net amount of as many days before, or a year before", "此前同样天数（或上年同期）的净额"},
		"change_pct":    {"change from amount_before to amount_now, in percent; empty for fewer than two days with an order in either", "金额变化（%）；任一时段下单日少于两天则为空"},
		"slowed":        {"customers who then ordered at less than half their former rate", "此后购买频率降至原来一半以下的客户数"},
		"slowed_pct":    {"slowed in percent of customers", "降速客户占比（%）"},
	}
}

// summaryDefinitions are those of the columns of rfm pareto --summary.
func summaryDefinitions() map[string]definition {
	return map[string]definition{
		"section": {"all, top shares, fewest customers for a share, classes or tiers", "部分：全部、头部占比、达到某占比的最少客户、ABC 分类或层级"},
		"name":    {"which part of the customers", "客户部分的名称"},
		"revenue": {"revenue of these customers", "这部分客户的收入"},
		"mean":    {"revenue divided by customers", "人均收入"},
		"ratio":   {"revenue_pct divided by customers_pct", "收入占比 ÷ 客户占比"},
		"gini":    {"Gini coefficient of the revenue: 0 equal, 1 all from one customer", "收入的基尼系数：0 为均等，1 为全部来自一位客户"},
	}
}
