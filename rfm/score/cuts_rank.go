package score

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

const (
	leadBits     = 14      // of a value, by which the first pass counts it
	narrowBits   = 12      // more of them in each pass after it
	gatherAtMost = 1 << 16 // so few values are kept and sorted
)

// rankFinder finds order statistics of values that are not in memory: they are
// added again and again, in any order, until next says that all is known. The
// first pass counts them by their leading bits, so that values of up to 14 bits
// are known at once; each pass after it looks closer at the stretches that the
// wanted ranks are in. Memory is a few megabytes for any number of values.
type rankFinder struct {
	n         int
	pages     [2 * leadPages]*[leadPage]int // how many values are in each bucket; nil for none
	stretches []*stretch                    // ascending; nil in the first pass
	counted   bool                          // the first pass is over
	found     map[int]decimal128.Num        // by rank, from 0
}

// The buckets of the first pass, each twice as wide from page to page, and as
// many for values below 0.
const (
	leadPage  = 1 << (leadBits - 1)
	leadPages = 128 - leadBits + 1
)

// stretch is 2^bits neighbouring values that hold some of the wanted ranks.
type stretch struct {
	low    decimal128.Num
	bits   int
	ranks  []wantedRank     // ascending
	counts []int            // by the leading bits of the distance from low; or
	values []decimal128.Num // the values themselves
}

// wantedRank is a rank among all values, and among those of a stretch.
type wantedRank struct{ rank, within int }

// add takes a value.
func (f *rankFinder) add(v decimal128.Num) {
	if !f.counted {
		page, at := leadBucket(v)
		if f.pages[page] == nil {
			f.pages[page] = new([leadPage]int)
		}
		f.pages[page][at]++
		f.n++
		return
	}
	from, to := 0, len(f.stretches)
	for from < to { // the last one that begins at v or before
		if middle := (from + to) / 2; v.Cmp(f.stretches[middle].low) < 0 {
			to = middle
		} else {
			from = middle + 1
		}
	}
	if from > 0 {
		f.stretches[from-1].add(v)
	}
}

// next ends a pass. The ranks wanted are asked for after the first, when the
// number of values is known. It returns false when all are found.
func (f *rankFinder) next(wanted func(n int) []int) bool {
	before := f.stretches
	f.stretches = nil
	if !f.counted {
		f.counted, f.found = true, map[int]decimal128.Num{}
		f.narrow(f.lead(), wantedRanks(wanted(f.n)))
		f.pages = [len(f.pages)]*[leadPage]int{}
	}
	for _, s := range before {
		if s.counts == nil {
			slices.SortFunc(s.values, decimal128.Num.Cmp)
			for _, r := range s.ranks {
				f.found[r.rank] = s.values[r.within]
			}
			continue
		}
		f.narrow(s.parts(), s.ranks)
	}
	return len(f.stretches) > 0
}

func wantedRanks(ranks []int) []wantedRank {
	slices.Sort(ranks)
	var all []wantedRank
	for _, r := range slices.Compact(ranks) {
		all = append(all, wantedRank{r, r})
	}
	return all
}

// narrow notes the parts of a stretch that hold wanted ranks. The parts come
// ascending, with the number of values in each.
func (f *rankFinder) narrow(parts iter.Seq2[stretch, int], ranks []wantedRank) {
	before := 0
	for part, count := range parts {
		for len(ranks) > 0 && ranks[0].within < before+count {
			part.ranks = append(part.ranks, wantedRank{ranks[0].rank, ranks[0].within - before})
			ranks = ranks[1:]
		}
		before += count
		switch {
		case part.ranks == nil:
		case part.bits == 0:
			for _, r := range part.ranks {
				f.found[r.rank] = part.low
			}
		case count <= gatherAtMost:
			part.values = make([]decimal128.Num, 0, count)
			f.stretches = append(f.stretches, &part)
		default:
			part.counts = make([]int, 1<<min(part.bits, narrowBits))
			f.stretches = append(f.stretches, &part)
		}
	}
}

// add takes a value that is not below low.
func (s *stretch) add(v decimal128.Num) {
	distance := v.Sub(s.low)
	if shiftedRight(distance, s.bits) != 0 {
		return
	}
	if s.counts == nil {
		s.values = append(s.values, v)
		return
	}
	s.counts[shiftedRight(distance, max(0, s.bits-narrowBits))]++
}

// parts are the parts that were counted.
func (s *stretch) parts() iter.Seq2[stretch, int] {
	return func(yield func(stretch, int) bool) {
		width := max(0, s.bits-narrowBits)
		for i, count := range s.counts {
			if count > 0 && !yield(stretch{low: s.low.Add(shiftedLeft(uint64(i), width)), bits: width}, count) {
				return
			}
		}
	}
}

// leadBucket is the bucket of a value in the first pass. A value that is not
// below 0 has the place 0, 1, 2, … up to 2^leadBits and from there on shares one
// with those of the same leading bits; the others mirror that.
func leadBucket(v decimal128.Num) (page, at int) {
	sign := uint64(v.HighBits() >> 63)
	high, low := uint64(v.HighBits())^sign, v.LowBits()^sign
	place := int(low)
	if high != 0 || low >= 1<<leadBits {
		shift := bits.Len64(low) - leadBits
		if high != 0 {
			shift = 64 + bits.Len64(high) - leadBits
		}
		place = shift*leadPage + int(shiftedRight(decimal128.New(int64(high), low), shift))
	}
	place ^= int(sign)
	return place>>(leadBits-1) + leadPages, place & (leadPage - 1)
}

// lead are the buckets of the first pass.
func (f *rankFinder) lead() iter.Seq2[stretch, int] {
	return func(yield func(stretch, int) bool) {
		for page, counts := range f.pages {
			if counts == nil {
				continue
			}
			for at, count := range counts {
				if count > 0 && !yield(leadStretch(page, at), count) {
					return
				}
			}
		}
	}
}

// leadStretch are the values of a bucket.
func leadStretch(page, at int) stretch {
	place := (page-leadPages)<<(leadBits-1) | at
	sign := place >> 63
	place ^= sign
	shift := max(0, place>>(leadBits-1)-1)
	lead := uint64(place - shift*leadPage)
	if sign == 0 {
		return stretch{low: shiftedLeft(lead, shift), bits: shift}
	}
	end := shiftedLeft(lead+1, shift) // of the mirrored ones, not included
	return stretch{low: end.Negate(), bits: shift}
}

// shiftedRight is the lower 64 bits of an unsigned n / 2^by. It tells whether
// anything is left where that needs no more.
func shiftedRight(n decimal128.Num, by int) uint64 {
	high, low := uint64(n.HighBits()), n.LowBits()
	if by >= 64 {
		return high >> (by - 64)
	}
	if high>>by != 0 {
		return ^uint64(0)
	}
	return low>>by | high<<(64-by)
}

// shiftedLeft is n · 2^by.
func shiftedLeft(n uint64, by int) decimal128.Num {
	if by >= 64 {
		return decimal128.New(int64(n<<(by-64)), 0)
	}
	return decimal128.New(int64(n>>(64-by)), n<<by)
}
