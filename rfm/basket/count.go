package basket

// Counts are the baskets of items and pairs.
type Counts struct {
	Groups  []*Group // in the order of Groups.Names; a single one without groups
	Account Account
	items   []string // by number
	workers int
}

// Group is what was counted in one group of baskets.
type Group struct {
	Name    string
	Baskets int64
	// Frequent is the number of items in at least MinCount baskets. All their pairs
	// are tried.
	Frequent int
	// Widespread are items in more than half of the large baskets: postage and
	// fees rather than goods.
	Widespread []string

	ranking *ranking
	pairs   []pair
}

// Tried is the number of pairs that were looked at: those of all frequent items.
func (g *Group) Tried() int64 { return int64(g.Frequent) * int64(g.Frequent-1) / 2 }

// Count counts what the collectors of one NewCollectors hold, and uses them up.
// The result depends neither on the order of the rows nor on the number of
// workers. The error is a *SpillError.
func Count(collectors ...*Collector) (*Counts, error) {
	s := collectors[0].settings
	out := &Counts{items: collectors[0].items.texts, workers: s.workers()}
	for _, c := range collectors {
		out.Account.add(c.account)
		defer c.blocks.close()
	}
	names := s.names()
	sections := newSections(len(names), collectors[0].blocks.room)
	defer sections.close()
	tallies, err := groupAll(collectors, sections, out)
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		g := &Group{Name: name, Baskets: tallies[i].baskets, ranking: newRanking(out.items, tallies[i].items, s.minCount())}
		g.Frequent = len(g.ranking.numbers)
		out.Groups = append(out.Groups, g)
		if err := g.count(sections, i, tallies[i].meanSize(), out.items, s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// groupAll puts the rows together into baskets.
func groupAll(collectors []*Collector, to *sections, c *Counts) ([]tally, error) {
	groupers := make([]*grouper, c.workers)
	err := parallel(c.workers, parts, func(worker, part int) error {
		g := groupers[worker]
		if g == nil {
			g = newGrouper(to.groups, len(c.items))
			groupers[worker] = g
		}
		var blocks [][]byte
		for _, c := range collectors {
			own, err := c.blocks.take(part)
			if err != nil {
				return err
			}
			blocks = append(blocks, own...)
		}
		g.group(blocks)
		for group, coded := range g.coded {
			if err := to.put(part, group, coded); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := newGrouper(to.groups, len(c.items)).counts
	for _, g := range groupers {
		if g == nil {
			continue
		}
		for group := range all {
			all[group].add(&g.counts[group])
		}
	}
	return all, nil
}

func (t *tally) add(other *tally) {
	t.baskets += other.baskets
	for item, n := range other.items {
		t.items[item] += n
	}
}

// meanSize is the mean number of items in a basket, rounded down.
func (t *tally) meanSize() int {
	lines := int64(0)
	for _, n := range t.items {
		lines += int64(n)
	}
	return int(lines / max(t.baskets, 1))
}

// count counts the pairs of a group.
func (g *Group) count(s *sections, group, large int, items []string, settings *Settings) error {
	workers := settings.workers()
	recoders := make([]*recoder, workers)
	for w := range recoders {
		recoders[w] = newRecoder(g.ranking, large)
	}
	err := parallel(workers, parts, func(worker, part int) error {
		section, err := s.get(part, group)
		if err != nil {
			return err
		}
		return s.put(part, group, recoders[worker].recode(section))
	})
	if err != nil {
		return err
	}
	all := recoders[0]
	for _, r := range recoders[1:] {
		all.merge(r)
	}
	counter := &pairCounter{workers: workers, room: settings.tableMemory(), pairs: all.pairs, least: settings.minCount(),
		each: func(f func([]byte)) error {
			for part := range parts {
				section, err := s.get(part, group)
				if err != nil {
					return err
				}
				f(section)
			}
			return nil
		}}
	g.pairs, err = counter.count()
	if settings.Within == WithinOrder { // a customer has bought most things some time
		g.findWidespread(all, items)
	}
	return err
}
