package picture

import (
	"rfm/io/report"
)

// Kind is a kind of chart with the question that it answers.
type Kind struct {
	Name              string
	English, Chinese  string // the question
	Compares, Expects bool   // needs --moved-since, or --clv
	Develops          bool   // needs the days of orders: Flags.Develops
	// make is nil, with the reason, where the chart does not hold for the input.
	make func(*Facts) (report.Chart, string, error)
}

// Make draws the chart of the facts. Where it does not hold for them it is nil,
// with the reason.
func (k Kind) Make(f *Facts) (report.Chart, string, error) { return k.make(f) }

// Question is what the kind answers.
func (k Kind) Question(l report.Language) string { return l.Say(k.English, k.Chinese) }

// Kinds lists all, in the order of the report.
func Kinds() []Kind {
	return []Kind{
		{"map", "Who are they?", "他们是谁？", false, false, false, (*Facts).blocks},
		{"bars", "Which segment brings more than its share?", "哪个分层的收入占比高于人数占比？", false, false, false, (*Facts).bars},
		{"treemap", "Which segments make up the revenue?", "收入由哪些分层构成？", false, false, false, (*Facts).treemap},
		{"lorenz", "How much depends on how few?", "收入集中在多少客户？", false, false, false, (*Facts).lorenz},
		{"money", "Where is a customer worth the most?", "哪里的客户人均最高？", false, false, false, (*Facts).money},
		{"recency", "How long have they been away?", "多久没有购买？", false, false, false, (*Facts).recency},
		{"frequency", "How often have they ordered?", "购买了多少次？", false, false, false, (*Facts).frequency},
		{"monetary", "How much have they brought?", "带来多少收入？", false, false, false, (*Facts).monetary},
		{"orders", "How many come back?", "多少人再次购买？", false, false, false, (*Facts).orders},
		{"density", "Who brought much and has stayed away?", "哪些高消费客户久未购买？", false, false, false, (*Facts).density},
		{"revenue", "How does the revenue develop, and who brings it?", "收入如何变化，来自新客还是老客？", false, false, true, (*Facts).revenue},
		{"cohort", "Who stays?", "谁留下来了？", false, false, true, (*Facts).cohorts},
		{"flow", "Who moved?", "谁发生了变化？", true, false, false, (*Facts).flow},
		{"matrix", "Who went where?", "从哪里到哪里？", true, false, false, (*Facts).matrix},
		{"tracking", "Can the model be trusted?", "模型可信吗？", false, true, false, (*Facts).track},
		{"counts", "Does the model know these customers?", "模型是否符合这些客户？", false, true, false, (*Facts).counts},
		{"value", "Who will bring the money?", "未来的价值来自谁？", false, true, false, (*Facts).value},
		{"alive", "Who is likely gone for good?", "谁很可能已经流失？", false, true, false, (*Facts).alive},
	}
}

// Named is the kind of a name; false where there is none.
func Named(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
