package scoring

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// Drift is what fresh cut points would change for the customers of today.
type Drift struct {
	all       int             // customers
	of        [3]score.Drift  // R, F, M
	customers int             // who would have another score
	segments  int             // customers who would be in another segment
	moves     map[[2]int]int  // who they are, by the places of both in the scheme
	scheme    *segment.Scheme // nil where there are no segments
}

// newDrift scores the customers anew and compares. The assignment is nil where
// there are no segments.
func newDrift(s *score.Scores, a *segment.Assignment) (*Drift, error) {
	fresh, err := s.Fresh()
	if err != nil {
		return nil, err
	}
	var other *segment.Assignment
	if a != nil {
		scheme := *a.Scheme
		scheme.Means = nil
		if other, err = segment.Assign(&scheme, fresh); err != nil {
			return nil, err
		}
	}
	d := &Drift{}
	d.Add(s, fresh, a, other)
	return d, nil
}

// Add compares customers, all or a block of them. The assignments are nil where
// there are no segments.
func (d *Drift) Add(s, fresh *score.Scores, a, other *segment.Assignment) {
	d.all += s.Customers.Len()
	of, customers := s.Drift(fresh)
	for i := range of {
		d.of[i].Add(of[i])
	}
	d.customers += customers
	if a == nil {
		return
	}
	if d.scheme = a.Scheme; d.moves == nil {
		d.moves = map[[2]int]int{}
	}
	for i, from := range a.Position {
		if to := other.Position[i]; to != from {
			d.segments++
			d.moves[[2]int{int(from), int(to)}]++
		}
	}
}

// print reports the drift; verbose, every cut point and every way from segment to
// segment.
func (d *Drift) print(w app.Messages) {
	share := func(n int) string {
		return fmt.Sprintf("%s (%s)", app.Counted(n, "customer"), app.Percent(big.NewRat(int64(n), 1), big.NewRat(int64(d.all), 1)))
	}
	if d.segments == 0 && !slices.ContainsFunc(d.of[:], func(one score.Drift) bool {
		return slices.ContainsFunc(one.Cuts, func(c score.CutDrift) bool { return c.Moved })
	}) {
		fmt.Fprintln(w, "drift: none; fresh cut points would be the same")
		return
	}
	fresh := "fresh cut points"
	if d.scheme != nil && d.scheme.Means != nil {
		fresh += " and means"
	}
	fmt.Fprintf(w, "drift: with %s %s would have another score", fresh, share(d.customers))
	if d.scheme != nil {
		fmt.Fprintf(w, ", %s another segment", share(d.segments))
	}
	fmt.Fprintln(w)
	for _, one := range d.of {
		name := one.Dimension.Letter()
		most := slices.MaxFunc(one.Cuts, func(x, y score.CutDrift) int { return x.Customers - y.Customers })
		switch {
		case w.Verbose:
			for k, cut := range one.Cuts {
				fmt.Fprintf(w, "  %s %s\n", name, cutText(one, k, cut))
			}
		case one.Customers > 0:
			fmt.Fprintf(w, "  %s: %s; most at %s → %s\n", name, share(one.Customers), most.Frozen, most.Fresh)
		}
	}
	if w.Verbose {
		ways := slices.SortedFunc(maps.Keys(d.moves), func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
		for _, way := range ways {
			fmt.Fprintf(w, "  %s → %s  (%s)\n", d.scheme.Code(way[0]), d.scheme.Code(way[1]), app.Counted(d.moves[way], "customer"))
		}
	}
}

// cutText is one cut point, by the scores it stands between.
func cutText(one score.Drift, k int, cut score.CutDrift) string {
	below, above := k+1, k+2
	if one.Dimension == rfm.Recency {
		below, above = len(one.Cuts)+1-k, len(one.Cuts)-k
	}
	text := fmt.Sprintf("%d|%d  %s", below, above, cut.Frozen)
	if !cut.Moved {
		return text + "  (the same)"
	}
	return text + fmt.Sprintf(" → %s  (%s between)", cut.Fresh, app.Counted(cut.Customers, "customer"))
}

// PrintApplied tells which model the scores are of, and its drift.
func (f *ScoreFlags) PrintApplied(d *Drift, read *population.Population, messages app.Messages) {
	m := f.Model
	fmt.Fprintf(messages, "cut points of %s (%s), from %s as of %s\n", f.modelPath, m.Method, app.Counted(m.Data.Customers, "customer"), m.Data.AsOf)
	if !m.sameRules(read) {
		fmt.Fprintln(messages, "notice: one of the model and the input is of transactions, the other one row per customer: see that both mean the same")
	}
	d.print(messages)
}
