package value

import (
	"testing"
	"time"
)

func TestPatternsOfDates(t *testing.T) {
	for _, c := range []struct{ pattern, cell, want string }{
		{"DD.MM.YYYY", "03.04.2024", "2024-04-03"},
		{"%d.%m.%Y", "3.4.2024", "2024-04-03"},
		{"MM/DD/YY", "03/04/24", "2024-03-04"},
		{"%b %d, %Y %I:%M:%S %p", "Jan 3, 2024 8:34:00 AM", "2024-01-03"},
		{"YYYY-MM-DD HH:mm", "2024-01-03 08:34", "2024-01-03"},
		{"YYYYMMDD", "20240103", "2024-01-03"},
		{"", "14JUN09:17:58:34", "2009-06-14"},
		{"", "14JUN2009", "2009-06-14"},
		{"", "Jan 3, 2024 8:34:00 AM", "2024-01-03"},
	} {
		p, err := NewDayParser(NewCalendar(nil), c.pattern, time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if c.pattern == "" {
			forms, _ := p.Classify([]byte(c.cell))
			if forms == 0 {
				t.Errorf("%s is no date", c.cell)
				continue
			}
			p.Take(forms)
		}
		day, ok := p.Parse([]byte(c.cell))
		if !ok || day.FormattedString() != c.want {
			t.Errorf("%s %s: %s, %v, want %s", c.pattern, c.cell, day.FormattedString(), ok, c.want)
		}
	}
	for _, pattern := range []string{"dmyy-x", "DD.MM", "%d", "today", "%q.%m.%Y"} {
		if _, err := NewDayParser(NewCalendar(nil), pattern, time.Now()); err == nil {
			t.Errorf("%s is a pattern", pattern)
		}
	}
}
