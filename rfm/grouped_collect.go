package rfm

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm/decimal"
)

// groups is what grouped rows say beside their customers.
type groups struct {
	bad     int64        // rows that cannot be used
	lastDay arrow.Date32 // of all rows; unknownDay without any
	notes   []Grouping
	any     bool
}

// add adds what others say.
func (g *groups) add(other groups) {
	g.bad += other.bad
	g.notes = append(g.notes, other.notes...)
	if other.any && (!g.any || other.lastDay > g.lastDay) {
		g.lastDay, g.any = other.lastDay, true
	}
}

// addGroup counts a group of rows; isCustomer tells that it is a customer.
func (k *KnownCustomers) addGroup(f *knownColumns, i int, c knownCustomer) (isCustomer bool, err error) {
	var whole [4]int64 // kind, n, returns, bad
	for j, column := range []*numbers{&f.kind, &f.n, &f.returns, &f.bad} {
		var ok bool
		if whole[j], ok = column.whole(i); !ok || whole[j] < 0 {
			return false, &CustomerError{c.id, fmt.Sprintf("a group with the number %s, which is not a whole number, 0 or more", column.text(i))}
		}
	}
	kind, n, returns := GroupKind(whole[0]), whole[1], whole[2]
	last := dayOf(f.lastDay, i)
	if kind == GroupNote {
		g, err := parseNote(c.id)
		if last != unknownDay {
			g.AsOf = &last
		}
		k.groups.notes = append(k.groups.notes, g)
		return false, err
	}
	if !k.groups.any || last > k.groups.lastDay {
		k.groups.lastDay, k.groups.any = last, true
	}
	k.groups.bad += whole[3]
	k.account.Rows += n
	if kind == GroupCustomer && f.ids.IsNull(i) {
		kind = GroupGuests // an id that --guests names here, and did not there
	}
	amount, fits := c.money[monetaryMoney], true
	class := &k.account.Used
	switch kind {
	case GroupCustomer:
		returned, ok := f.returned.rescaled(i, k.scales[monetaryMoney])
		k.account.Returns.Rows += returns
		fits = decimal.AddTo(&k.account.Returns.Amount, returned) && ok
	case GroupGuests:
		class = &k.account.Guests
	case GroupLate:
		class = &k.account.AfterAsOf
	case GroupDropped:
		class, k.account.ReturnsDropped = &k.account.Returns, true
	default:
		return false, &GroupingError{fmt.Sprintf("rows of kind %d, which this version does not know", kind)}
	}
	class.Rows += n
	if !decimal.AddTo(&class.Amount, amount) || !fits {
		return false, ErrOverflow
	}
	return kind == GroupCustomer, nil
}

// settleGroups finds how the rows were grouped and the end of the observed time.
func (j *knownJoin) settleGroups(all *KnownCustomers) error {
	if all.groups.bad > 0 {
		return &BadRowsError{all.groups.bad}
	}
	j.known.Grouped = &Grouping{}
	notes := all.groups.notes
	slices.SortFunc(notes, func(x, y Grouping) int { return cmp.Compare(x.text(), y.text()) })
	if n := len(notes); n > 0 {
		if first, last := notes[0].text(), notes[n-1].text(); first != last {
			return &GroupingError{"the inputs were grouped in different ways: " + first + ", and " + last}
		}
		*j.known.Grouped = notes[0]
	}
	asOf := j.known.Grouped.AsOf
	switch asked := j.rules.AsOf; {
	case asked == nil:
	case asOf != nil && *asOf != *asked:
		return &GroupingError{fmt.Sprintf("the rows were grouped with --as-of %s, not %s", asOf.FormattedString(), asked.FormattedString())}
	case asOf == nil && all.groups.any && *asked < all.groups.lastDay:
		return &GroupingError{fmt.Sprintf("--as-of %s comes too late: rows up to %s are grouped already", asked.FormattedString(), all.groups.lastDay.FormattedString())}
	default:
		asOf = asked
	}
	j.total.FirstDay, j.total.LastDay = math.MaxInt32, -math.MaxInt32 // as aggregate has them where nobody has an order
	for _, r := range all.rows {
		if r.orders < 1 {
			continue
		}
		if r.first == unknownDay || r.last == unknownDay || r.first > r.last {
			return &CustomerError{r.id, "has orders, but no first and last day of them"}
		}
		j.total.FirstDay, j.total.LastDay = min(j.total.FirstDay, r.first), max(j.total.LastDay, r.last)
	}
	switch {
	case asOf != nil:
		j.total.AsOf = *asOf
	case j.total.FirstDay <= j.total.LastDay:
		j.total.AsOf = j.total.LastDay
	}
	j.has.first, j.has.last, j.has.recency = true, true, false
	j.total.Monetary = j.rules.Monetary
	c := j.known.Customers
	c.AsOf, c.Statistic = j.total.AsOf, j.rules.Monetary
	if c.Statistic == MeanOrder {
		c.Scale += MeanDecimals
	}
	return nil
}

// text is the grouping in the words of flags.
func (g Grouping) text() string {
	text := "--count " + g.Count + " --returns " + g.Returns
	if g.Zone != "" {
		text += " --tz " + g.Zone
	}
	if g.AsOf != nil {
		text += " --as-of " + g.AsOf.FormattedString()
	}
	return text
}
