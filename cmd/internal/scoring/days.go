package scoring

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/period"
)

// ReadDays lets a plan read what customers did on every day, where a rule, a
// condition or a column is a field that needs it; empty for none. An input of one row per customer is refused.
func ReadDays(p *population.Plan, field string) error {
	if field == "" {
		return nil
	}
	refuse := func(what string) error {
		return app.Usage(field+" needs transactions, not "+what, "give the file that it was made from")
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

// dayFields are the fields of period.FieldsSchema that --columns and --sort name.
func (f *Flags) dayFields() (names []string) {
	named := slices.Concat(f.Output.Columns, strings.Split(f.Output.Sort, ","))
	for _, field := range period.FieldsSchema(0).Fields() {
		if slices.Contains(named, field.Name) || slices.Contains(named, "-"+field.Name) {
			names = append(names, field.Name)
		}
	}
	return names
}

// dayFieldTypes are the fields of these names; scale is that of the amounts.
func dayFieldTypes(names []string, scale int32) (fields []arrow.Field) {
	schema := period.FieldsSchema(scale)
	for _, name := range names {
		fields = append(fields, schema.Field(schema.FieldIndices(name)[0]))
	}
	return fields
}

// withDayFields adds to a record of all customers what their order days tell. The
// caller releases the result.
func withDayFields(rec arrow.Record, names []string, c *rfm.Customers) (arrow.Record, error) {
	if len(names) == 0 {
		rec.Retain()
		return rec, nil
	}
	due, err := period.NewDue(c, period.DueOptions{
		Rhythm: period.NewRhythm(c.Days, c.AsOf), Bands: period.DefaultBands(), Window: period.DefaultWindow,
	})
	if err != nil {
		return nil, err
	}
	all := due.Fields(memory.DefaultAllocator)
	defer all.Release()
	columns := rec.Columns()[:rec.NumCols():rec.NumCols()]
	for _, name := range names {
		columns = append(columns, all.Column(all.Schema().FieldIndices(name)[0]))
	}
	fields := append(rec.Schema().Fields(), dayFieldTypes(names, c.Days.Scale)...)
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows()), nil
}
