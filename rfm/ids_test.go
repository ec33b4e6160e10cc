package rfm

import (
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

func TestIDsAreAColumn(t *testing.T) {
	want := []string{"", "a", "ab", "z", "客户"}
	c, err := NewIDs(want)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.All(), want) || c.Len() != len(want) || (IDs{}).Len() != 0 {
		t.Errorf("%q", c.All())
	}
	column := c.Array().(*array.String)
	for i, id := range want {
		if column.Value(i) != id {
			t.Errorf("%d is %q in the column, want %q", i, column.Value(i), id)
		}
		if at, found := c.Find(id); at != i || !found {
			t.Errorf("%q is found at %d, %v", id, at, found)
		}
	}
	if at, found := c.Find("b"); at != 3 || found {
		t.Errorf("b is found at %d, %v", at, found)
	}
}
