package clv

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/clv"
)

// namedModel is a purchase model that can be asked for by name.
type namedModel struct {
	name, meaning string
	model         clv.Model
	continuous    bool // a candidate of auto
}

// models lists the purchase models.
func models() []namedModel {
	return []namedModel{
		{"paretonbd", "Pareto/NBD: may leave at any time", clv.ParetoNBD{}, true},
		{"bgnbd", "BG/NBD: may leave after each repeat order", clv.BGNBD{}, true},
		{"mbgnbd", "MBG/NBD: may leave after each order, the first one too", clv.MBGNBD{}, true},
		{"bgbb", "BG/BB: buys or not in each --unit, which is a calendar period", clv.BGBB{}, false},
		{"nbd", "NBD: never leaves; for data in which nobody seems to", clv.NBD{}, false},
	}
}

func modelHelp() string {
	text := fmt.Sprintf("\n  %-9s  %s", "auto", "of the first three below the one with the highest likelihood")
	for _, m := range models() {
		text += fmt.Sprintf("\n  %-9s  %s", m.name, m.meaning)
	}
	text += fmt.Sprintf("\n  %-9s  %s", "history", "no model: what was earned so far, carried to the as-of date")
	return text + fmt.Sprintf("\n  %-9s  %s", "dcf", "no model: last year's margin, retention and discount over --years")
}

// timeUnit is a unit of time; index numbers its calendar periods, nil for days.
type timeUnit struct {
	name  string
	days  float64
	index func(day arrow.Date32) int
}

func timeUnits() []timeUnit {
	yearMonth := func(day arrow.Date32) int {
		t := day.ToTime()
		return 12*t.Year() + int(t.Month())
	}
	return []timeUnit{
		{"day", 1, nil},
		{"week", 7, func(day arrow.Date32) int { return int(math.Floor(float64(day+3) / 7)) }}, // from Monday
		{"month", clv.DaysPerYear / 12, yearMonth},
		{"year", clv.DaysPerYear, func(day arrow.Date32) int { return day.ToTime().Year() }},
	}
}
