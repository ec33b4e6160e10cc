package scoring

import (
	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
)

// ReadDays lets a plan read what customers did on every day, where rules look at a
// field that needs it; empty for none. An input of one row per customer is refused.
func ReadDays(p *population.Plan, field string) error {
	if field == "" {
		return nil
	}
	refuse := func(what string) error {
		return app.Usage("rules look at "+field+", which needs transactions, not "+what, "give the file that it was made from")
	}
	if p.Known {
		return refuse("one row per customer")
	}
	p.Settings.Days = true
	if recognize := p.Reading.Recognize; recognize != nil {
		p.Reading.Recognize = func(file string, columns []string) (*arrow.Schema, error) {
			if schema, missing := rfm.ScoredSchema(columns); schema != nil || missing != nil {
				return nil, refuse("the scored customers of " + file)
			}
			return recognize(file, columns)
		}
	}
	return nil
}
