package clv

import (
	"cmp"
	"math"
	"slices"
)

// Accuracy says how well predicted purchases met those that came.
type Accuracy struct {
	Predicted, Actual float64 // sums
	// MAE is the mean absolute error, RMSE the root of the mean square, Bias the
	// mean of predicted less actual, a customer.
	MAE, RMSE, Bias float64
	// Correlation is that of predicted and actual; NaN when one of them does not
	// vary.
	Correlation float64
	// Capture is the share of the actual purchases made by the tenth of the
	// customers with the highest predictions. Equal predictions at its edge
	// count in part. NaN without purchases.
	Capture float64
}

// Judge compares predicted with actual purchases, one element a customer.
func Judge(predicted, actual []float64) Accuracy {
	var a Accuracy
	var p, q, product running
	n := float64(len(predicted))
	for i := range predicted {
		e := predicted[i] - actual[i]
		a.Predicted += predicted[i]
		a.Actual += actual[i]
		a.MAE += math.Abs(e) / n
		a.RMSE += e * e / n
		p.add(predicted[i])
		q.add(actual[i])
	}
	a.RMSE = math.Sqrt(a.RMSE)
	a.Bias = (a.Predicted - a.Actual) / n
	for i := range predicted {
		product.add((predicted[i] - p.mean) * (actual[i] - q.mean))
	}
	a.Correlation = math.NaN()
	if p.sd() > 0 && q.sd() > 0 {
		a.Correlation = product.mean / (p.sd() * q.sd())
	}
	a.Capture = capture(predicted, actual, n/10) / a.Actual
	return a
}

// capture is how many actual purchases fall to the top customers by prediction;
// customers with equal predictions are taken in equal parts.
func capture(predicted, actual []float64, top float64) float64 {
	order := make([]int32, len(predicted))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		return cmp.Or(cmp.Compare(predicted[j], predicted[i]), cmp.Compare(i, j))
	})
	var caught float64
	for at := 0; at < len(order) && top > 0; {
		end, sum := at, 0.0
		for ; end < len(order) && predicted[order[end]] == predicted[order[at]]; end++ {
			sum += actual[order[end]]
		}
		n := float64(end - at)
		caught += sum * min(1, top/n)
		top -= n
		at = end
	}
	return caught
}

// CountGroup is what customers with one number of repeat purchases did next.
type CountGroup struct {
	Customers         int
	Predicted, Actual float64 // a customer
}

// ByCount groups predicted and actual purchases by the number of repeat
// purchases 0 … last, the last group open above.
func ByCount(rows []Row, predicted, actual []float64, last int) []CountGroup {
	groups := make([]CountGroup, last+1)
	for i, r := range rows {
		g := &groups[min(r.X, last)]
		g.Customers++
		g.Predicted += predicted[i]
		g.Actual += actual[i]
	}
	for i := range groups {
		if g := &groups[i]; g.Customers > 0 {
			g.Predicted /= float64(g.Customers)
			g.Actual /= float64(g.Customers)
		}
	}
	return groups
}

// Tracking is the expected number of repeat purchases of all customers by each
// of the times, counted from the first purchase of the earliest customer:
// births[t] customers made their first purchase t units after it. Nothing but
// the parameters and the births goes into it.
func Tracking(m Model, births map[int]int, times []int) []float64 {
	days := make([]int, 0, len(births))
	for d := range births {
		days = append(days, d)
	}
	slices.Sort(days)
	expected := make([]float64, len(times))
	known := map[int]float64{}
	for i, t := range times {
		for _, d := range days {
			if age := t - d; age > 0 {
				e, ok := known[age]
				if !ok {
					e = Orders(m, Row{}, float64(age))
					known[age] = e
				}
				expected[i] += float64(births[d]) * e
			}
		}
	}
	return expected
}
