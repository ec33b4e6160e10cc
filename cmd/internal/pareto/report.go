package pareto

import (
	"fmt"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/rfm/pareto"
)

// writeReport writes top shares, classes, tiers and the curve.
func (j *job) writeReport() error {
	sections := map[string][]pareto.SummaryLine{}
	for _, l := range j.ranking.Summarize(j.figures) {
		sections[l.Section] = append(sections[l.Section], l)
	}
	all := sections[pareto.SectionAll][0]
	all.Name = "100"
	top := append(sections[pareto.SectionTop], all)
	for i := range top {
		top[i].Name += " %"
	}
	if err := j.table("top", top); err != nil {
		return err
	}
	if err := j.say(sections[pareto.SectionAt], sections[pareto.SectionSign]); err != nil {
		return err
	}
	if j.ranking.HasShares() {
		if err := j.table(pareto.FieldABC, sections[pareto.SectionABC]); err != nil {
			return err
		}
	}
	if err := j.table(pareto.FieldTier, sections[pareto.SectionTier]); err != nil {
		return err
	}
	if j.ranking.HasShares() {
		if _, err := fmt.Fprint(j.out.Stdout, "\n"+curve(j.ranking, j.out.Width, j.out.Height)); err != nil {
			return err
		}
	}
	return j.out.Next(app.FollowUp{Command: "pareto", Flags: "--customers -o ranks.csv"}, app.FollowUp{Command: "report", Flags: "-o report.html"})
}

// table writes lines of the summary as a table, under the name of what they are.
func (j *job) table(name string, lines []pareto.SummaryLine) error {
	if name != "top" {
		if _, err := fmt.Fprintln(j.out.Stdout); err != nil {
			return err
		}
	}
	summary, err := j.ranking.SummaryRecord(memory.DefaultAllocator, lines)
	if err != nil {
		return err
	}
	defer summary.Release()
	fields := summary.Schema().Fields()
	fields[1].Name = name
	last := len(fields) - 1 // the section before and Gini behind are told otherwise
	shown := array.NewRecord(arrow.NewSchema(fields[1:last], nil), summary.Columns()[1:last], summary.NumRows())
	defer shown.Release()
	return j.out.WriteBelow(shown, expendable())
}

// say reports how few bring the most, the Gini coefficient, and what the
// customers below zero come to.
func (j *job) say(reach, signs []pareto.SummaryLine) error {
	r := j.ranking
	text := ""
	all := big.NewRat(int64(r.Len()), 1)
	for _, l := range reach {
		verb := "bring"
		if l.Customers == 1 {
			verb = "brings"
		}
		text += fmt.Sprintf("%s (%s) %s %s %% of the %s\n", app.Counted(l.Customers, "customer"),
			precisePercent(big.NewRat(int64(l.Customers), 1), all), verb, l.Name, r.Measure)
	}
	if g := r.Gini(); g != nil {
		text += "Gini " + g.FloatString(6) + "\n"
	}
	above, below := signs[0], signs[len(signs)-1]
	if share := r.Share(above.Customers); below.Customers > 0 && share != nil {
		text += fmt.Sprintf("%s above zero: %s, %s of the %s\n", app.Counted(above.Customers, "customer"),
			app.Money(above.Value, r.Scale), precisePercent(share, big.NewRat(1, 1)), r.Measure)
	}
	if zero := signs[1]; zero.Customers > 0 {
		text += fmt.Sprintf("%s (%s) at zero\n", app.Counted(zero.Customers, "customer"), precisePercent(big.NewRat(int64(zero.Customers), 1), all))
	}
	if below.Customers > 0 {
		text += fmt.Sprintf("%s (%s) below zero: %s\n", app.Counted(below.Customers, "customer"),
			precisePercent(big.NewRat(int64(below.Customers), 1), all), app.Money(below.Value, r.Scale))
	}
	if text == "" {
		return nil
	}
	_, err := fmt.Fprint(j.out.Sentences, "\n"+text)
	return err
}

// precisePercent writes a share with three decimals.
func precisePercent(part, whole *big.Rat) string {
	share := new(big.Rat).Quo(part, whole)
	return share.Mul(share, big.NewRat(100, 1)).FloatString(3) + " %"
}
