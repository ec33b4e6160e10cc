package clv

import (
	"math"
	"math/big"
	"os"
	"strings"
	"testing"
)

// A sample of the rows leads the search astray here: it goes to a flat ridge,
// while all rows have a maximum. The log-likelihood there, −99,425.0568, is from
// a sum in Python over exact daily amounts.
func TestSpendIsSearchedOverAllRowsWhereASampleMisleads(t *testing.T) {
	text, err := os.ReadFile(shared("cdnow/CDNOW_master.txt"))
	if err != nil {
		t.Skip(err)
	}
	days := map[string]map[string]*big.Rat{}
	for _, line := range strings.Split(string(text), "\n")[1:] {
		cells := strings.Fields(line)
		if len(cells) < 4 || cells[1] > "19970930" {
			continue
		}
		if days[cells[0]] == nil {
			days[cells[0]] = map[string]*big.Rat{}
		}
		amount, _ := new(big.Rat).SetString(cells[3])
		if sum := days[cells[0]][cells[1]]; sum != nil {
			sum.Add(sum, amount)
		} else {
			days[cells[0]][cells[1]] = amount
		}
	}
	var spends []Spend
	for _, of := range days {
		total := new(big.Rat)
		for _, amount := range of {
			total.Add(total, amount)
		}
		mean, _ := total.Quo(total, big.NewRat(int64(len(of)), 1)).Float64()
		spends = append(spends, Spend{X: len(of), Mean: mean, N: 1})
	}
	f := FitSpend(spends, Settings{})
	if f.Status != Converged || f.Customers != 23500 || f.Dropped != 70 {
		t.Fatalf("%v: %s; %d customers, %d dropped", f.Status, f.Reason, f.Customers, f.Dropped)
	}
	if math.Abs(f.LogLik+99425.0568) > 1e-3 {
		t.Errorf("log-likelihood %.6f", f.LogLik)
	}
	for i, want := range []float64{10.83, 3.267, 6.932} {
		if math.Abs(f.Values[i]/want-1) > 2e-4 {
			t.Errorf("%s = %.5g, want %g", f.Names[i], f.Values[i], want)
		}
	}
}
