package pareto

import (
	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/pareto"
)

// measure is what the customers are ranked by. It lets the plan read profits
// where they are asked for.
func (o *options) measure(p *population.Plan) (pareto.Measure, error) {
	named := o.profit != "" || o.cost != ""
	by := o.by
	if by == "" {
		by = string(pareto.Revenue)
		if named {
			by = string(pareto.Profit)
		}
	}
	m, err := app.Choice("by", by, map[string]pareto.Measure{"revenue": pareto.Revenue, "profit": pareto.Profit})
	switch {
	case err != nil:
		return m, err
	case o.profit != "" && o.cost != "":
		return m, app.Usagef("--profit is what a row earns, --cost what is taken off its amount: choose")
	case named && m == pareto.Revenue:
		return m, app.Usagef("--profit and --cost do not go with --by revenue")
	case m == pareto.Revenue:
		return m, nil
	case p.Known:
		return m, app.Usage("the input is one row a customer: it has one value to rank by", "name the column of the profit with --monetary")
	}
	if recognize := p.Recognize; recognize != nil {
		p.Recognize = func(file string, columns []string) (*arrow.Schema, error) {
			schema, err := recognize(file, columns)
			if schema != nil && err == nil {
				err = app.Usage(file+" holds scored customers, and no profits", "give --by profit the transactions")
			}
			return schema, err
		}
	}
	p.Settings.Days = true
	switch {
	case o.cost != "":
		p.Schema = rfm.WithCost(p.Schema)
		p.Columns = map[string]string{rfm.FieldCost: o.cost}
	case o.profit != "":
		p.Columns = map[string]string{rfm.FieldProfit: o.profit}
		fallthrough
	default:
		p.Schema = rfm.WithProfit(p.Schema)
	}
	return m, nil
}
