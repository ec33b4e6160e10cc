package main

import (
	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/rfm"
)

// measure is what the customers are ranked by. It lets the plan read profits
// where they are asked for.
func (o *paretoOptions) measure(p *populationPlan) (rfm.Measure, error) {
	named := o.profit != "" || o.cost != ""
	by := o.by
	if by == "" {
		by = string(rfm.Revenue)
		if named {
			by = string(rfm.Profit)
		}
	}
	m, err := app.Choice("by", by, map[string]rfm.Measure{"revenue": rfm.Revenue, "profit": rfm.Profit})
	switch {
	case err != nil:
		return m, err
	case o.profit != "" && o.cost != "":
		return m, app.Usagef("--profit is what a row earns, --cost what is taken off its amount: choose")
	case named && m == rfm.Revenue:
		return m, app.Usagef("--profit and --cost do not go with --by revenue")
	case m == rfm.Revenue:
		return m, nil
	case p.known:
		return m, app.Usage("the input is one row a customer: it has one value to rank by", "name the column of the profit with --monetary")
	}
	if recognize := p.recognize; recognize != nil {
		p.recognize = func(file string, columns []string) (*arrow.Schema, error) {
			schema, err := recognize(file, columns)
			if schema != nil && err == nil {
				err = app.Usage(file+" holds scored customers, and no profits", "give --by profit the transactions")
			}
			return schema, err
		}
	}
	p.settings.Days = true
	switch {
	case o.cost != "":
		p.schema = rfm.WithCost(p.schema)
		p.columns = map[string]string{rfm.FieldCost: o.cost}
	case o.profit != "":
		p.columns = map[string]string{rfm.FieldProfit: o.profit}
		fallthrough
	default:
		p.schema = rfm.WithProfit(p.schema)
	}
	return m, nil
}

// rank ranks customers by a measure.
func rank(c *rfm.Customers, m rfm.Measure) (*rfm.Ranking, error) {
	if m == rfm.Profit {
		return rfm.RankProfit(c)
	}
	return rfm.Rank(c)
}
