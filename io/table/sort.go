package table

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Sort returns a record with its rows ordered by spec: names of columns with
// commas between them, a minus before a name for descending order, such as
// "-monetary,customer_id". Text is compared bytewise, decimals exactly. Nulls
// and nan come last in either direction; rows that are equal keep their order.
// The error is an *Error of kind BadRequest. The caller releases the result.
func Sort(rec arrow.Record, spec string) (arrow.Record, error) {
	if spec == "" {
		rec.Retain()
		return rec, nil
	}
	rows, err := Order(rec, spec)
	if err != nil {
		return nil, err
	}
	return Take(rec, rows), nil
}

// Order is the order of the rows of a record that Sort puts them in.
func Order(rec arrow.Record, spec string) ([]int, error) {
	compare, err := rowOrder(rec, spec)
	if err != nil {
		return nil, err
	}
	rows := make([]int, rec.NumRows())
	for i := range rows {
		rows[i] = i
	}
	slices.SortFunc(rows, compare)
	return rows, nil
}

// rowOrder resolves a sort spec for the rows of a record.
func rowOrder(rec arrow.Record, spec string) (func(i, j int) int, error) {
	if err := checkCells(rec.Schema()); err != nil {
		return nil, err
	}
	columns := cellsOf(rec, nil)
	type key struct {
		cells
		sign int
	}
	var keys []key
	for name := range strings.SplitSeq(spec, ",") {
		sign := 1
		if rest, found := strings.CutPrefix(name, "-"); found {
			name, sign = rest, -1
		}
		at, err := columnIndex(rec.Schema(), name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key{columns[at], sign})
	}
	return func(i, j int) int {
		for k := range keys {
			key := &keys[k]
			absent, other := key.isAbsent(i), key.isAbsent(j)
			if absent || other {
				if order := compareBools(absent, other); order != 0 {
					return order
				}
			} else if order := key.compare(i, j); order != 0 {
				return key.sign * order
			}
		}
		return i - j // a stable order, without the cost of a stable sort
	}, nil
}
