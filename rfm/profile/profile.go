package profile

import (
	"fmt"
	"slices"

	"rfm/rfm/attribute"
)

// Groups are the customers by group: Position is the place in Names for each of
// them, as in the rows of the attributes.
type Groups struct {
	Names    []string
	Position []uint16
}

// Profile holds a row per group and value of an attribute in words, and a row
// per group of an attribute in numbers, attribute by attribute, group by group,
// value by value (bytewise). A group without customers of whom the attribute is
// known has no rows.
type Profile []Row

// Row is an attribute of a group; either Share or Mean is set.
type Row struct {
	Group, Attribute string
	Customers        int64 // of the group, with the value, or with any number
	Share            *Share
	Mean             *Mean
}

// maxValues bounds the values of an attribute in words.
const maxValues = 200

// ValuesError is an attribute with too many values to compare.
type ValuesError struct {
	Attribute string
	Values    int
}

func (e *ValuesError) Error() string {
	return fmt.Sprintf("%s has %d different values; a profile compares %d at most", e.Attribute, e.Values, maxValues)
}

// Of compares attributes. Customers of whom one is not known are left out of its
// rows. The error is a *ValuesError, or names an attribute that is not there.
func Of(groups Groups, known *attribute.Joined, attributes []string) (Profile, error) {
	var all Profile
	for _, name := range attributes {
		column, is := known.Column(name)
		if !is {
			_, err := known.Numbers(name) // lists those that there are
			return nil, err
		}
		var rows Profile
		var err error
		if column.Numbers != nil {
			rows = means(groups, known, column)
		} else {
			rows, err = shares(groups, known, column)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// shares compares how frequent the values of an attribute are.
func shares(groups Groups, known *attribute.Joined, column *attribute.Column) (Profile, error) {
	values := slices.Clone(column.Texts)
	slices.Sort(values)
	values = slices.DeleteFunc(slices.Compact(values), func(v string) bool { return v == "" })
	if len(values) > maxValues {
		return nil, &ValuesError{column.Name, len(values)}
	}
	counts := make([][]int64, len(groups.Names)) // by group and value
	for g := range counts {
		counts[g] = make([]int64, len(values))
	}
	all, perGroup, perValue := int64(0), make([]int64, len(groups.Names)), make([]int64, len(values))
	for customer, row := range known.Row {
		if row == attribute.None || column.Texts[row] == "" {
			continue
		}
		g := groups.Position[customer]
		v, _ := slices.BinarySearch(values, column.Texts[row])
		counts[g][v]++
		perGroup[g]++
		perValue[v]++
		all++
	}
	var rows Profile
	for g, name := range groups.Names {
		for v, value := range values {
			if perGroup[g] > 0 && perValue[v] > 0 {
				rows = append(rows, Row{Group: name, Attribute: column.Name, Customers: counts[g][v],
					Share: &Share{Value: value, Both: counts[g][v], Group: perGroup[g], WithValue: perValue[v], All: all}})
			}
		}
	}
	return rows, nil
}
