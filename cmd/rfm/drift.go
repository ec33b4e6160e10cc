package main

import (
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"

	"rfm/rfm"
	"rfm/segment"
)

// drift is what fresh cut points would change for the customers of today.
type drift struct {
	all       int           // customers
	of        [3]rfm.Drift  // R, F, M
	customers int           // who would have another score
	segments  int           // customers who would be in another segment
	moves     []segmentMove // who they are, from left to right of the scheme
	named     bool          // there are segments
	means     bool          // which depend on means of all customers, too
}

// segmentMove is how many customers would change one segment for another.
type segmentMove struct {
	from, to  string
	customers int
}

// newDrift scores the customers anew and compares. The assignment is nil where
// there are no segments.
func newDrift(s *rfm.Scores, a *segment.Assignment) (*drift, error) {
	fresh, err := s.Fresh()
	if err != nil {
		return nil, err
	}
	d := &drift{all: s.Customers.Len(), named: a != nil, means: a != nil && a.Scheme.Means != nil}
	d.of, d.customers = s.Drift(fresh)
	if a == nil {
		return d, nil
	}
	scheme := *a.Scheme
	scheme.Means = nil
	other, err := segment.Assign(&scheme, fresh)
	if err != nil {
		return nil, err
	}
	moves := map[[2]int]int{}
	for i, from := range a.Position {
		if to := other.Position[i]; to != from {
			d.segments++
			moves[[2]int{int(from), int(to)}]++
		}
	}
	ways := slices.SortedFunc(maps.Keys(moves), func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
	for _, way := range ways {
		d.moves = append(d.moves, segmentMove{scheme.Code(way[0]), scheme.Code(way[1]), moves[way]})
	}
	return d, nil
}

// print tells the drift; verbose, every cut point and every way from segment to
// segment.
func (d *drift) print(w io.Writer, verbose bool) {
	share := func(n int) string {
		return fmt.Sprintf("%s (%s)", counted(n, "customer"), percent(big.NewRat(int64(n), 1), big.NewRat(int64(d.all), 1)))
	}
	if d.segments == 0 && !slices.ContainsFunc(d.of[:], func(one rfm.Drift) bool {
		return slices.ContainsFunc(one.Cuts, func(c rfm.CutDrift) bool { return c.Moved })
	}) {
		fmt.Fprintln(w, "drift: none; fresh cut points would be the same")
		return
	}
	fresh := "fresh cut points"
	if d.means {
		fresh += " and means"
	}
	fmt.Fprintf(w, "drift: with %s %s would have another score", fresh, share(d.customers))
	if d.named {
		fmt.Fprintf(w, ", %s another segment", share(d.segments))
	}
	fmt.Fprintln(w)
	for _, one := range d.of {
		name := one.Dimension.Letter()
		most := slices.MaxFunc(one.Cuts, func(x, y rfm.CutDrift) int { return x.Customers - y.Customers })
		switch {
		case verbose:
			for k, cut := range one.Cuts {
				fmt.Fprintf(w, "  %s %s\n", name, cutText(one, k, cut))
			}
		case one.Customers > 0:
			fmt.Fprintf(w, "  %s: %s; most at %s → %s\n", name, share(one.Customers), most.Frozen, most.Fresh)
		}
	}
	if verbose {
		for _, m := range d.moves {
			fmt.Fprintf(w, "  %s → %s  (%s)\n", m.from, m.to, counted(m.customers, "customer"))
		}
	}
}

// cutText is one cut point, by the scores it stands between.
func cutText(one rfm.Drift, k int, cut rfm.CutDrift) string {
	below, above := k+1, k+2
	if one.Dimension == rfm.Recency {
		below, above = len(one.Cuts)+1-k, len(one.Cuts)-k
	}
	text := fmt.Sprintf("%d|%d  %s", below, above, cut.Frozen)
	if !cut.Moved {
		return text + "  (the same)"
	}
	return text + fmt.Sprintf(" → %s  (%s between)", cut.Fresh, counted(cut.Customers, "customer"))
}

// applied tells which model the scores are of, and its drift. It returns the
// drift, nil where there is no model.
func (f *scoringFlags) applied(s *rfm.Scores, a *segment.Assignment, read *population, words io.Writer, verbose bool) (*drift, error) {
	m := f.model
	if m == nil {
		return nil, nil
	}
	fmt.Fprintf(words, "cut points of %s (%s), from %s as of %s\n", f.modelPath, m.Method, counted(m.Data.Customers, "customer"), m.Data.AsOf)
	if !m.sameRules(read) {
		fmt.Fprintln(words, "notice: one of the model and the input is of transactions, the other one row a customer: see that both mean the same")
	}
	d, err := newDrift(s, a)
	if err != nil {
		return nil, err
	}
	d.print(words, verbose)
	return d, nil
}
