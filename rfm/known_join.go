package rfm

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// Known is an input of one row per customer, ordered by id.
type Known struct {
	Customers *Customers
	// Segments are codes as the input has them; nil where it has none.
	Segments []string

	// Scores are by dimension; nil where the input has none.
	Scores [3][]uint8
	// Weighted are the weighted scores, with WeightedScale decimals; nil where the
	// input has none.
	Weighted      []decimal128.Num
	WeightedScale int32

	// Grouped is how transactions were grouped; nil for an input that was one row
	// per customer from the beginning. LastDay is then the last day of any row,
	// among them those that were left out.
	Grouped *Grouping
	LastDay arrow.Date32
}

// KnownRules say how known customers become a population.
type KnownRules struct {
	// AsOf is the end of the observed time; nil for the day of the last order or,
	// where both recency and that day are given, for their sum.
	AsOf *arrow.Date32
	// Monetary is the monetary value of grouped rows: SumOrders or MeanOrder.
	Monetary Statistic
}

// JoinKnown joins collected customers. Where only days since the last order are
// given and no as-of day, dates are unknown. Customers without an order and those
// whose last order is after the as-of day are counted and left out. The error is
// ErrOverflow, ErrIDBytes, a CustomerError for a customer who occurs twice or whose
// dates contradict those of the others, and for grouped rows also a BadRowsError or
// a GroupingError.
func JoinKnown(rules KnownRules, collected ...*KnownCustomers) (*Known, Account, error) {
	k, total, err := gatherKnown(collected)
	if err != nil {
		return nil, total, err
	}
	j := &knownJoin{has: k.has, rules: rules, total: total, known: &Known{WeightedScale: k.scales[weightedMoney], LastDay: k.groups.lastDay,
		Customers: &Customers{Scale: total.Scale, AverageScale: max(total.Scale, 2)}}}
	if k.has.average {
		j.known.Customers.AverageScale = k.scales[averageMoney]
	}
	settle := j.settleDays
	if k.has.kind {
		settle = j.settleGroups
	}
	if err := settle(k); err != nil {
		return nil, j.total, err
	}
	for i, r := range k.rows {
		if i > 0 && r.id == k.rows[i-1].id {
			return nil, j.total, &CustomerError{r.id, "occurs twice in an input that is one row per customer"}
		}
		if err := j.add(r); err != nil {
			return nil, j.total, err
		}
	}
	j.known.Customers.ID, err = NewIDs(j.ids)
	return j.known, j.total, err
}

// gatherKnown puts all rows into one collection, ordered by id.
func gatherKnown(collected []*KnownCustomers) (*KnownCustomers, Account, error) {
	all := &KnownCustomers{}
	for _, k := range collected {
		for m, scale := range k.scales {
			all.scales[m] = max(all.scales[m], scale)
		}
		if k.has != (knownFields{}) { // it has seen a record
			all.has = k.has
		}
	}
	total := Account{Scale: all.scales[monetaryMoney]}
	for _, k := range collected {
		for m, scale := range all.scales {
			if err := k.align(m, scale); err != nil {
				return nil, total, err
			}
		}
		if !total.Add(k.account) {
			return nil, total, ErrOverflow
		}
		total.ReturnsDropped = total.ReturnsDropped || k.account.ReturnsDropped
		all.rows = append(all.rows, k.rows...)
		all.groups.add(k.groups)
	}
	slices.SortFunc(all.rows, func(x, y knownCustomer) int { return cmp.Compare(x.id, y.id) })
	return all, total, nil
}

// knownJoin makes a population, row by row.
type knownJoin struct {
	has   knownFields
	rules KnownRules
	total Account
	known *Known
	ids   []string // of the customers
}

// settleDays finds the end of the observed time and which dates there are.
func (j *knownJoin) settleDays(all *KnownCustomers) error {
	rows := all.rows
	if len(rows) == 0 {
		return nil
	}
	first := rows[0]
	j.has.first = first.first != unknownDay
	j.has.last = first.last != unknownDay
	for _, r := range rows {
		if (r.first != unknownDay) != j.has.first || (r.last != unknownDay) != j.has.last {
			return &CustomerError{r.id, fmt.Sprintf("has other dates than customer %q: one of them lacks the first or the last order", first.id)}
		}
		if j.has.last && j.has.recency && r.last+arrow.Date32(r.recency) != first.last+arrow.Date32(first.recency) {
			return &CustomerError{r.id, fmt.Sprintf("the last order and the days since it add up to %s; for customer %q they add up to %s",
				(r.last + arrow.Date32(r.recency)).FormattedString(), first.id, (first.last + arrow.Date32(first.recency)).FormattedString())}
		}
		if j.has.last && (r.last > j.total.LastDay || r.id == first.id) {
			j.total.LastDay = r.last
		}
	}
	switch {
	case j.rules.AsOf != nil:
		j.total.AsOf = *j.rules.AsOf
	case j.has.last && j.has.recency:
		j.total.AsOf = first.last + arrow.Date32(first.recency)
	default:
		j.total.AsOf = j.total.LastDay
	}
	j.known.Customers.AsOf = j.total.AsOf
	return nil
}

// add counts a row and appends the customer, if it is one.
func (j *knownJoin) add(r knownCustomer) error {
	c, monetary := j.known.Customers, r.money[monetaryMoney]
	late := j.has.last && r.last > j.total.AsOf
	switch {
	case late && j.has.kind:
		return &CustomerError{r.id, "the last order is after the as-of day, " + j.total.AsOf.FormattedString()}
	case !j.has.kind: // rows of groups are counted already
		class := &j.total.Used
		if late {
			class = &j.total.AfterAsOf
		}
		class.Rows++
		if !decimal.AddTo(&class.Amount, monetary) {
			return ErrOverflow
		}
	}
	if late {
		return nil
	}
	if r.orders < 1 {
		j.total.ReturnsOnly++
		if !decimal.AddTo(&j.total.ReturnsOnlyAmount, monetary) {
			return ErrOverflow
		}
		return nil
	}
	if j.has.last {
		r.recency = int32(j.total.AsOf - r.last)
	}
	average, err := j.average(r)
	if err != nil {
		return err
	}
	j.ids = append(j.ids, r.id)
	c.Recency = append(c.Recency, r.recency)
	c.Orders = append(c.Orders, r.orders)
	if j.rules.Monetary == MeanOrder && j.has.kind {
		var ok bool
		if monetary, ok = decimal.Divide(monetary, r.orders, MeanDecimals); !ok {
			return ErrOverflow
		}
	}
	c.Monetary = append(c.Monetary, monetary)
	c.Average = append(c.Average, average)
	if j.has.first {
		c.FirstOrder = append(c.FirstOrder, r.first)
	}
	switch {
	case j.has.last:
		c.LastOrder = append(c.LastOrder, r.last)
	case j.rules.AsOf != nil:
		c.LastOrder = append(c.LastOrder, j.total.AsOf-arrow.Date32(r.recency))
	}
	j.known.append(r, j.has)
	return nil
}

// average is the mean value of an order. Where the input has one that is not the
// monetary value divided by the orders, the monetary value is not the sum of the
// orders.
func (j *knownJoin) average(r knownCustomer) (decimal128.Num, error) {
	c := j.known.Customers
	more := c.AverageScale - j.total.Scale
	if more < 0 { // a sum has never more decimals than the mean of its orders
		c.Statistic = MeanOrder
		return r.money[averageMoney], nil
	}
	mean, ok := decimal.Divide(r.money[monetaryMoney], r.orders, more)
	switch {
	case !ok:
		return mean, ErrOverflow
	case !j.has.average:
		return mean, nil
	case mean != r.money[averageMoney]:
		c.Statistic = MeanOrder // or a median; the difference is of no account
	}
	return r.money[averageMoney], nil
}

// Scored tells whether the customers came with scores.
func (k *Known) Scored() bool { return k.Scores[Recency] != nil }

// append appends what an earlier run has found out about a customer.
func (k *Known) append(r knownCustomer, has knownFields) {
	if has.scores {
		for d, score := range r.scores {
			k.Scores[d] = append(k.Scores[d], score)
		}
	}
	if has.weighted {
		k.Weighted = append(k.Weighted, r.money[weightedMoney])
	}
	if has.segment {
		k.Segments = append(k.Segments, r.segment)
	}
}
