package clv

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/clv"
	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm/aggregate"
)

// plan is what the flags of rfm clv ask for.
type plan struct {
	settings  aggregate.Settings
	model     string // auto, a name of models, history, dcf, or "" for saved
	modelPath string
	saved     *modelFile
	spend     bool // model the spend

	horizon     clv.Horizon // in days
	horizonText string
	rate        float64 // annual effective discount rate
	margin      float64
	level       float64
	unit        timeUnit
	years       int
	retention   float64 // NaN: from the data
	holdout     *holdoutSplit
	scores      bool
	strict      bool // no simpler model where one does not fit
	cost        bool // spend is the amount less a cost
}

func (p *plan) textbook() bool { return p.model == "history" || p.model == "dcf" }

// period is the unit that BG/BB counts in; the others count days.
func (p *plan) period() timeUnit {
	if p.model == "bgbb" {
		return p.unit
	}
	return timeUnits()[0]
}

// holdoutSplit is where --holdout splits time: a day, or so many days before
// the as-of date.
type holdoutSplit struct {
	day  *arrow.Date32
	days int
}

// plan reads the flags.
func (o *options) plan(now time.Time) (*plan, error) {
	p := &plan{model: o.model, horizonText: o.horizon, years: o.years, retention: math.NaN(),
		scores: o.withScores, strict: o.strict || o.saveModel != "", cost: o.cost != ""}
	if err := o.planModel(p); err != nil {
		return nil, err
	}
	var err error
	if p.settings.Returns, err = app.Choice("returns", o.returns, map[string]aggregate.Returns{"net": aggregate.NetReturns, "drop": aggregate.DropReturns, "keep": aggregate.KeepReturns}); err != nil {
		return nil, err
	}
	if p.spend, err = app.Choice("spend", o.spend, map[string]bool{"gamma-gamma": true, "none": false}); err != nil {
		return nil, err
	}
	if p.horizon.Length, err = parseDays("horizon", o.horizon); err != nil {
		return nil, err
	}
	shares := []struct {
		flag, text string
		value      *float64
		ok         func(v float64) bool
		rule       string
	}{
		{"discount", o.discount, &p.rate, func(v float64) bool { return v >= 0 && v <= 1 }, "a rate from 0 to 1: 10% or 0.10"},
		{"margin", o.margin, &p.margin, func(v float64) bool { return v > 0 && v <= 1 }, "a share above 0, at most 1: 30% or 0.3"},
		{"interval", o.interval, &p.level, func(v float64) bool { return v > 0 && v < 1 }, "a level between 0 and 1: 90% or 0.9"},
		{"retention", o.retention, &p.retention, func(v float64) bool { return v >= 0 && v <= 1 }, "a share from 0 to 1: 70% or 0.7"},
	}
	for _, s := range shares {
		if s.text == "" {
			continue
		}
		if *s.value, err = parseShare(s.text); err != nil || !s.ok(*s.value) {
			return nil, app.Usagef("--%s %q is not %s", s.flag, s.text, s.rule)
		}
	}
	p.horizon.Delta = clv.DailyRate(p.rate)
	units := map[string]timeUnit{}
	for _, u := range timeUnits() {
		units[u.name] = u
	}
	if p.unit, err = app.Choice("unit", o.unit, units); err != nil {
		return nil, err
	}
	zone, err := o.input.Location()
	if err != nil {
		return nil, err
	}
	if p.settings.AsOf, err = population.ParseAsOf("as-of", o.asOf, now.In(zone)); err != nil {
		return nil, err
	}
	if p.settings.Memory, err = app.MemoryLimit(o.memory); err != nil {
		return nil, err
	}
	p.settings.Days = true
	if !o.withScores {
		p.settings.Count = aggregate.CountRows // the days are counted anyway
	}
	return p, cmp.Or(o.planMonthly(p), o.planHoldout(p), o.refuseCombinations(p))
}

// planModel reads --model.
func (o *options) planModel(p *plan) error {
	names := []string{"auto"}
	for _, m := range models() {
		names = append(names, m.name)
	}
	names = append(names, "history", "dcf")
	if slices.Contains(names, o.model) {
		return nil
	}
	if strings.ContainsAny(o.model, "./") {
		p.model, p.modelPath = "", o.model
		return nil
	}
	return app.Usage(fmt.Sprintf("--model %q is none of %s", o.model, app.List(names)), "a file that --save-model wrote has a . or / in its name")
}

// planMonthly reads --discounting.
func (o *options) planMonthly(p *plan) error {
	monthly, err := app.Choice("discounting", o.discounting, map[string]bool{"continuous": false, "monthly": true})
	if err != nil || !monthly {
		return err
	}
	const month = clv.DaysPerYear / 12
	months := p.horizon.Length / month
	if math.IsInf(months, 1) || math.Abs(months-math.Round(months)) > 1e-9 {
		return app.Usagef("--discounting monthly needs a --horizon of whole months, such as 12m, not %s", o.horizon)
	}
	if p.model == "bgbb" {
		return app.Usagef("--discounting monthly does not go with bgbb, which counts in --unit")
	}
	p.horizon.Month = month
	return nil
}

// checkPeriod refuses a horizon without a whole period of BG/BB. A saved model
// brings its own period.
func (p *plan) checkPeriod() error {
	if unit := p.period(); unit.index != nil && p.horizonIn(unit).Length < 1 {
		return app.Usagef("a --horizon of %s has no whole %s, which bgbb counts in", p.horizonText, unit.name)
	}
	return nil
}

// planHoldout reads --holdout.
func (o *options) planHoldout(p *plan) error {
	if o.holdout == "" {
		return nil
	}
	p.holdout = &holdoutSplit{}
	if t, err := time.Parse(time.DateOnly, o.holdout); err == nil {
		day := arrow.Date32FromTime(t)
		p.holdout.day = &day
		return nil
	}
	days, err := parseDays("holdout", o.holdout)
	if err != nil || math.IsInf(days, 1) {
		return app.Usagef("--holdout %q is neither a time such as 90d, 39w or 6m nor a day YYYY-MM-DD", o.holdout)
	}
	p.holdout.days = int(math.Round(days))
	return nil
}

// refuseCombinations refuses flags that contradict each other.
func (o *options) refuseCombinations(p *plan) error {
	fits := p.modelPath == "" && !p.textbook()
	switch {
	case p.holdout != nil && !fits:
		return app.Usagef("--holdout fits a model; it does not go with --model %s", o.model)
	case p.holdout != nil && o.saveModel != "":
		return app.Usagef("--holdout fits to a part of the data only; --save-model does not go with it")
	case p.holdout != nil && o.withScores:
		return app.Usagef("--with-scores does not go with --holdout")
	case o.saveModel != "" && !fits:
		return app.Usagef("--save-model saves a fit; --model %s makes none", o.model)
	case o.retention != "" && p.model != "dcf":
		return app.Usagef("--retention is for --model dcf")
	case o.cost != "" && o.margin != "1":
		return app.Usagef("--cost tells the margin of every row, --margin one for all: choose")
	case p.years < 1:
		return app.Usagef("--years %d is below 1", p.years)
	}
	return nil
}

// parseDays reads a time such as 90d, 52w, 12m, 2y or inf into days.
func parseDays(flag, text string) (float64, error) {
	if text == "inf" {
		return math.Inf(1), nil
	}
	units := map[byte]float64{'d': 1, 'w': 7, 'm': clv.DaysPerYear / 12, 'y': clv.DaysPerYear}
	if text != "" {
		number, unit := text[:len(text)-1], units[text[len(text)-1]]
		if v, err := strconv.ParseFloat(number, 64); err == nil && unit > 0 && v > 0 && !math.IsInf(v, 0) {
			return v * unit, nil
		}
	}
	return 0, app.Usagef("--%s %q is not a time: write 365d, 52w, 12m, 2y or inf", flag, text)
}

// parseShare reads 0.1 or 10%.
func parseShare(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = strconv.ErrRange
	}
	if percent {
		v /= 100
	}
	return v, err
}
