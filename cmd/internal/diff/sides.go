package diff

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/rfm"
	"rfm/segment"
)

// sides reads the two populations that diff compares.
type sides struct {
	o        *options
	s        *app.Streams
	scoring  rfm.ScoreOptions
	scheme   *scoring.Scheme
	messages io.Writer

	assignments []*segment.Assignment // OLD and NEW
}

// readFiles reads OLD and NEW from two files.
func (d *sides) readFiles(ctx context.Context, paths []string) error {
	var days [2]arrow.Date32
	for i, path := range paths {
		plan, err := d.o.population.Plan(d.s, []string{path}, false)
		if err != nil {
			return err
		}
		read, err := d.o.population.Read(ctx, d.s, []string{path}, plan, nil, d.messages, d.o.output.Verbose)
		if err != nil {
			return err
		}
		if err := d.add(read); err != nil {
			return err
		}
		if read.Customers.LastOrder != nil {
			days[i] = read.Customers.AsOf
		}
	}
	if days[0] > days[1] && days[1] != 0 {
		return app.Usage(fmt.Sprintf("%s is as of %s, after %s (%s)", paths[0], app.Day(days[0]), paths[1], app.Day(days[1])),
			"the older one comes first: rfm diff OLD NEW")
	}
	return nil
}

// readAt reads the transactions once, for the populations of two days.
func (d *sides) readAt(ctx context.Context, paths []string) error {
	plan, err := d.o.population.Plan(d.s, paths, false)
	if err != nil {
		return err
	}
	days, err := d.days()
	if err != nil {
		return err
	}
	plan.Recognize = refuseScores
	plan.Settings.AsOf = days[1]
	plan.Settings.Memory = (plan.Settings.Memory + 1) / 2 // for each of the two; 0 is no limit
	earlier := plan.Settings
	earlier.AsOf = days[0]
	plan.Earlier = &earlier
	read, err := d.o.population.Read(ctx, d.s, paths, plan, nil, d.messages, d.o.output.Verbose)
	if err != nil {
		return err
	}
	old := read.Earlier
	if old.Customers.AsOf >= read.Customers.AsOf {
		return app.Usagef("--at %s --at %s: the first day is not before the second (%s)", d.o.at[0], d.o.at[1], app.Day(read.Customers.AsOf))
	}
	if err := d.add(old); err != nil {
		return err
	}
	return d.add(read)
}

// days are those of --at; the second is nil for the last day in the data.
func (d *sides) days() (days [2]*arrow.Date32, err error) {
	zone, err := d.o.population.Input.Location()
	if err != nil {
		return days, err
	}
	now := time.Now().In(zone)
	for i, text := range d.o.at {
		if days[i], err = population.ParseAsOf("at", text, now); err != nil {
			return days, err
		}
	}
	switch {
	case days[0] == nil:
		return days, app.Usagef("--at data is for NEW: the first --at needs a day")
	case days[1] != nil && *days[0] >= *days[1]:
		return days, app.Usagef("--at %s --at %s: the first day is not before the second", d.o.at[0], d.o.at[1])
	}
	return days, nil
}

// refuseScores refuses scored customers where transactions are needed.
func refuseScores(file string, columns []string) (*arrow.Schema, error) {
	if schema, missing := rfm.ScoredSchema(columns); schema != nil || missing != nil {
		return nil, app.Usage(file+" holds scored customers: --at needs transactions", "two scored files: rfm diff OLD NEW")
	}
	return nil, nil
}

// add scores a population and gives it segments.
func (d *sides) add(read *population.Population) error {
	scores, err := scoring.Score(read, d.scoring, d.messages, d.o.output.Verbose)
	if err != nil {
		return err
	}
	a, err := scoring.Assign(read, d.scheme, scores, d.messages)
	if err != nil {
		return err
	}
	d.assignments = append(d.assignments, a)
	_, err = d.o.scoring.Applied(scores, a, read, d.messages, d.o.output.Verbose)
	return err
}
