package population

import (
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/rfm"
)

// explainGroups completes errors about rows that an engine has grouped.
func explainGroups(err error) error {
	var bad *rfm.BadRowsError
	var grouping *rfm.GroupingError
	switch {
	case errors.As(err, &bad):
		return &fault.Error{Kind: fault.BadRows, Message: fmt.Sprintf("%s among those grouped without a date or an amount that can be read", app.Counted(bad.Rows, "row")),
			Hints: []string{"dates as text are read as 2024-01-31 or 2024-01-31 23:59:59; doubles and texts with the decimals the query was made for",
				"mend the columns in a view, or leave such rows out: rfm sql --where"}}
	case errors.As(err, &grouping):
		return app.Usage(grouping.Problem, "group them again: rfm sql makes the query")
	}
	return err
}

// checkGroups refuses groups with rows in the future, and lets the flags of the run
// say how the rows were grouped, as the models that are saved do.
func (p *Plan) checkGroups(known *rfm.Known) error {
	latest := arrow.Date32FromTime(p.streams.Now()) + daysAhead
	if known.Grouped.AsOf == nil && p.Settings.AsOf == nil && known.LastDay > latest {
		return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("the rows that were grouped go up to %s, which is in the future", app.Day(known.LastDay)),
			Hints: []string{"to leave out what is later than a day: rfm sql --as-of today", "if the day is right: rfm sql --as-of " + app.Day(known.LastDay)}}
	}
	if p.flags == nil || known.Grouped.Count == "" {
		return nil
	}
	for _, rule := range []struct {
		flag, grouped string
		value         *string
	}{
		{"count", known.Grouped.Count, &p.flags.Count}, {"returns", known.Grouped.Returns, &p.flags.Returns}, {"tz", known.Grouped.Zone, &p.input.Zone},
	} {
		if (p.given(rule.flag) || p.given("model")) && *rule.value != rule.grouped {
			return app.Usage(fmt.Sprintf("--%s %s: the rows were grouped with --%s %s", rule.flag, fault.ShellWord(*rule.value), rule.flag, fault.ShellWord(rule.grouped)),
				"group them again: rfm sql makes the query")
		}
		*rule.value = rule.grouped
	}
	if known.Grouped.AsOf != nil {
		p.flags.AsOf = app.Day(*known.Grouped.AsOf)
	}
	return nil
}

// daysAhead is how far the days of rows may lie after today: clocks and zones
// differ. The readers of transactions have the same bound.
const daysAhead = 2
