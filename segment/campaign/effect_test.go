package campaign_test

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/segment/campaign"
	"rfm/segment/draw"
)

// segmentCounts are Hillstrom's men's e-mail and the customers without one by
// history segment: mailed, visits, control, visits.
func segmentCounts() [][4]int64 {
	return [][4]int64{{7724, 1185, 7612, 646}, {4691, 751, 4836, 440}, {4090, 862, 4044, 511}, {2097, 502, 2124, 319},
		{1597, 333, 1652, 181}, {644, 139, 622, 96}, {464, 122, 416, 69}}
}

// The expected figures are computed in Python from the counts.
func TestUpliftBySegment(t *testing.T) {
	var tally campaign.Tally
	for i, c := range segmentCounts() {
		name := string(rune('1' + i))
		counted(&tally, name, draw.Mailed, c[0], c[1], 0)
		counted(&tally, name, draw.Control, c[2], c[3], 0)
	}
	r, err := tally.Read(nil, campaign.All)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, column(t, r, campaign.FieldUplift), "6.8552", "6.9110", "8.4398", "8.9201", "9.8952", "6.1498", "9.7066")
	equal(t, column(t, r, campaign.FieldUpliftLow), "5.8364", "5.5850", "6.8239", "6.5444", "7.3975", "1.8887", "4.3381")
	e, ok := r.Effects()
	if !ok {
		t.Fatal("no effects")
	}
	near(t, "stratified uplift", e.Uplift.Value, 0.07644375972, 1e-11)
	near(t, "its standard error", e.Uplift.SE, 0.00337433494, 1e-11)
	near(t, "pooled uplift", e.Pooled.Value, 0.07658956365, 1e-11)
	near(t, "Q", e.Heterogeneity.Q, 9.533693036, 1e-8)
	near(t, "p", e.Heterogeneity.P, 0.1457129304, 1e-9) // exp(−Q/2)·(1 + Q/2 + (Q/2)²/2)
	if e.Groups != 7 || e.Gaining != 7 || e.Heterogeneity.DF != 6 || e.PerHead != nil {
		t.Errorf("%+v", e)
	}
}

// More of the group that responds anyway is in the mailed arm: the pooled rates
// show a gain where every group loses.
func TestStratifiedUpliftIsNotPooled(t *testing.T) {
	var tally campaign.Tally
	counted(&tally, "often", draw.Mailed, 900, 180, 0)  // 20 %
	counted(&tally, "often", draw.Control, 100, 22, 0)  // 22 %
	counted(&tally, "seldom", draw.Mailed, 100, 1, 0)   // 1 %
	counted(&tally, "seldom", draw.Control, 900, 27, 0) // 3 %
	r, err := tally.Read(nil, campaign.All)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := r.Effects()
	near(t, "stratified", e.Uplift.Value, -0.02, 1e-12)
	near(t, "pooled", e.Pooled.Value, 0.132, 1e-12)
}

func TestBalancedArmsMakeStratifiedEqualPooled(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		tally := campaign.Tally{Scale: 2, Amounts: true}
		for g := range 5 {
			n := int64(20 + random.IntN(100))
			name := string(rune('a' + g))
			counted(&tally, name, draw.Mailed, 2*n, random.Int64N(2*n), 5_00)
			counted(&tally, name, draw.Control, n, random.Int64N(n), 3_00)
		}
		r, err := tally.Read(nil, campaign.All)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := r.Effects()
		near(t, "stratified", e.Uplift.Value, e.Pooled.Value, 1e-12)
		near(t, "per head", e.PerHead.Value, e.Spent.Mailed-e.Spent.Control, 1e-12)
	}
}

// With a control arm a group is chosen for what the mailing adds: the one that
// responds most gains least.
func TestControlArmChoosesByUplift(t *testing.T) {
	tally := campaign.Tally{Scale: 0, Amounts: true}
	counted(&tally, "loyal", draw.Mailed, 1000, 200, 10)
	counted(&tally, "loyal", draw.Control, 500, 99, 10) // 19.8 %
	counted(&tally, "quiet", draw.Mailed, 1000, 60, 10)
	counted(&tally, "quiet", draw.Control, 500, 5, 10) // 1 %
	r, err := tally.Read(&campaign.Terms{Cost: rat("0.2"), Margin: rat("0.5")}, campaign.BreakEven)
	if err != nil {
		t.Fatal(err)
	}
	// Break-even 0.2 / (0.5·10) = 4 %; gains 0.2 and 5 points.
	equal(t, column(t, r, campaign.FieldChosen), "false", "true")
	equal(t, column(t, r, campaign.FieldIndex), "-95.00", "25.00")
	equal(t, column(t, r, campaign.FieldProfit), "800.0", "100.0")
	equal(t, column(t, r, campaign.FieldIncRevenue), "20", "500")
	equal(t, column(t, r, campaign.FieldIncProfit), "-190.0", "50.0")
	equal(t, column(t, r, campaign.FieldPerHeadUplift), "0.0200", "0.5000")
	if gain, ok := r.Chosen.Incremental(); !ok || gain.Cmp(rat("50")) != 0 {
		t.Errorf("the chosen add %v", gain)
	}
}

func TestGroupsWithOneArmOnly(t *testing.T) {
	var tally campaign.Tally
	counted(&tally, "a", draw.Mailed, 10, 0, 0)
	counted(&tally, "a", draw.Control, 10, 0, 0)
	counted(&tally, "b", draw.Mailed, 10, 4, 0)
	counted(&tally, "b", draw.Control, 10, 1, 0)
	counted(&tally, "mailed only", draw.Mailed, 5, 1, 0)
	counted(&tally, "control only", draw.Control, 7, 1, 0)
	r, err := tally.Read(nil, campaign.All)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, column(t, r, campaign.FieldGroup), "a", "b", "mailed only")
	equal(t, column(t, r, campaign.FieldUplift), "0.0000", "30.0000", "(null)")
	if r.Unmailed != 7 {
		t.Errorf("%d customers are in groups that were not mailed, want 7", r.Unmailed)
	}
	e, _ := r.Effects()
	near(t, "stratified", e.Uplift.Value, 0.15, 1e-12)
	// Variances: a, with half a responder more, 2·(.5/11·10.5/11/11); b .4·.6/10 + .1·.9/10.
	near(t, "Q", e.Heterogeneity.Q, 2.20109145, 1e-8)
}

// Hillstrom's test of two e-mails, 64,000 customers, all of the figures
// published or computed by DuckDB: skipped where the file is not there.
func TestHillstrom(t *testing.T) {
	file, err := os.Open("../../../shared/data/hillstrom/hillstrom.csv")
	if err != nil {
		t.Skip("the file is not here")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		email                                 string
		response, perHead                     string
		uplift, spent, value, t, low, high, v float64
	}{
		{"Mens E-Mail", "1.2531", "1.422617", 0.00680501, 1.422617, 0.769827, 5.3001, 0.4851, 1.0545, 0.076589564},
		{"Womens E-Mail", "0.8837", "1.077202", 0.00311106, 1.077202, 0.424412, 3.2564, 0.1690, 0.6799, 0.045233107},
	} {
		bought, visited := campaign.Tally{Scale: 2, Amounts: true}, campaign.Tally{}
		for _, row := range rows[1:] {
			arm := map[string]draw.Arm{c.email: draw.Mailed, "No E-Mail": draw.Control}[row[8]]
			spend, err := decimal128.FromString(row[11], 38, 2)
			if err != nil {
				t.Fatal(err)
			}
			bought.Add("all", arm, row[10] == "1", spend)
			visited.Add("all", arm, row[9] == "1", decimal128.Num{})
		}
		r, err := bought.Read(nil, campaign.All)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, column(t, r, campaign.FieldResponse), c.response)
		equal(t, column(t, r, campaign.FieldPerHead), c.perHead)
		e, _ := r.Effects()
		near(t, "uplift", e.Uplift.Value, c.uplift, 5e-8)
		near(t, "spent per head", e.Spent.Mailed, c.spent, 5e-7)
		near(t, "uplift per head", e.PerHead.Value, c.value, 5e-7)
		near(t, "t", e.PerHead.T(), c.t, 5e-5)
		near(t, "low", e.PerHead.Low(), c.low, 5e-5)
		near(t, "high", e.PerHead.High(), c.high, 5e-5)
		v, err := visited.Read(nil, campaign.All)
		if err != nil {
			t.Fatal(err)
		}
		visits, _ := v.Effects()
		near(t, "visits", visits.Uplift.Value, c.v, 5e-9)
		if c.email == "Mens E-Mail" {
			equal(t, column(t, r, campaign.FieldRevenue), "30311.69")
			if got := strings.Join(column(t, r, campaign.FieldControl), ""); got != "21306" {
				t.Errorf("%s controls", got)
			}
		}
	}
}
