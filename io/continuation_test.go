package rfmio

import (
	"fmt"
	"math/rand/v2"
	"rfm/io/fault"
	"slices"
	"strings"
	"testing"
)

// TestContinuedOrders holds for rows in any order, over blocks, files and
// workers: a row without an amount continues its order, and is bad where no row
// of the order has an amount.
func TestContinuedOrders(t *testing.T) {
	var rows, want []string
	var continued, bare int64
	random := rand.New(rand.NewPCG(7, 8))
	for order := range 20_000 {
		amount := fmt.Sprintf("%d.00", order%90+1)
		lines := int64(1 + random.IntN(4))
		switch {
		case order%1000 == 999:
			amount, bare = "", bare+lines
		default:
			want = append(want, fmt.Sprintf("c%d 2024-01-01 %s #%d", order%50, amount, order))
			continued += lines - 1
		}
		for line := range lines {
			if line > 0 {
				amount = ""
			}
			rows = append(rows, fmt.Sprintf("c%d,2024-01-01,%s,#%d,a thing that was bought", order%50, amount, order))
		}
	}
	slices.Sort(want)
	const header = "customer_id,date,total,order_id,article\n"
	for _, shuffled := range []bool{false, true} {
		if shuffled {
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		half := len(rows)/2 + 1
		one := inFile(t, "one.csv", header+strings.Join(rows[:half], "\n"))
		two := inFile(t, "two.csv", header+strings.Join(rows[half:], "\n"))
		for _, workers := range []int{1, 3} {
			got, a, err := readLines(Options{Workers: workers, BadRows: BadRowPolicy{Skip: true}}, one, two)
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("shuffled %v, %d workers: %d rows, want %d; %v", shuffled, workers, len(got), len(want), err)
			}
			if a.Continued.Rows != continued || a.Bad.Rows != bare || a.Rows != int64(len(rows)) {
				t.Errorf("shuffled %v, %d workers: %d continued, %d bad; want %d, %d", shuffled, workers, a.Continued.Rows, a.Bad.Rows, continued, bare)
			}
		}
	}
}

// TestOneEmptyAmountContinuesNothing: where the first rows have none, an empty
// amount is a bad cell.
func TestOneEmptyAmountContinuesNothing(t *testing.T) {
	filler := strings.Repeat("a,2024-01-01,1,#1\n", 100_000)
	_, _, err := readLines(Options{}, inFile(t, "s.csv", "customer_id,date,amount,order_id\n"+filler+"a,2024-01-01,,#1\n"))
	if kindOfError(err) != fault.BadRows || !strings.Contains(err.Error(), ":100002:3: amount is empty") {
		t.Errorf("%v", err)
	}
}
