package learn

import (
	"cmp"
	"math"
	"slices"
)

// Options say how far a tree grows.
type Options struct {
	Leaves  int // at most; 0 means 8
	MinLeaf int // customers learned on in every leaf; 0 means 1 % of them
	Depth   int // questions on the way to a leaf, at most; 0 means any number
}

const defaultLeaves = 8

// Tree is what was learned.
type Tree struct {
	// Leaves have the best rate first. They part the customers: everybody is in one.
	Leaves []Leaf
	// Learned and HeldOut count all customers of the two parts.
	Learned, HeldOut Count
	// Skipped are the columns of texts with more than MostValues values.
	Skipped []string

	sample *Sample
	leaf   []int // of each customer
}

// Leaf is a group of customers that a rule describes.
type Leaf struct {
	// Conditions hold all together; none for a tree that found nothing to ask.
	Conditions       []Condition
	Learned, HeldOut Count
}

// node is a leaf while the tree grows.
type node struct {
	customers []int32 // those learned on
	path      []step
	best      *split // nil where it stays a leaf
}

// step is the answer to a question on the way to a node.
type step struct {
	*split
	left bool
	// below is the highest value on the left, above the lowest one on the right.
	below, above float64
}

// Learn grows a tree, best split first: the leaf whose split gains most is
// divided next, until there are enough leaves or no split gains anything. A cut
// lies halfway between two values that occur in the node. The errors are
// *ScarceError, *MissingError and ErrAllHeldOut.
func Learn(s *Sample, o Options) (*Tree, error) {
	t := &Tree{sample: s}
	var customers []int32
	for i, responded := range s.Responded {
		if s.HeldOut[i] {
			t.HeldOut.add(responded)
		} else {
			t.Learned.add(responded)
			customers = append(customers, int32(i))
		}
	}
	responders := t.Learned.Responders + t.HeldOut.Responders
	others := t.Learned.Customers + t.HeldOut.Customers - responders
	switch {
	case t.Learned.Customers == 0:
		return nil, ErrAllHeldOut
	case responders < Fewest || others < Fewest:
		return nil, &ScarceError{responders, others}
	}
	fields, skipped, err := s.encode()
	if err != nil {
		return nil, err
	}
	t.Skipped = skipped
	if o.Leaves == 0 {
		o.Leaves = defaultLeaves
	}
	if o.MinLeaf == 0 {
		o.MinLeaf = int(math.Ceil(float64(t.Learned.Customers) / 100))
	}
	g := grower{sample: s, fields: fields, options: o}
	t.take(g.grow(customers))
	return t, nil
}

type grower struct {
	sample  *Sample
	fields  []*codes
	options Options
}

// grow divides the customers into leaves.
func (g *grower) grow(customers []int32) []*node {
	leaves := []*node{g.node(customers, nil)}
	for len(leaves) < g.options.Leaves {
		at := -1
		for i, n := range leaves {
			if n.best != nil && (at < 0 || compareGains(n.best, leaves[at].best) > 0) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		left, right := g.divide(leaves[at])
		leaves = slices.Replace(leaves, at, at+1, left, right)
	}
	return leaves
}

func (g *grower) node(customers []int32, path []step) *node {
	n := &node{customers: customers, path: path}
	if g.options.Depth == 0 || len(path) < g.options.Depth {
		n.best = bestSplit(g.fields, customers, g.sample.Responded, g.options.MinLeaf)
	}
	return n
}

// divide makes two nodes of one.
func (g *grower) divide(n *node) (left, right *node) {
	var sides [2][]int32
	s := step{split: n.best, below: math.Inf(-1), above: math.Inf(1)}
	for _, c := range n.customers {
		side := 1
		if s.goesLeft(c) {
			side = 0
		}
		sides[side] = append(sides[side], c)
		if numbers := s.field.numbers; numbers != nil {
			if value := numbers[s.field.of[c]]; side == 0 {
				s.below = max(s.below, value)
			} else {
				s.above = min(s.above, value)
			}
		}
	}
	s.left = true
	left = g.node(sides[0], append(slices.Clone(n.path), s))
	s.left = false
	right = g.node(sides[1], append(slices.Clone(n.path), s))
	return left, right
}

// take makes the leaves of the tree and puts every customer into one.
func (t *Tree) take(nodes []*node) {
	for _, n := range nodes {
		t.Leaves = append(t.Leaves, Leaf{Conditions: conditions(n.path)})
	}
	t.leaf = make([]int, len(t.sample.IDs))
	columns := map[string]*Field{}
	for i := range t.sample.Fields {
		columns[t.sample.Fields[i].Name] = &t.sample.Fields[i]
	}
	for i := range t.leaf {
		at := slices.IndexFunc(t.Leaves, func(l Leaf) bool { return l.holds(columns, i) })
		t.leaf[i] = at
		if t.sample.HeldOut[i] {
			t.Leaves[at].HeldOut.add(t.sample.Responded[i])
		} else {
			t.Leaves[at].Learned.add(t.sample.Responded[i])
		}
	}
	t.rank()
}

// rank puts the leaf with the best rate first; equal ones keep their order.
func (t *Tree) rank() {
	order := make([]int, len(t.Leaves))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := t.Leaves[a].Learned, t.Leaves[b].Learned
		return cmp.Compare(int64(y.Responders)*int64(x.Customers), int64(x.Responders)*int64(y.Customers))
	})
	ranked, place := make([]Leaf, len(order)), make([]int, len(order))
	for to, from := range order {
		ranked[to], place[from] = t.Leaves[from], to
	}
	t.Leaves = ranked
	for i, at := range t.leaf {
		t.leaf[i] = place[at]
	}
}
