package basket

import (
	"cmp"
	"slices"
	"strings"
)

// ranking numbers the items that are in enough baskets of a group anew, the most
// frequent first: then most pairs fall into a small part of the table.
type ranking struct {
	numbers []uint32 // of the items, by rank
	baskets []uint32 // that hold the item, by rank
	rankOf  []uint32 // by number; noItem for items that are too rare
}

func newRanking(items []string, counts []uint32, least uint32) *ranking {
	r := &ranking{rankOf: make([]uint32, len(items))}
	for number, count := range counts {
		if count >= least {
			r.numbers = append(r.numbers, uint32(number))
		}
		r.rankOf[number] = noItem
	}
	slices.SortFunc(r.numbers, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(items[a], items[b]))
	})
	for rank, number := range r.numbers {
		r.rankOf[number] = uint32(rank)
		r.baskets = append(r.baskets, counts[number])
	}
	return r
}

// recoder replaces item numbers by ranks. Each worker has one.
type recoder struct {
	*ranking
	large int // a basket of more items is large

	pairs      []uint64 // by rank: pairs with items of lower rank, repeated ones too
	largeOnes  int64    // large baskets
	largeItems []uint32 // by rank: the large baskets that hold it
	items      []uint32
	coded      []byte
}

func newRecoder(r *ranking, large int) *recoder {
	return &recoder{ranking: r, large: large, pairs: make([]uint64, len(r.numbers)), largeItems: make([]uint32, len(r.numbers))}
}

// recode returns the baskets of a section with ranks in place of numbers, and
// without those that are left with less than two items. It is valid until the
// next call.
func (r *recoder) recode(section []byte) []byte {
	r.coded = r.coded[:0]
	for len(section) > 0 {
		r.items, section = readBasket(section, r.items)
		large := len(r.items) > r.large
		ranks := r.items[:0]
		for _, number := range r.items {
			if rank := r.rankOf[number]; rank != noItem {
				ranks = append(ranks, rank)
			}
		}
		if large {
			r.largeOnes++
			for _, rank := range ranks {
				r.largeItems[rank]++
			}
		}
		if len(ranks) < 2 {
			continue
		}
		sortFew(ranks)
		for j, rank := range ranks {
			r.pairs[rank] += uint64(j)
		}
		r.coded = appendBasket(r.coded, ranks)
	}
	return r.coded
}

// merge adds what another worker has counted.
func (r *recoder) merge(other *recoder) {
	r.largeOnes += other.largeOnes
	for rank := range r.pairs {
		r.pairs[rank] += other.pairs[rank]
		r.largeItems[rank] += other.largeItems[rank]
	}
}
