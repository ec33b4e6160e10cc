package picture

import (
	"rfm/cmd/internal/app"
	"rfm/io/report"
)

// matrix has the numbers of flow.
func (f *Facts) matrix() (report.Chart, string, error) {
	chart, why, err := f.flow()
	if flow, is := chart.(report.Flow); is {
		return report.Matrix(flow), "", nil
	}
	return nil, why, err
}

// flow is who moved between segments, as rfm diff counts it.
func (f *Facts) flow() (report.Chart, string, error) {
	if f.since == "" {
		return nil, f.Language.Say("there is nothing to compare with: --moved-since DAY or OLD", "没有可比较的数据：--moved-since DAY 或 OLD"), nil
	}
	c := report.Flow{Old: f.since, New: f.Language.Say("now", "现在")}
	if f.Customers().LastOrder != nil {
		c.New = app.Day(f.Customers().AsOf)
	}
	others := false
	for _, m := range f.moves {
		others = others || m.From == f.absent-1 || m.To == f.absent-1
	}
	for i := range f.absent {
		if i == len(f.scheme.Segments) && !others {
			break
		}
		c.Groups, c.Codes = append(c.Groups, f.label(i)), append(c.Codes, f.scheme.Code(i))
	}
	place := func(position int) int {
		if position == f.absent {
			return -1
		}
		return position
	}
	for _, m := range f.moves {
		c.Moves = append(c.Moves, report.Move{From: place(m.From), To: place(m.To), Customers: m.Customers})
	}
	return c, "", nil
}
