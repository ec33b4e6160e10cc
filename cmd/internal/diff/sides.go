package diff

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/rfm"
)

// readFiles reads OLD and NEW from two files.
func (j *job) readFiles(ctx context.Context) error {
	var days [2]arrow.Date32
	paths := j.Input.Paths
	for i, path := range paths {
		side := j.Job
		files, err := scoring.FilesOf(path)
		if err != nil {
			return err
		}
		side.Input = j.Input.Of(files...)
		if err := app.Steps(ctx, side.Read, side.Score, side.Assign); err != nil {
			return err
		}
		j.old, j.new = j.new, side.Assignment
		if c := side.Population.Customers; c.LastOrder != nil {
			days[i] = c.AsOf
		}
	}
	if days[0] > days[1] && days[1] != 0 {
		return app.Usage(fmt.Sprintf("%s is as of %s, after %s (%s)", paths[0], app.Day(days[0]), paths[1], app.Day(days[1])),
			"the older one comes first: rfm diff OLD NEW")
	}
	return nil
}

// readDays reads the transactions once, for the populations of two days.
func (j *job) readDays(ctx context.Context) error {
	j.Input.Reading.Recognize = refuseScores
	settings := &j.Input.Settings
	settings.AsOf = j.days[1]
	settings.Memory = (settings.Memory + 1) / 2 // for each of the two; 0 is no limit
	j.Input.Reading.Future = settings.AsOf != nil
	earlier := *settings
	earlier.AsOf = j.days[0]
	j.Input.Earlier = &earlier
	if err := j.Read(ctx); err != nil {
		return err
	}
	old := j.Job
	old.Population = j.Population.Earlier
	if asOf := j.Population.Customers.AsOf; old.Population.Customers.AsOf >= asOf {
		return app.Usagef("--at %s --at %s: the first day is not before the second (%s)", j.options.at[0], j.options.at[1], app.Day(asOf))
	}
	err := app.Steps(ctx, old.Score, old.Assign, j.Score, j.Assign)
	j.old, j.new = old.Assignment, j.Assignment
	return err
}

// days are those of --at, if it is given; the second is nil for the last day in
// the data.
func (o *options) days(now time.Time) (days [2]*arrow.Date32, err error) {
	if len(o.at) == 0 {
		return days, nil
	}
	zone, err := o.Population.Input.Location()
	if err != nil {
		return days, err
	}
	now = now.In(zone)
	for i, text := range o.at {
		if days[i], err = population.ParseAsOf("at", text, now); err != nil {
			return days, err
		}
	}
	switch {
	case days[0] == nil:
		return days, app.Usagef("--at data is for NEW: the first --at needs a day")
	case days[1] != nil && *days[0] >= *days[1]:
		return days, app.Usagef("--at %s --at %s: the first day is not before the second", o.at[0], o.at[1])
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
