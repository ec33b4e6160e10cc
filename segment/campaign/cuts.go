package campaign

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Cuts divide a column of numbers into groups, the lowest values first. Equal
// values are in one group, so a group may be empty.
type Cuts []*big.Rat

// NewCuts divides values into n groups of about equal size: the cuts are the
// quantiles at 1/n … (n−1)/n, of type 7 (Hyndman and Fan 1996), and exact.
func NewCuts(values []*big.Rat, n int) Cuts {
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, (*big.Rat).Cmp)
	cuts := make(Cuts, 0, n-1)
	for k := 1; k < n && len(sorted) > 0; k++ {
		at := (len(sorted) - 1) * k
		low, rest := sorted[at/n], at%n
		cut := new(big.Rat).Set(low)
		if rest > 0 {
			step := new(big.Rat).Sub(sorted[at/n+1], low)
			cut.Add(cut, step.Mul(step, big.NewRat(int64(rest), int64(n))))
		}
		cuts = append(cuts, cut)
	}
	return cuts
}

// Group is the number of the group of a value, from 1, with as many digits as the
// highest has: "07" of 10. A value equal to a cut is below it.
func (c Cuts) Group(value *big.Rat) string {
	at, _ := slices.BinarySearchFunc(c, value, (*big.Rat).Cmp)
	return fmt.Sprintf("%0*d", len(fmt.Sprint(len(c)+1)), at+1)
}

// texts are the cuts as fractions or whole numbers; parseCuts reads them.
func (c Cuts) texts() (all []string) {
	for _, cut := range c {
		all = append(all, cut.RatString())
	}
	return all
}

func parseCuts(texts []string) (Cuts, error) {
	if len(texts) > maxCuts {
		return nil, fmt.Errorf("%d cuts are too many", len(texts))
	}
	var cuts Cuts
	for _, text := range texts {
		cut, ok := new(big.Rat), len(text) <= 200 && strings.Trim(text, "-./0123456789") == ""
		if ok {
			cut, ok = cut.SetString(text)
		}
		if !ok {
			return nil, fmt.Errorf("cut %q is not a number", text)
		}
		if n := len(cuts); n > 0 && cuts[n-1].Cmp(cut) > 0 {
			return nil, errors.New("the cuts do not ascend")
		}
		cuts = append(cuts, cut)
	}
	return cuts, nil
}

// maxCuts bounds the groups of a plan.
const maxCuts = 999
