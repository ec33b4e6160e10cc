package scoring

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/segment"
)

// Fields that --previous adds to the customers.
const (
	fieldPrevious  = "previous_segment" // null for a customer who was not there
	fieldChangedOn = "changed_on"       // day of the run that first had the segment; null where not known
)

func previousFields() []arrow.Field {
	return []arrow.Field{
		{Name: fieldPrevious, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: fieldChangedOn, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	}
}

// schema is that of the customers with the fields of --previous behind, where it
// is given.
func (f *PreviousFlags) schema(customers *arrow.Schema) *arrow.Schema {
	if f.Path == "" {
		return customers
	}
	return arrow.NewSchema(append(customers.Fields(), previousFields()...), nil)
}

// check refuses what cannot be compared, and says what is worth knowing.
func (p *PreviousRun) check(c *rfm.Customers, scheme *Scheme, messages io.Writer) error {
	if p != nil && p.part {
		fmt.Fprintf(messages, "notice: %s is one file of a set: customers of the others count as new; for all: --previous %s\n", p.path, filepath.Dir(p.path))
	}
	switch {
	case p == nil:
		return nil
	case c.LastOrder == nil:
		return app.Usage("the input has no day for "+fieldChangedOn, "give it: --as-of 2024-12-31")
	case p.set != nil && p.set.AsOf > app.Day(c.AsOf):
		return app.Usage(fmt.Sprintf("%s is as of %s, after %s, the day of this run", p.path, p.set.AsOf, app.Day(c.AsOf)),
			"--previous takes an older run")
	case p.SHA256 == "":
		fmt.Fprintf(messages, "notice: there is no run before in %s: all customers count as new\n", p.path)
	case p.set != nil && p.set.Scheme.SHA256 != SumOfText(scheme.Source):
		fmt.Fprintf(messages, "notice: %s has segments of another scheme, or of another state of it (%s): a customer may have another segment without having changed\n", p.path, p.set.Scheme.Name)
	default:
		if foreign := p.foreign(scheme); foreign != nil {
			fmt.Fprintf(messages, "notice: %s has segments that scheme %s does not have: %s\n", p.path, scheme.Name, app.List(foreign))
		}
	}
	return nil
}

// foreign are the segments that a scheme does not have, in order of code.
func (p *PreviousRun) foreign(scheme *Scheme) []string {
	known := map[string]bool{"": true}
	for _, code := range scheme.Codes() {
		known[code] = true
	}
	var foreign []string
	for _, c := range p.customers {
		if !known[c.segment] {
			known[c.segment] = true
			foreign = append(foreign, c.segment)
		}
	}
	slices.Sort(foreign)
	return foreign
}

// record is the record of customers, all or a block of them, with the fields of the
// earlier run behind; the ids are not hidden yet. asOf is the day of this run. The
// caller releases it.
func (p *PreviousRun) record(rec arrow.Record, asOf arrow.Date32, hidden *population.Redactor) arrow.Record {
	if p == nil {
		rec.Retain()
		return rec
	}
	ids := rec.Column(rec.Schema().FieldIndices(rfm.FieldCustomerID)[0]).(*array.String)
	codes := rec.Column(rec.Schema().FieldIndices(segment.Field)[0]).(*array.String)
	if !p.idsHidden(ids, hidden) {
		hidden = nil
	}
	before := array.NewStringBuilder(memory.DefaultAllocator)
	defer before.Release()
	days := array.NewDate32Builder(memory.DefaultAllocator)
	defer days.Release()
	for i := range ids.Len() {
		c, was := p.customers[hidden.ID(ids.Value(i))]
		if was {
			p.found++
		}
		if c.segment != "" {
			before.Append(c.segment)
		} else {
			before.AppendNull()
		}
		switch {
		case !was || c.segment != codes.Value(i):
			days.Append(asOf)
		case c.hasChanged:
			days.Append(c.changed)
		default:
			days.AppendNull()
		}
	}
	columns := append(rec.Columns()[:rec.NumCols():rec.NumCols()], before.NewArray(), days.NewArray())
	defer columns[rec.NumCols()].Release()
	defer columns[rec.NumCols()+1].Release()
	return array.NewRecord(arrow.NewSchema(append(rec.Schema().Fields(), previousFields()...), nil), columns, rec.NumRows())
}

// printGone says how many customers of the earlier run were in no record.
func (p *PreviousRun) printGone(messages io.Writer) {
	if p == nil {
		return
	}
	switch gone := len(p.customers) - p.found; {
	case gone > 0 && p.found == 0:
		fmt.Fprintf(messages, "notice: none of the %s of %s is here: are their ids written, or hidden, in another way?\n", app.Counted(gone, "customer"), p.path)
	case gone > 0:
		fmt.Fprintf(messages, "notice: %s of %s gone: not here any more\n", app.Counted(gone, "customer"), p.path)
	}
}

// idsHidden reports whether the earlier run has hidden the ids by this key. A set
// says so; of a file the customers tell it, since no id is the hash of another.
func (p *PreviousRun) idsHidden(ids *array.String, hidden *population.Redactor) bool {
	if hidden == nil || p.set != nil {
		return hidden != nil && p.set.Redaction != nil
	}
	for i := range ids.Len() {
		if _, was := p.customers[hidden.ID(ids.Value(i))]; was {
			return true
		}
	}
	return false
}
