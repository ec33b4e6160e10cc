package campaign_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/segment/campaign"
	"rfm/segment/draw"
)

// rat reads an exact number.
func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// counted adds customers of whom some respond, each with the same amount in
// cents.
func counted(t *campaign.Tally, group string, arm draw.Arm, customers, responders, cents int64) {
	for i := range customers {
		amount := int64(0)
		if i < responders {
			amount = cents
		}
		t.Add(group, arm, i < responders, decimal128.FromI64(amount))
	}
}

// column is a column of the record of a reading, as text.
func column(t *testing.T, r interface {
	Record(memory.Allocator) (arrow.Record, error)
}, name string) []string {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	rec, err := r.Record(mem)
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Release()
	at := rec.Schema().FieldIndices(name)
	if at == nil {
		t.Fatalf("no column %s in %v", name, rec.Schema())
	}
	var values []string
	for i := range int(rec.NumRows()) {
		values = append(values, cell(rec.Column(at[0]), i))
	}
	return values
}

// cell is a value with all decimals of its column.
func cell(of arrow.Array, i int) string {
	if amounts, ok := of.(*array.Decimal128); ok && amounts.IsValid(i) {
		return amounts.Value(i).ToString(amounts.DataType().(*arrow.Decimal128Type).Scale)
	}
	return of.ValueStr(i)
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.10g, want %g", what, got, want)
	}
}

// Hughes, Strategic Database Marketing: pieces of 0.55 and 40 of profit per
// response break even at 1.375 %; a rate of 2.5 % has the index 81.8.
func TestBreakEvenIndex(t *testing.T) {
	var tally campaign.Tally
	counted(&tally, "a", draw.Mailed, 1000, 25, 0)
	counted(&tally, "b", draw.Mailed, 8000, 110, 0) // just breaks even
	r, err := tally.Read(&campaign.Terms{Cost: rat("0.55"), PerOrder: rat("40")}, campaign.BreakEven)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "break-even", r.BreakEven(), 0.01375, 0)
	equal(t, column(t, r, campaign.FieldIndex), "81.82", "0.00")
	equal(t, column(t, r, campaign.FieldChosen), "true", "false")
	equal(t, column(t, r, campaign.FieldProfit), "450.00", "0.00")
	equal(t, column(t, r, campaign.FieldReturn), "81.82", "0.00")
	if groups, least := r.Small(); groups != 0 || least != 291 { // 4 / 0.01375 = 290.9
		t.Errorf("%d groups have fewer than %d", groups, least)
	}
}

// Wheaton Group, "RFM cells: the plague on your house", part 2: 600,000 names,
// pieces of 0.50, orders of 75.00 that bring 32.50, overhead of 90,000. Mailing
// all brings nothing, the best cells 25,650, the best deciles of a model 66,150.
func TestWheatonPlans(t *testing.T) {
	terms := &campaign.Terms{Cost: rat("0.50"), PerOrder: rat("32.50"), Fixed: rat("90000")}
	for _, c := range []struct {
		plan               string
		mailed, responders int64
		rule               campaign.Rule
		profit             string
		share              float64 // of sales
	}{
		{"all", 420_000, 10_020, campaign.All, "0", 0},
		{"cells", 420_000, 10_020, campaign.BreakEven, "25650", 0.0341},
		{"model", 300_000, 9_420, campaign.BreakEven, "66150", 0.0936},
	} {
		tally := campaign.Tally{Scale: 2, Amounts: true}
		counted(&tally, "best", draw.Mailed, c.mailed, c.responders, 75_00)
		counted(&tally, "rest", draw.Mailed, 600_000-c.mailed, 12_000-c.responders, 75_00)
		r, err := tally.Read(terms, c.rule)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "break-even", r.BreakEven(), 0.015385, 5e-7)
		profit, ok := r.Chosen.Profit()
		if !ok || profit.Cmp(rat(c.profit)) != 0 {
			t.Errorf("%s: profit %v, want %s", c.plan, profit, c.profit)
		}
		share, _ := new(big.Rat).Quo(profit, r.Revenue(&r.Chosen)).Float64()
		near(t, c.plan+": profit on sales", share, c.share, 5e-5)
	}
}

// The margin makes the profit per response: 2 of 100 spent 30 each, half of it
// is left. A group that spends more than the others can pay below the common
// break-even rate.
func TestMarginUsesOrderValues(t *testing.T) {
	tally := campaign.Tally{Scale: 2, Amounts: true}
	counted(&tally, "cheap", draw.Mailed, 100, 4, 10_00)
	counted(&tally, "dear", draw.Mailed, 100, 2, 100_00)
	terms := &campaign.Terms{Cost: rat("0.6"), Margin: rat("0.5")}
	// 240.00 of 6 responders: 40.00 each, 20.00 profit, break-even 3 %.
	for _, c := range []struct {
		rule   campaign.Rule
		chosen []string
	}{
		{campaign.BreakEven, []string{"true", "false"}},
		{campaign.PerGroup, []string{"false", "true"}}, // break-even 12 % and 1.2 %
		{campaign.All, []string{"true", "true"}},
		{campaign.Lower, []string{"false", "false"}}, // 4 % − 1.64 · 1.96 % = 0.8 %
	} {
		r, err := tally.Read(terms, c.rule)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "break-even", r.BreakEven(), 0.03, 1e-15)
		equal(t, column(t, r, campaign.FieldChosen), c.chosen...)
		equal(t, column(t, r, campaign.FieldProfit), "-40.000", "40.000")
		equal(t, column(t, r, campaign.FieldProfitCum), "-40.000", "0.000") // the higher rate first
		equal(t, column(t, r, campaign.FieldMailedCum), "100", "200")
	}
}

func TestNobodyResponds(t *testing.T) {
	tally := campaign.Tally{Scale: 2, Amounts: true}
	counted(&tally, "a", draw.Mailed, 50, 0, 0)
	r, err := tally.Read(&campaign.Terms{Cost: rat("1"), Margin: rat("0.5")}, campaign.BreakEven)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, column(t, r, campaign.FieldChosen), "false")
	equal(t, column(t, r, campaign.FieldLift), "(null)")
	equal(t, column(t, r, campaign.FieldIndex), "(null)")
	equal(t, column(t, r, campaign.FieldProfit), "-50.000")
	equal(t, column(t, r, campaign.FieldResponseHigh), "7.1348") // z²/(n+z²)
}

func TestTermsAndRulesAreRefused(t *testing.T) {
	var tally campaign.Tally
	counted(&tally, "a", draw.Mailed, 1, 1, 0)
	for name, c := range map[string]struct {
		terms *campaign.Terms
		rule  campaign.Rule
	}{
		"no terms":            {nil, campaign.BreakEven},
		"no cost":             {&campaign.Terms{PerOrder: rat("1")}, campaign.All},
		"no profit":           {&campaign.Terms{Cost: rat("1")}, campaign.All},
		"two profits":         {&campaign.Terms{Cost: rat("1"), PerOrder: rat("1"), Margin: rat("1")}, campaign.All},
		"margin above 1":      {&campaign.Terms{Cost: rat("1"), Margin: rat("50")}, campaign.All},
		"fixed cost below 0":  {&campaign.Terms{Cost: rat("1"), PerOrder: rat("1"), Fixed: rat("-1")}, campaign.All},
		"per-group, no value": {&campaign.Terms{Cost: rat("1"), PerOrder: rat("1")}, campaign.PerGroup},
		"unknown rule":        {&campaign.Terms{Cost: rat("1"), PerOrder: rat("1")}, "best"},
	} {
		if _, err := tally.Read(c.terms, c.rule); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func equal(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}
