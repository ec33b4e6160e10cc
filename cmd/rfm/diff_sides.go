package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// diffSides reads the two populations that diff compares.
type diffSides struct {
	o       *diffOptions
	s       *streams
	scoring score.Options
	scheme  *schemeChoice
	words   io.Writer

	assignments []*segment.Assignment // OLD and NEW
}

// readFiles reads OLD and NEW from two files.
func (d *diffSides) readFiles(ctx context.Context, paths []string) error {
	var days [2]arrow.Date32
	for i, path := range paths {
		plan, err := d.o.population.plan(d.s, []string{path}, false)
		if err != nil {
			return err
		}
		read, err := d.o.population.read(ctx, d.s, []string{path}, plan, unheard, d.words, d.o.output.verbose)
		if err != nil {
			return err
		}
		if err := d.add(read); err != nil {
			return err
		}
		if read.customers.LastOrder != nil {
			days[i] = read.customers.AsOf
		}
	}
	if days[0] > days[1] && days[1] != 0 {
		return &usageError{fmt.Sprintf("%s is as of %s, after %s (%s)", paths[0], dayText(days[0]), paths[1], dayText(days[1])),
			[]string{"the older one comes first: rfm diff OLD NEW"}}
	}
	return nil
}

// readAt reads the transactions once, for the populations of two days.
func (d *diffSides) readAt(ctx context.Context, paths []string) error {
	plan, err := d.o.population.plan(d.s, paths, false)
	if err != nil {
		return err
	}
	days, err := d.days()
	if err != nil {
		return err
	}
	plan.recognize = refuseScores
	plan.settings.AsOf = days[1]
	plan.settings.Memory = (plan.settings.Memory + 1) / 2 // for each of the two; 0 is no limit
	earlier := plan.settings
	earlier.AsOf = days[0]
	plan.earlier = &earlier
	read, err := d.o.population.read(ctx, d.s, paths, plan, unheard, d.words, d.o.output.verbose)
	if err != nil {
		return err
	}
	old := read.earlier
	if old.customers.AsOf >= read.customers.AsOf {
		return usagef("--at %s --at %s: the first day is not before the second (%s)", d.o.at[0], d.o.at[1], dayText(read.customers.AsOf))
	}
	if err := d.add(old); err != nil {
		return err
	}
	return d.add(read)
}

// days are those of --at; the second is nil for the last day in the data.
func (d *diffSides) days() (days [2]*arrow.Date32, err error) {
	zone, err := d.o.population.input.location()
	if err != nil {
		return days, err
	}
	now := time.Now().In(zone)
	for i, text := range d.o.at {
		if days[i], err = parseAsOf("at", text, now); err != nil {
			return days, err
		}
	}
	switch {
	case days[0] == nil:
		return days, usagef("--at data is for NEW: the first --at needs a day")
	case days[1] != nil && *days[0] >= *days[1]:
		return days, usagef("--at %s --at %s: the first day is not before the second", d.o.at[0], d.o.at[1])
	}
	return days, nil
}

// refuseScores refuses scored customers where transactions are needed.
func refuseScores(file string, columns []string) (*arrow.Schema, error) {
	if schema, missing := rfm.ScoredSchema(columns); schema != nil || missing != nil {
		return nil, &usageError{file + " holds scored customers: --at needs transactions", []string{"two scored files: rfm diff OLD NEW"}}
	}
	return nil, nil
}

// add scores a population and gives it segments.
func (d *diffSides) add(read *population) error {
	scores, err := read.score(d.scoring, d.words, d.o.output.verbose)
	if err != nil {
		return err
	}
	a, err := read.assign(d.scheme, scores, d.words)
	if err != nil {
		return err
	}
	d.assignments = append(d.assignments, a)
	_, err = d.o.scoring.applied(scores, a, read, d.words, d.o.output.verbose)
	return err
}
