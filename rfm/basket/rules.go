package basket

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// Rule says that baskets with Item hold With, too. Every pair makes two rules.
type Rule struct {
	Group, Item, With string
	Figures
	P float64 // Figures.P
}

// RuleOptions say which rules are wanted. The zero value wants all.
type RuleOptions struct {
	// MinConfidence is the smallest share of the baskets with the item that hold
	// the other, too; nil for any. It is compared as it is, not as a float.
	MinConfidence *big.Rat
	// Keep tells whether a rule about these items is wanted; nil for all.
	Keep func(item, with string) bool
}

// Rules are rules in order: group by group, those first which bring the most
// baskets beyond chance (leverage times baskets), then by confidence, then by
// the items.
type Rules struct {
	counts *Counts
	rules  []rule
}

type rule struct {
	group      int
	item, with uint32 // ranks
	both       uint32
	p          float64
}

// Rules makes the rules.
func (c *Counts) Rules(o RuleOptions) *Rules {
	r := &Rules{counts: c}
	for number, g := range c.Groups {
		from := len(r.rules)
		least := g.leastBoth(o.MinConfidence)
		for _, pair := range g.pairs {
			for _, direction := range [][2]uint32{{pair.a, pair.b}, {pair.b, pair.a}} {
				item, with := direction[0], direction[1]
				if int64(pair.baskets) < least[item] || o.Keep != nil && !o.Keep(c.text(g, item), c.text(g, with)) {
					continue
				}
				r.rules = append(r.rules, rule{group: number, item: item, with: with, both: pair.baskets})
			}
		}
		c.sort(g, r.rules[from:])
	}
	r.test()
	return r
}

// leastBoth is, by rank, the smallest number of baskets with both that reaches a
// confidence.
func (g *Group) leastBoth(confidence *big.Rat) []int64 {
	least := make([]int64, g.Frequent)
	if confidence == nil {
		return least
	}
	var product, rest big.Int
	for rank, baskets := range g.ranking.baskets {
		product.Mul(confidence.Num(), big.NewInt(int64(baskets)))
		product.DivMod(&product, confidence.Denom(), &rest)
		least[rank] = product.Int64()
		if rest.Sign() > 0 {
			least[rank]++
		}
	}
	return least
}

func (c *Counts) text(g *Group, rank uint32) string { return c.items[g.ranking.numbers[rank]] }

// sort puts the rules of a group in order.
func (c *Counts) sort(g *Group, rules []rule) {
	slices.SortFunc(rules, func(x, y rule) int {
		return cmp.Or(cmp.Compare(g.figures(y).extra(), g.figures(x).extra()),
			compareRatios(y.both, g.ranking.baskets[y.item], x.both, g.ranking.baskets[x.item]),
			strings.Compare(c.text(g, x.item), c.text(g, y.item)), strings.Compare(c.text(g, x.with), c.text(g, y.with)))
	})
}

// compareRatios compares a/b with c/d.
func compareRatios(a, b, c, d uint32) int {
	return cmp.Compare(uint64(a)*uint64(d), uint64(c)*uint64(b))
}

func (g *Group) figures(r rule) Figures {
	return Figures{Baskets: g.Baskets, A: int64(g.ranking.baskets[r.item]), B: int64(g.ranking.baskets[r.with]), Both: int64(r.both)}
}

// test computes the p-values.
func (r *Rules) test() {
	const lot = 512
	lots := (len(r.rules) + lot - 1) / lot
	_ = parallel(r.counts.workers, lots, func(_, i int) error { // f returns none
		for k := i * lot; k < min((i+1)*lot, len(r.rules)); k++ {
			at := &r.rules[k]
			at.p = r.counts.Groups[at.group].figures(*at).P()
		}
		return nil
	})
}

// Len is the number of rules.
func (r *Rules) Len() int { return len(r.rules) }

// At is the i-th rule.
func (r *Rules) At(i int) Rule {
	at := r.rules[i]
	g := r.counts.Groups[at.group]
	return Rule{Group: g.Name, Item: r.counts.text(g, at.item), With: r.counts.text(g, at.with), Figures: g.figures(at), P: at.p}
}
