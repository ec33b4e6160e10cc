package population

import (
	"strings"
	"time"

	"rfm/cmd/internal/app"
	"rfm/io/engine"
	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// notForEngines are the flags that an engine cannot follow, and why.
func notForEngines() []struct{ flag, why string } {
	const files = "it is for files that are read here"
	return []struct{ flag, why string }{
		{"currency", "an engine adds up what there is: one currency in a view"}, {"status", "choose the rows: --where"},
		{"refund", "the difference in a view does"}, {"amount-per", "an amount that stands on each row of an order counts once: a view does that"},
		{"no-header", files}, {"sheet", files}, {"skip-lines", files}, {"date-format", "dates as text are read as 2024-01-31: a view makes them dates"},
		{"decimal", "a view makes numbers of text"}, {"delimiter", files}, {"encoding", files},
		{"id-format", "cast the ids to whole numbers in a view"}, {"fold-ids", "lower(trim(…)) in a view does"},
		{"dedupe", "it compares whole rows; SELECT DISTINCT in a view does"},
		{"on-bad-row", "a bad row always fails"}, {"rejects", "a bad row always fails"}, {"max-bad-rows", "a bad row always fails"},
		{"frequency", "the engine counts the orders"}, {"recency", "the engine finds the last order"}, {"last", "the engine finds the last order"},
	}
}

// Grouping is what the flags ask of an engine, but for the source and the columns
// that are not named. instead is what the refused flags do not go with.
func (f *Flags) Grouping(d *engine.Dialect, instead string, now time.Time) (*engine.Grouping, error) {
	for _, no := range notForEngines() {
		if f.Given(no.flag) {
			return nil, app.Usagef("--%s does not go with %s: %s", no.flag, instead, no.why)
		}
	}
	if f.Monetary == "median" && f.Given("monetary") {
		return nil, app.Usagef("--monetary median does not go with %s: a median needs all orders", instead)
	}
	if err := f.Input.validate(); err != nil {
		return nil, err
	}
	settings, err := f.settings(now)
	if err != nil {
		return nil, err
	}
	since, until, err := f.Input.period()
	if err != nil {
		return nil, err
	}
	in := &f.Input
	g := &engine.Grouping{Dialect: d, Zone: in.Zone, AsOf: settings.AsOf, Since: since, Until: until, Where: in.where, Guests: strings.Split(in.guests, ","),
		Columns: engine.Columns{Customer: in.customer, Date: in.date, Amount: in.amount, Quantity: in.quantity, Price: in.price, Order: in.order},
		Note:    rfm.Grouping{Count: f.Count, Returns: f.Returns, Zone: in.Zone}.Note()}
	if g.Columns.Quantity == none {
		g.Columns.Quantity = ""
	}
	g.Count = map[aggregate.Count]engine.Count{aggregate.CountRows: engine.CountRows, aggregate.CountDays: engine.CountDays}[settings.Count]
	g.Returns = map[aggregate.Returns]engine.Returns{aggregate.DropReturns: engine.DropReturns, aggregate.KeepReturns: engine.KeepReturns}[settings.Returns]
	return g, nil
}
