package population

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// KeepFlags are the flags of commands that carry columns of the input into the
// result.
type KeepFlags struct{ Columns []string }

// AddFlags adds the flags to those of a command.
func (f *KeepFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&f.Columns, "keep", nil, "`column,…` such as 'Name,Email' of the newest row of each customer to carry into\nthe result; of rows of one day the last one")
	app.NamesColumns(fs, "keep")
	app.Group(fs, app.GroupOutput, "keep")
}

// Kept are columns of the newest row of every customer; a nil one is for none.
type Kept struct {
	columns []string
	asOf    *arrow.Date32
	ordered bool // rows of one day are told apart by their place
	workers []*newestRows
}

// Load prepares a plan for carrying the columns; nil where there are none. schema
// is that of the result without them.
func (f *KeepFlags) Load(p *Plan, schema *arrow.Schema) (*Kept, error) {
	if len(f.Columns) == 0 {
		return nil, nil
	}
	switch {
	case p.Redactor != nil:
		return nil, app.Usagef("--redact hides who the customers are, --keep tells it: choose")
	case p.Known:
		return nil, app.Usage("--keep takes columns of transactions; the input is one row per customer", "to join further columns: --attributes FILE")
	}
	for i, name := range f.Columns {
		if slices.Contains(f.Columns[:i], name) {
			return nil, app.Usagef("--keep names %q twice", name)
		}
		if schema.HasField(name) {
			return nil, app.Usagef("--keep %s: the result has a column of this name", name)
		}
	}
	k := &Kept{columns: f.Columns, asOf: p.Settings.AsOf, ordered: !p.input.dedupe}
	fields := p.Reading.Schema.Fields()
	named := map[string]rfmio.NamedColumn{}
	for field, column := range p.Reading.Named {
		named[field] = column
	}
	for _, name := range f.Columns {
		field := keptPrefix + name
		named[field] = rfmio.NamedColumn{Column: name, Flag: "--keep"}
		fields = append(fields, arrow.Field{Name: field, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	fields = append(fields, arrow.Field{Name: rfmio.FieldPosition, Type: rfm.Money(0)})
	p.Reading.Schema, p.Reading.Named = arrow.NewSchema(fields, nil), named
	before := p.Tap
	p.Tap = func(next Sink) Sink {
		if before != nil {
			next = before(next)
		}
		w := &newestRows{kept: k, of: map[string]*newestRow{}}
		k.workers = append(k.workers, w)
		return func(rec arrow.Record) error {
			if err := w.add(rec); err != nil {
				return err
			}
			return next(rec)
		}
	}
	return k, nil
}

// keptPrefix keeps the names of the columns from those of fields that readers find
// by themselves.
const keptPrefix = "kept:"

// newestRows are the newest rows that one worker has seen.
type newestRows struct {
	kept *Kept
	of   map[string]*newestRow
}

// newestRow is the newest row of a customer.
type newestRow struct {
	day   arrow.Date32
	place decimal128.Num
	cells []string
}

// before tells whether a row is older than another: by its day, then by its place in
// the input. Of equal rows of which one was dropped it is open which one; there the
// cells decide.
func (r newestRow) before(day arrow.Date32, place decimal128.Num, cells []string) bool {
	switch {
	case r.day != day:
		return r.day < day
	case r.place != place:
		return r.place.Less(place)
	}
	return slices.Compare(r.cells, cells) < 0
}

// add looks at the rows of a record.
func (w *newestRows) add(rec arrow.Record) error {
	column := func(field string) arrow.Array { return rec.Column(rec.Schema().FieldIndices(field)[0]) }
	ids := column(rfm.FieldCustomer).(*array.String)
	days := column(rfm.FieldDate).(*array.Date32)
	places := column(rfmio.FieldPosition).(*array.Decimal128)
	var cells []*array.String
	for _, name := range w.kept.columns {
		cells = append(cells, column(keptPrefix+name).(*array.String))
	}
	values := make([]string, len(cells))
	for row := range ids.Len() {
		day, place := days.Value(row), places.Value(row)
		if ids.IsNull(row) || days.IsNull(row) || w.kept.asOf != nil && day > *w.kept.asOf {
			continue
		}
		if !w.kept.ordered {
			place = decimal128.Num{}
		}
		known, there := w.of[ids.Value(row)]
		if there && (day < known.day || day == known.day && place.Less(known.place)) {
			continue
		}
		for i, c := range cells {
			if values[i] = ""; c.IsValid(row) {
				values[i] = c.Value(row)
			}
		}
		switch {
		case !there:
			w.of[strings.Clone(ids.Value(row))] = &newestRow{day, place, cloned(values)}
		case known.before(day, place, values): // the key stays: that of the record is gone soon
			*known = newestRow{day, place, cloned(values)}
		}
	}
	return nil
}

// cloned are texts that stay when the record is gone.
func cloned(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = strings.Clone(text)
	}
	return out
}

// newest joins what the workers have seen.
func (k *Kept) newest() map[string]*newestRow {
	all := k.workers[0].of
	for _, w := range k.workers[1:] {
		for id, r := range w.of {
			if known, there := all[id]; !there || known.before(r.day, r.place, r.cells) {
				all[id] = r
			}
		}
	}
	k.workers = k.workers[:1]
	return all
}

// Extend is a schema with the columns behind, as Record has them.
func (k *Kept) Extend(schema *arrow.Schema) *arrow.Schema {
	if k == nil {
		return schema
	}
	return arrow.NewSchema(append(schema.Fields(), k.fields()...), nil)
}

func (k *Kept) fields() (fields []arrow.Field) {
	for _, name := range k.columns {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	return fields
}

// Record is a record of one row per customer with the columns behind. The caller
// releases it.
func (k *Kept) Record(rec arrow.Record) arrow.Record {
	if k == nil {
		rec.Retain()
		return rec
	}
	newest := k.newest()
	ids := rec.Column(rec.Schema().FieldIndices(rfm.FieldCustomerID)[0]).(*array.String)
	columns := slices.Clone(rec.Columns())
	for at := range k.columns {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for i := range ids.Len() {
			if newest := newest[ids.Value(i)]; newest == nil || newest.cells[at] == "" {
				b.AppendNull()
			} else {
				b.Append(newest.cells[at])
			}
		}
		column := b.NewArray()
		b.Release()
		defer column.Release()
		columns = append(columns, column)
	}
	return array.NewRecord(k.Extend(rec.Schema()), columns, rec.NumRows())
}
