package picture

import (
	"errors"
	"math/big"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/clv"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/io/report"
	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/pareto"
	"rfm/rfm/score"
	"rfm/segment"
)

// Facts are what an input comes to.
type Facts struct {
	Language report.Language
	Redactor *population.Redactor
	Read     *population.Population
	Scores   *score.Scores
	Ranking  *pareto.Ranking
	Earlier  *rfm.Customers // nil unless compared
	Outlook  *clv.Outlook   // nil unless asked for, or where no model fits
	// NoModel says why no model fits; "" where one does, or none was asked for.
	NoModel string

	scheme     *scoring.Scheme
	assignment *segment.Assignment // nil where the default scheme does not fit the scores
	summaries  []segment.Summary
	since      string // what is compared with
	moves      []segment.Move
	absent     int // the position of who is new or gone
	tracking   *clv.Tracking
}

// Customers are all customers.
func (f *Facts) Customers() *rfm.Customers { return f.Read.Customers }

// Revenue is what all customers brought.
func (f *Facts) Revenue() report.Decimal { return f.decimal(f.Ranking.Total()) }

// TopShare is the share of the revenue that the first part of the customers
// bring; nil where there are no shares.
func (f *Facts) TopShare(percent int64) *big.Rat {
	return f.Ranking.Share(f.Ranking.Top(big.NewRat(percent, 100)))
}

// Since names the earlier day or file; "" where nothing is compared.
func (f *Facts) Since() string { return f.since }

// SegmentOf is the label of a customer's segment; "" where there are none.
func (f *Facts) SegmentOf(customer int) string {
	if f.assignment == nil {
		return ""
	}
	return f.label(int(f.assignment.Position[customer]))
}

func (f *Facts) decimal(n decimal128.Num) report.Decimal {
	return report.Decimal(n.ToString(f.Customers().Scale))
}

// sum adds up what some customers brought. The error is rfm.ErrOverflow.
func (f *Facts) sum(customers []int) (decimal128.Num, error) {
	var sum decimal128.Num
	for _, i := range customers {
		var fits bool
		if sum, fits = decimal.Add(sum, f.Customers().Monetary[i]); !fits {
			return sum, rfm.ErrOverflow
		}
	}
	return sum, nil
}

// rational is an exact number as text, with so many decimals.
func rational(v *big.Rat, decimals int) report.Decimal {
	if v == nil {
		return ""
	}
	return report.Decimal(v.FloatString(decimals))
}

// share is an exact share as a number; 0 for nil.
func share(v *big.Rat) float64 {
	if v == nil {
		return 0
	}
	f, _ := v.Float64()
	return f
}

// median is that of all customers, exact, with one decimal more than the values.
func (f *Facts) median(d rfm.Dimension) report.Decimal {
	c := f.Customers()
	decimals := [...]int{1, 1, int(c.Scale) + 1}[d]
	return rational(score.Medians(c, d, make([]uint8, c.Len()), 1)[0], decimals)
}

// outlook asks the models. That none fits is no error.
func (f *Facts) outlook(flags *clv.OutlookFlags) (err error) {
	f.Outlook, err = flags.Outlook(f.Customers(), f.Read.Account)
	var e *app.Error
	if clv.NoModel(err) && errors.As(err, &e) {
		f.NoModel = e.Message
		return nil
	} else if err != nil {
		return err
	}
	f.tracking, err = flags.Track(f.Customers(), f.Read.Account)
	if clv.NoModel(err) || errors.Is(err, clv.ErrTooShort) {
		return nil
	}
	return err
}

func (f *Facts) label(position int) string {
	l := segment.English
	if f.Language == report.Chinese {
		l = segment.Chinese
	}
	if position >= len(f.scheme.Segments) {
		return segment.OthersSegment().Label.In(l)
	}
	return f.scheme.Segments[position].Label.In(l)
}

// groups are the segments, as the scheme has them; nil where there are none.
func (f *Facts) groups() []report.Group {
	if f.assignment == nil {
		return nil
	}
	l := segment.English
	if f.Language == report.Chinese {
		l = segment.Chinese
	}
	scale := int(f.Customers().Scale)
	var groups []report.Group
	for i, s := range f.summaries {
		groups = append(groups, report.Group{Code: s.Segment.Code, Label: f.label(i), Hue: hue(s.Segment.Code, i),
			Customers: s.Customers, Revenue: f.decimal(s.Monetary), Recency: rational(s.Medians[rfm.Recency], 1),
			Orders: rational(s.Medians[rfm.Frequency], 1), Monetary: rational(s.Medians[rfm.Monetary], scale+1), Advice: s.Segment.Advice.In(l)})
	}
	return groups
}

// hue gives the codes that most schemes use a colour that says what they are:
// blue is good, green is young, amber fades, red is at risk, grey is gone. Others
// have one by their place.
func hue(code string, place int) int {
	known := []string{"champions", "loyal", "potential_loyalists", "new_customers", "promising", "need_attention", "about_to_sleep", "at_risk", "cant_lose", "hibernating"}
	if i := slices.Index(known, code); i >= 0 {
		return i
	}
	switch code {
	case "lost", segment.Others:
		return 9
	case "recent_users", "new":
		return 3
	}
	return place % 10
}

// SchemeName is the name of the scheme of the segments.
func (f *Facts) SchemeName() string { return f.scheme.Name }

// FallenRevenue is what the customers brought who fell to a worse segment.
func (f *Facts) FallenRevenue() (sum float64) {
	for _, m := range f.moves {
		if m.To > m.From && m.To != f.absent {
			sum += m.New.ToFloat64(f.Customers().Scale)
		}
	}
	return sum
}

// OnceRevenue is what the customers brought who have ordered once.
func (f *Facts) OnceRevenue() (sum float64) {
	c := f.Customers()
	for i, n := range c.Orders {
		if n == 1 {
			sum += c.Monetary[i].ToFloat64(c.Scale)
		}
	}
	return sum
}
