package draw

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// Arm is what happens to a customer in a test.
type Arm uint8

// The arms of a panel.
const (
	Left    Arm = iota // not drawn
	Mailed             // drawn, and gets the mailing
	Control            // drawn, and gets none, to compare with
)

// String is the name that files have.
func (a Arm) String() string { return [...]string{"left", "mailed", "control"}[a] }

// Options say how large a panel is.
type Options struct {
	// Size is the number of customers to draw, the control arm included.
	Size int
	// Control is the share of the drawn that is not mailed, from 0 to below 1; nil
	// for none.
	Control *big.Rat
	Seed    string
}

// SizeError tells that there are fewer customers than are to be drawn.
type SizeError struct{ Size, Customers int }

func (e *SizeError) Error() string {
	return fmt.Sprintf("cannot draw %d of %d customers", e.Size, e.Customers)
}

// Panel draws customers. ids and groups are those of each customer, and so is
// the result. Every group has its share of the panel and every group its share
// of the control arm, each by the method of largest remainders: no group is off
// by a whole customer. Equal remainders go to the group whose name sorts first.
// Within a group, chance is the keyed hash of the id.
func Panel(ids, groups []string, o Options) ([]Arm, error) {
	switch {
	case o.Size < 1 || o.Size > len(ids):
		return nil, &SizeError{o.Size, len(ids)}
	case o.Control != nil && (o.Control.Sign() < 0 || o.Control.Cmp(big.NewRat(1, 1)) >= 0):
		return nil, fmt.Errorf("the control share %s is not from 0 to below 1", o.Control.RatString())
	}
	strata := strataOf(ids, groups, NewKey(ForPanel, o.Seed))
	sizes := make([]int, len(strata))
	for i, s := range strata {
		sizes[i] = len(s)
	}
	drawn := apportion(o.Size, sizes)
	controls := apportion(controlSize(o), drawn)
	arms := make([]Arm, len(ids))
	for g, s := range strata {
		for rank, c := range s[:drawn[g]] {
			if rank < controls[g] {
				arms[c.at] = Control
			} else {
				arms[c.at] = Mailed
			}
		}
	}
	return arms, nil
}

// controlSize is the size of the control arm: the nearest whole number, a half
// rounded up.
func controlSize(o Options) int {
	if o.Control == nil {
		return 0
	}
	twice := new(big.Rat).Mul(o.Control, big.NewRat(2*int64(o.Size), 1))
	twice.Add(twice, big.NewRat(1, 1))
	return int(new(big.Int).Div(twice.Num(), new(big.Int).Lsh(twice.Denom(), 1)).Int64())
}

// candidate is a customer in the order of chance.
type candidate struct {
	hash uint64
	at   int
}

// strataOf are the customers of each group in the order of chance, the groups in
// the order of their names.
func strataOf(ids, groups []string, key Key) [][]candidate {
	byName := map[string][]candidate{}
	for i, id := range ids {
		byName[groups[i]] = append(byName[groups[i]], candidate{key.Hash(id), i})
	}
	var strata [][]candidate
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		s := byName[name]
		slices.SortFunc(s, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.hash, b.hash), strings.Compare(ids[a.at], ids[b.at]))
		})
		strata = append(strata, s)
	}
	return strata
}

// apportion divides total over groups in proportion to their sizes, by the
// method of largest remainders. total is at most the sum of the sizes.
func apportion(total int, sizes []int) []int {
	sum := new(big.Int)
	for _, n := range sizes {
		sum.Add(sum, big.NewInt(int64(n)))
	}
	shares := make([]int, len(sizes))
	if sum.Sign() == 0 {
		return shares
	}
	rest := make([]*big.Int, len(sizes))
	order := make([]int, len(sizes))
	left := total
	for g, n := range sizes {
		product := new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(int64(n)))
		whole, r := product.QuoRem(product, sum, new(big.Int))
		shares[g], rest[g], order[g] = int(whole.Int64()), r, g
		left -= shares[g]
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	for _, g := range order[:left] {
		shares[g]++
	}
	return shares
}
