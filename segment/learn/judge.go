package learn

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate"
	"gonum.org/v1/gonum/stat"
)

// AUC is the area under the ROC curve: the chance that a responder is ranked
// above one who is not, a tie counting half. It is NaN where there are no such
// two customers.
type AUC struct{ Learned, HeldOut float64 }

// Judge measures the ranking by the rates of the leaves.
func (t *Tree) Judge() AUC {
	return t.judge(func(i int) float64 { return t.Leaves[t.leaf[i]].Learned.Rate() })
}

// JudgeCells measures the ranking by the response rates of cells, such as those
// of RFM scores, learned from the same part of the customers. cells has one name
// per customer; one whose cell was not learned from has the rate of all. It also
// tells how many cells there were to learn from.
func (t *Tree) JudgeCells(cells []string) (auc AUC, learned int) {
	counts := map[string]*Count{}
	for i, cell := range cells {
		if t.sample.HeldOut[i] {
			continue
		}
		if counts[cell] == nil {
			counts[cell] = &Count{}
		}
		counts[cell].add(t.sample.Responded[i])
	}
	auc = t.judge(func(i int) float64 {
		if c := counts[cells[i]]; c != nil {
			return c.Rate()
		}
		return t.Learned.Rate()
	})
	return auc, len(counts)
}

// judge measures a ranking on both parts.
func (t *Tree) judge(score func(customer int) float64) AUC {
	learned, held := map[float64]Count{}, map[float64]Count{}
	for i, responded := range t.sample.Responded {
		of := learned
		if t.sample.HeldOut[i] {
			of = held
		}
		at := score(i)
		c := of[at]
		c.add(responded)
		of[at] = c
	}
	return AUC{areaUnder(learned), areaUnder(held)}
}

// areaUnder is the area under the ROC curve of customers counted by score.
func areaUnder(scores map[float64]Count) float64 {
	var y, weights []float64
	var classes []bool
	var all Count
	for _, score := range slices.Sorted(maps.Keys(scores)) {
		c := scores[score]
		y = append(y, score, score)
		classes = append(classes, true, false)
		weights = append(weights, float64(c.Responders), float64(c.Customers-c.Responders))
		all.Customers += c.Customers
		all.Responders += c.Responders
	}
	if all.Responders == 0 || all.Responders == all.Customers {
		return math.NaN()
	}
	hits, alarms, _ := stat.ROC(nil, y, classes, weights)
	return integrate.Trapezoidal(alarms, hits)
}
