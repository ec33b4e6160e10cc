package campaign

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"rfm/rfm/decimal"
	"strings"
)

// PlanFormat names the format of a saved plan. A change that an older program
// would misread makes a new one.
const PlanFormat = "rfm campaign 1"

// Plan is what a test found, and whom to mail because of it.
type Plan struct {
	// GroupBy is the column that the groups are values of.
	GroupBy string
	// Cuts divide that column where it is one of numbers; nil where its values are
	// the groups.
	Cuts  Cuts
	Rule  Rule
	Terms Terms
	// Reading is that of the test.
	Reading *Reading
}

// planFile is a plan as it is saved. Amounts are decimals in text: no digit gets
// lost on the way through a float.
type planFile struct {
	Format     string      `json:"format"`
	GroupBy    string      `json:"group_by"`
	Cuts       []string    `json:"cuts,omitempty"`
	Rule       Rule        `json:"choose"`
	Cost       string      `json:"cost"`
	Margin     string      `json:"margin,omitempty"`
	PerOrder   string      `json:"profit_per_order,omitempty"`
	Fixed      string      `json:"fixed_cost,omitempty"`
	Amounts    bool        `json:"amounts"`
	Scale      int32       `json:"amount_decimals"`
	BreakEven  string      `json:"break_even_pct,omitempty"` // for people; computed anew from the groups
	Controlled bool        `json:"control_arm"`
	Groups     []planGroup `json:"groups"`
}

type planGroup struct {
	Group   string   `json:"group"`
	Chosen  bool     `json:"chosen"`
	Mailed  planArm  `json:"mailed"`
	Control *planArm `json:"control,omitempty"`
}

type planArm struct {
	Customers  int64  `json:"customers"`
	Responders int64  `json:"responders"`
	Revenue    string `json:"revenue,omitempty"`
	// Squares is the sum of the squared amounts, for standard errors.
	Squares string `json:"squares,omitempty"`
}

// NewPlan makes a plan of the reading of a test. cuts are nil where the values of
// the column are the groups. It is an error where the reading has no terms: there
// is nothing to project.
func NewPlan(groupBy string, cuts Cuts, r *Reading) (*Plan, error) {
	if r.Terms == nil {
		return nil, errors.New("a plan needs the cost of a piece and what a response brings")
	}
	return &Plan{GroupBy: groupBy, Cuts: cuts, Rule: r.Rule, Terms: *r.Terms, Reading: r}, nil
}

// MarshalJSON writes the plan. Equal plans give equal bytes.
func (p *Plan) MarshalJSON() ([]byte, error) {
	r := p.Reading
	f := planFile{Format: PlanFormat, GroupBy: p.GroupBy, Cuts: p.Cuts.texts(), Rule: p.Rule, Cost: decimalText(p.Terms.Cost), Margin: decimalText(p.Terms.Margin),
		PerOrder: decimalText(p.Terms.PerOrder), Fixed: decimalText(p.Terms.Fixed), Amounts: r.Amounts, Scale: r.Scale, Controlled: r.Controlled}
	if r.breakEven != nil {
		f.BreakEven = new(big.Rat).Mul(r.breakEven, big.NewRat(100, 1)).FloatString(4)
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		g := planGroup{Group: row.Group, Chosen: row.Chosen, Mailed: r.armText(&row.Mailed)}
		if row.Control.Customers > 0 {
			control := r.armText(&row.Control)
			g.Control = &control
		}
		f.Groups = append(f.Groups, g)
	}
	return json.Marshal(f)
}

func (r *Reading) armText(c *Counts) planArm {
	arm := planArm{Customers: c.Customers, Responders: c.Responders}
	if r.Amounts {
		arm.Revenue = r.tally.revenueOf(c).FloatString(int(r.Scale))
		arm.Squares = new(big.Rat).SetFrac(&c.squares, decimal.Pow10(2*r.Scale)).FloatString(int(2 * r.Scale))
	}
	return arm
}

// ParsePlan reads a plan that MarshalJSON wrote, perhaps changed by hand: a
// person may choose other groups. Unknown keys, another format and numbers that
// cannot be are errors.
func ParsePlan(text []byte) (*Plan, error) {
	var f planFile
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&f)
	switch _, after := decoder.Token(); {
	case f.Format != "" && f.Format != PlanFormat:
		return nil, fmt.Errorf("format %q is not %q", f.Format, PlanFormat)
	case err != nil:
		return nil, err
	case f.Format == "":
		return nil, errors.New("it names no format")
	case after != io.EOF:
		return nil, errors.New("more follows after its end")
	case f.Scale < 0 || f.Scale > maxScale:
		return nil, fmt.Errorf("amount_decimals %d is not from 0 to %d", f.Scale, maxScale)
	case f.GroupBy == "":
		return nil, errors.New("it names no column of groups")
	case len(f.Groups) == 0:
		return nil, errors.New("it has no groups")
	}
	terms, err := f.terms()
	if err != nil {
		return nil, err
	}
	tally, chosen, err := f.tally()
	if err != nil {
		return nil, err
	}
	r, err := tally.Read(terms, f.Rule)
	if err != nil {
		return nil, err
	}
	r.choose(chosen)
	cuts, err := parseCuts(f.Cuts)
	if err != nil {
		return nil, err
	}
	return NewPlan(f.GroupBy, cuts, r)
}

// terms reads the numbers of the terms.
func (f *planFile) terms() (*Terms, error) {
	var t Terms
	for _, number := range []struct {
		key, text string
		to        **big.Rat
	}{{"cost", f.Cost, &t.Cost}, {"margin", f.Margin, &t.Margin}, {"profit_per_order", f.PerOrder, &t.PerOrder}, {"fixed_cost", f.Fixed, &t.Fixed}} {
		if number.text == "" {
			continue
		}
		value, ok := plainNumber(number.text)
		if !ok {
			return nil, fmt.Errorf("%s %q is not a decimal number", number.key, number.text)
		}
		*number.to = value
	}
	return &t, t.Check()
}

// tally reads the counts of the groups, and which are chosen.
func (f *planFile) tally() (*Tally, map[string]bool, error) {
	t := &Tally{Scale: f.Scale, Amounts: f.Amounts}
	chosen := map[string]bool{}
	for _, g := range f.Groups {
		if _, twice := chosen[g.Group]; twice {
			return nil, nil, fmt.Errorf("group %q stands there twice", g.Group)
		}
		chosen[g.Group] = g.Chosen
		own := t.group(g.Group)
		if g.Mailed.Customers < 1 {
			return nil, nil, fmt.Errorf("group %q: nobody was mailed", g.Group)
		}
		if err := g.Mailed.read(&own.mailed, f.Scale); err != nil {
			return nil, nil, fmt.Errorf("group %q: %w", g.Group, err)
		}
		if g.Control != nil {
			if err := g.Control.read(&own.control, f.Scale); err != nil {
				return nil, nil, fmt.Errorf("group %q: %w", g.Group, err)
			}
		}
	}
	return t, chosen, nil
}

func (a *planArm) read(to *Counts, scale int32) error {
	if a.Customers > mostCustomers {
		return fmt.Errorf("%d customers are more than there are people", a.Customers)
	}
	if a.Responders < 0 || a.Responders > a.Customers {
		return fmt.Errorf("%d responders of %d customers", a.Responders, a.Customers)
	}
	to.Customers, to.Responders = a.Customers, a.Responders
	for _, sum := range []struct {
		text  string
		scale int32
		to    *big.Int
	}{{a.Revenue, scale, &to.revenue}, {a.Squares, 2 * scale, &to.squares}} {
		if sum.text == "" {
			continue
		}
		value, ok := plainNumber(sum.text)
		if ok {
			value.Mul(value, new(big.Rat).SetInt(decimal.Pow10(sum.scale)))
		}
		if !ok || !value.IsInt() {
			return fmt.Errorf("%q is not a decimal number of %d decimals", sum.text, sum.scale)
		}
		sum.to.Set(value.Num())
	}
	return nil
}

// choose takes the groups of a plan in place of those of the rule.
func (r *Reading) choose(chosen map[string]bool) {
	r.Chosen = Total{}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Chosen = chosen[row.Group]; row.Chosen {
			r.Chosen.add(&group{row.Mailed, row.Control})
		}
	}
	r.total(&r.Chosen, func(row *Row) bool { return row.Chosen })
}

// mostCustomers bounds a group of a plan, so that sums cannot overflow.
const mostCustomers = 1e10

// maxScale bounds the decimals of an amount.
const maxScale = 38

// plainNumber reads a plain decimal number.
func plainNumber(text string) (*big.Rat, bool) {
	if strings.Trim(text, "-.0123456789") != "" || len(text) > 100 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// decimalText writes an exact decimal; nil is "".
func decimalText(r *big.Rat) string {
	if r == nil {
		return ""
	}
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
}
