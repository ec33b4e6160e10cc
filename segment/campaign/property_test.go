package campaign_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/segment/campaign"
	"rfm/segment/draw"
)

// randomTally adds customers of both arms to some groups, with amounts in cents
// times a factor.
func randomTally(seed uint64, factor int64) *campaign.Tally {
	random := rand.New(rand.NewPCG(seed, 9))
	t := &campaign.Tally{Scale: 2, Amounts: true}
	for range 400 {
		group := string(rune('a' + random.IntN(6)))
		arm := draw.Arm(random.IntN(3))
		responded, cents := random.IntN(4) == 0, int64(0)
		if responded {
			cents = 100 + random.Int64N(9000)
		}
		t.Add(group, arm, responded, decimal128.FromI64(cents*factor))
	}
	return t
}

func TestGroupsAddUpToTotals(t *testing.T) {
	terms := &campaign.Terms{Cost: rat("0.4"), Margin: rat("0.25"), Fixed: rat("7")}
	for seed := range uint64(20) {
		tally := randomTally(seed, 1)
		for _, rule := range campaign.Rules() {
			r, err := tally.Read(terms, rule)
			if err != nil {
				t.Fatal(err)
			}
			var all, chosen struct {
				mailed, responders int64
				profit             *big.Rat
			}
			all.profit, chosen.profit = rat("-7"), rat("-7")
			profits := column(t, r, campaign.FieldProfit)
			for i, row := range r.Rows {
				all.mailed += row.Mailed.Customers
				all.responders += row.Mailed.Responders
				all.profit.Add(all.profit, rat(profits[i]))
				if row.Chosen {
					chosen.mailed += row.Mailed.Customers
					chosen.profit.Add(chosen.profit, rat(profits[i]))
				}
			}
			profit, _ := r.All.Profit()
			best, _ := r.Chosen.Profit()
			if all.mailed != r.All.Mailed.Customers || all.responders != r.All.Mailed.Responders || all.profit.Cmp(profit) != 0 ||
				chosen.mailed != r.Chosen.Mailed.Customers || chosen.profit.Cmp(best) != 0 {
				t.Errorf("seed %d, %s: %+v and %+v, totals %+v and %+v", seed, rule, all, chosen, r.All, r.Chosen)
			}
		}
	}
}

// Cents or euros: the choice is the same, and money scales.
func TestScalingMoneyScalesMoney(t *testing.T) {
	for seed := range uint64(20) {
		small, err := randomTally(seed, 1).Read(&campaign.Terms{Cost: rat("0.4"), Margin: rat("0.25"), Fixed: rat("7")}, campaign.PerGroup)
		if err != nil {
			t.Fatal(err)
		}
		large, err := randomTally(seed, 1000).Read(&campaign.Terms{Cost: rat("400"), Margin: rat("0.25"), Fixed: rat("7000")}, campaign.PerGroup)
		if err != nil {
			t.Fatal(err)
		}
		for _, same := range []string{campaign.FieldChosen, campaign.FieldIndex, campaign.FieldBreakEven, campaign.FieldReturn, campaign.FieldUpliftLow} {
			equal(t, column(t, large, same), column(t, small, same)...)
		}
		was, _ := small.All.Profit()
		is, _ := large.All.Profit()
		if is.Cmp(new(big.Rat).Mul(was, rat("1000"))) != 0 {
			t.Errorf("seed %d: profit %v and a thousand times as much %v", seed, was, is)
		}
		one, _ := small.Effects()
		other, _ := large.Effects()
		near(t, "t", other.PerHead.T(), one.PerHead.T(), 1e-9)
	}
}
