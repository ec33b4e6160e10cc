package basket

import "slices"

// findWidespread names the items in more than half of the large baskets, where
// there are enough of these, and of items, to tell.
func (g *Group) findWidespread(r *recoder, items []string) {
	const enough, someItems = 30, 20
	if r.largeOnes < enough || g.Frequent < someItems {
		return
	}
	for rank, n := range r.largeItems {
		if 2*int64(n) > r.largeOnes {
			g.Widespread = append(g.Widespread, items[g.ranking.numbers[rank]])
		}
	}
	slices.Sort(g.Widespread)
}
