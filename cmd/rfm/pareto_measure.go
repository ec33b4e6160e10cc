package main

import (
	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
	"rfm/rfm/pareto"
)

// measure is what the customers are ranked by. It lets the plan read profits
// where they are asked for.
func (o *paretoOptions) measure(p *populationPlan) (pareto.Measure, error) {
	named := o.profit != "" || o.cost != ""
	by := o.by
	if by == "" {
		by = string(pareto.Revenue)
		if named {
			by = string(pareto.Profit)
		}
	}
	m, err := choice("by", by, map[string]pareto.Measure{"revenue": pareto.Revenue, "profit": pareto.Profit})
	switch {
	case err != nil:
		return m, err
	case o.profit != "" && o.cost != "":
		return m, usagef("--profit is what a row earns, --cost what is taken off its amount: choose")
	case named && m == pareto.Revenue:
		return m, usagef("--profit and --cost do not go with --by revenue")
	case m == pareto.Revenue:
		return m, nil
	case p.known:
		return m, &usageError{"the input is one row a customer: it has one value to rank by", []string{"name the column of the profit with --monetary"}}
	}
	if recognize := p.recognize; recognize != nil {
		p.recognize = func(file string, columns []string) (*arrow.Schema, error) {
			schema, err := recognize(file, columns)
			if schema != nil && err == nil {
				err = &usageError{file + " holds scored customers, and no profits", []string{"give --by profit the transactions"}}
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
func rank(c *rfm.Customers, m pareto.Measure) (*pareto.Ranking, error) {
	if m == pareto.Profit {
		return pareto.RankProfit(c)
	}
	return pareto.Rank(c)
}
