package aggregate

import (
	"cmp"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// orderValues holds the amounts that rows add to orders, for the median order; one
// list per partition.
type orderValues []orderValue

type orderValue struct {
	group   uint32
	single  bool // the row is an order of its own
	isOrder bool // not only a return
	order   uint64
	amount  decimal128.Num
}

func (v *orderValues) addSingle(group uint32, amount decimal128.Num) {
	*v = append(*v, orderValue{group: group, single: true, isOrder: true, order: uint64(len(*v)), amount: amount})
}

func (v *orderValues) add(group uint32, order uint64, amount decimal128.Num, isOrder bool) {
	*v = append(*v, orderValue{group: group, isOrder: isOrder, order: order, amount: amount})
}

// take moves the values of another list to this one. numbers are the groups here of
// the groups there, nil where they are the same.
func (v *orderValues) take(other *orderValues, numbers []uint32) {
	for _, o := range *other {
		if numbers != nil {
			o.group = numbers[o.group]
		}
		if o.single {
			o.order = uint64(len(*v))
		}
		*v = append(*v, o)
	}
	*other = nil
}

func (v orderValues) rescale(by int32) bool {
	for i := range v {
		var ok bool
		if v[i].amount, ok = decimal.Rescale(v[i].amount, by); !ok {
			return false
		}
	}
	return true
}

// medians calls yield with twice the median order of every group, which is a whole
// number of units. A return that has the id of an order lowers that order; those
// with an id of their own are no orders, and a median of orders knows nothing of
// them. It sorts the values. It is false when a sum does not fit.
func (v orderValues) medians(yield func(group uint32, twice decimal128.Num)) (fits bool) {
	fits = true
	add := func(a, b decimal128.Num) decimal128.Num {
		sum, ok := decimal.AddWide(a, b)
		fits = fits && ok
		return sum
	}
	slices.SortFunc(v, func(x, y orderValue) int {
		return cmp.Or(cmp.Compare(x.group, y.group), compareBool(x.single, y.single), cmp.Compare(x.order, y.order))
	})
	var orders []decimal128.Num
	for i := 0; i < len(v); {
		group := v[i].group
		orders = orders[:0]
		for i < len(v) && v[i].group == group {
			first := v[i]
			sum, isOrder := decimal128.Num{}, false
			for ; i < len(v) && v[i].group == group && v[i].single == first.single && v[i].order == first.order; i++ {
				sum = add(sum, v[i].amount)
				isOrder = isOrder || v[i].isOrder
			}
			if isOrder {
				orders = append(orders, sum)
			}
		}
		if len(orders) == 0 {
			continue
		}
		slices.SortFunc(orders, decimal128.Num.Cmp)
		yield(group, add(orders[(len(orders)-1)/2], orders[len(orders)/2]))
	}
	return fits
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}
