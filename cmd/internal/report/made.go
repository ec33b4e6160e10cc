package report

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/io/report"
	"rfm/rfm"
)

// made says how the page was made: what the words mean, where the scores are cut,
// and the command that makes it again.
func (w *writer) made() report.Section {
	l := w.l
	s := report.Section{Key: "made", Title: l.Say("How it was made", "如何得出")}
	add := func(name, meaning string) { s.Terms = append(s.Terms, report.Term{Name: name, Meaning: meaning}) }
	add(l.Say("Recency (R)", "最近购买（R）"), l.Say("whole calendar days from a customer's last order to the as-of day", "最近一单距截止日的整天数"))
	frequency := map[string][2]string{"orders": {"distinct orders", "不同订单数"}, "rows": {"rows", "行数"}, "days": {"days with an order", "有订单的天数"}}[w.options.Population.Count]
	add(l.Say("Frequency (F)", "购买频率（F）"), l.Say("number of "+frequency[0], frequency[1]))
	returns := map[string][2]string{"net": {"less returns", "已扣除退货"}, "drop": {"returns left out", "不含退货"}, "keep": {"returns are ordinary rows", "退货视同普通行"}}[w.options.Population.Returns]
	add(l.Say("Net revenue (M)", "净收入（M）"), l.Say("sum of the amounts, "+returns[0], "金额合计，"+returns[1]))
	for _, d := range rfm.Dimensions() {
		var texts []string
		for _, level := range w.Scores.Levels(d) {
			if level.Interval.Lower == "" && level.Interval.Upper == "" {
				continue
			}
			texts = append(texts, d.Letter()+" "+decimals(float64(level.Score), 0)+": "+level.Interval.Text(d.Field()))
		}
		if texts != nil {
			add(l.Say("Scores of "+d.Letter(), d.Letter()+" 的分值"), strings.Join(texts, "; "))
		}
	}
	add(l.Say("Segments", "分层方案"), w.SchemeName())
	add(l.Say("Command", "命令"), w.command())
	for _, f := range w.prints.Files {
		add(l.Say("File", "文件"), names([]string{f.Name})[0]+", "+l.Say(report.Count(f.Bytes)+" bytes", report.Count(f.Bytes)+" 字节")+", sha256 "+f.SHA256)
	}
	add(l.Say("Program", "程序"), app.Version())
	return s
}

// command is what makes the page again. With --redact the filter is hidden, since
// it may hold an id.
func (w *writer) command() string {
	without := []string{"config", "profile", app.LogFormatFlag, "threads", "quiet", "verbose", "redact-key-file", "output"}
	words := []string{"rfm report"}
	for _, path := range w.paths {
		words = append(words, quoted(path))
	}
	var flags []string
	w.options.flags.Visit(func(f *pflag.Flag) {
		if slices.Contains(without, f.Name) {
			return
		}
		value := f.Value.String()
		if f.Name == "where" && w.Redactor != nil {
			value = "…"
		}
		if f.Value.Type() == "bool" && value == "true" {
			flags = append(flags, "--"+f.Name)
			return
		}
		flags = append(flags, "--"+f.Name+"="+quoted(value))
	})
	slices.Sort(flags)
	return strings.Join(append(words, flags...), " ")
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=%@+") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
