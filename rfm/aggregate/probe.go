package aggregate

// batchSize is the number of rows that are looked up together: enough for their
// cache misses to overlap, few enough that the lines fetched are still in the
// nearest cache when they are updated.
const batchSize = 512

// partitions are the customers of a population, or of the rows that one aggregator
// has added, by the first bits of the hashes of their ids. In partitions of half a
// megabyte or so, joining those of several aggregators stays within the cache.
type partitions [partitionCount]partition

const (
	partitionBits  = 6
	partitionCount = 1 << partitionBits
)

// probe is the scratch memory in which the groups of a batch are found.
type probe struct {
	keys    [batchSize]idKey
	numbers [batchSize]uint32
	groups  [batchSize]*group // nil for a customer without a group
	touched idKey             // a sum without meaning, so that the groups must be read
}

// find finds the group that each of the first n keys probably belongs to; the caller
// compares the ids. First all slots are read, then all candidates are found, then all
// groups are read: short loops for what must come from memory, so that the processor
// waits for many rows at once.
func (p *probe) find(all *partitions, n int) {
	keys := p.keys[:n]
	for i, k := range keys {
		entry := uint32(0)
		if t := &all[k.partition()].table; t.count > 0 {
			entry = t.index[t.slot(k)]
		}
		p.numbers[i] = entry
	}
	for i, k := range keys {
		t, entry := &all[k.partition()].table, p.numbers[i]
		mask := uint32(len(t.index) - 1)
		for slot := t.slot(k); entry != 0 && entry != t.entry(k, entry&mask-1); entry = t.index[slot] {
			slot = (slot + 1) & mask
		}
		p.numbers[i] = entry&mask - 1 // 0 wraps to unknown
	}
	for i, k := range keys {
		p.groups[i] = nil
		if number := p.numbers[i]; number != unknown {
			g := all[k.partition()].table.at(number)
			p.groups[i] = g
			p.touched += g.key
		}
	}
}

// unknown stands for a customer without a group.
const unknown = ^uint32(0)
