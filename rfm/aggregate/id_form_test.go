package aggregate

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// numberOf is the number that a form finds in an id among other bytes.
func numberOf(f idForm, id string) (uint32, bool) {
	return f.number([]byte(id+"73!/0:9999999999999999"), uint(len(id)))
}

func TestNumbersStandForIDs(t *testing.T) {
	for _, c := range []struct {
		of   string // the id that shows the form
		id   string
		want int64 // -1 for none
	}{
		{"17850", "17850", 17850},
		{"17850", "0", 0},
		{"17850", "7", 7},
		{"17850", "12345678", 12345678},
		{"17850", "123456789", -1},
		{"17850", "07", -1},
		{"17850", "00", -1},
		{"17850", "", -1},
		{"17850", "-5", -1},
		{"17850", "1785/", -1},
		{"17850", "1785:", -1},
		{"17850", "17 50", -1},
		{"00042", "17850", 17850},
		{"00042", "00000", 0},
		{"00042", "0000", -1},
		{"00042", "000000", -1},
		{"C00508456", "C00000001", 1},
		{"C00508456", "C99999999", 99999999},
		{"C00508456", "D00000001", -1},
		{"C00508456", "C0000001", -1},
		{"C00508456", "C000000011", -1},
		{"C00508456", "C0000000é", -1},
		{"C7", "C7", 7},
		{"C7", "C70", 70},
		{"C7", "C07", -1},
		{"C7", "C", -1},
		{"customer-012345", "customer-999999", 999999},
		{"customer-012345", "customer_999999", -1},
		{"customer-012345", "Customer-999999", -1},
		{"1234567890", "1299999999", 99999999},
		{"1234567890", "1200000000", 0},
		{"1234567890", "1300000000", -1},
		{"abcdefg01234567", "abcdefg76543210", 76543210},
	} {
		f, ok := idFormOf(c.of)
		if !ok {
			t.Errorf("%s shows no form", c.of)
			continue
		}
		n, ok := numberOf(f, c.id)
		if got := int64(n); ok && got != c.want || ok != (c.want >= 0) {
			t.Errorf("%q by the form of %s: %d, %v; want %d", c.id, c.of, got, ok, c.want)
		}
		if ok && string(f.id(n).append(nil)) != c.id {
			t.Errorf("%d is not %q by the form of %s", n, c.id, c.of)
		}
	}
	for _, id := range []string{"", "abc", "42x", "more than 15 bytes 1"} {
		if f, ok := idFormOf(id); ok {
			t.Errorf("%q shows %+v", id, f)
		}
	}
}

func TestEightDigits(t *testing.T) {
	for n := uint32(0); n < 100_000_000; n += 9_973 {
		var got [8]byte
		binary.LittleEndian.PutUint64(got[:], eightDigits(n))
		if want := fmt.Sprintf("%08d", n); string(got[:]) != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

// An id that has a number is the only one with that number.
func FuzzNumbersStandForIDs(f *testing.F) {
	f.Add("C00508456", "C00508457")
	f.Add("17850", "017850")
	f.Add("1234567890", "12345678901")
	f.Fuzz(func(t *testing.T, of, id string) {
		form, ok := idFormOf(of)
		if !ok || len(id) > longestShort {
			return
		}
		if n, ok := numberOf(form, of); !ok || string(form.id(n).append(nil)) != of {
			t.Errorf("%q has no number in its own form", of)
		}
		if n, ok := numberOf(form, id); ok && string(form.id(n).append(nil)) != id {
			t.Errorf("%d stands for %q by the form of %q", n, id, of)
		}
	})
}

func TestFormsAreThoseOfMostIDs(t *testing.T) {
	ids := func(format string, odd ...string) *array.String {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		defer b.Release()
		b.AppendValues(odd, nil)
		for i := range 20 {
			b.Append(fmt.Sprintf(format, i*1000))
		}
		b.AppendNull()
		return b.NewStringArray()
	}
	for _, c := range []struct {
		ids  *array.String
		want bool
	}{
		{ids("%d"), true},
		{ids("%d", "CASH1", "CASH2"), true},
		{ids("C%06d", ""), true},
		{ids("5%06d", "70000001"), true},
		{ids("%d00"), false},
		{ids("%d-x"), false},
		{ids("customer number %d"), false},
		{array.NewStringBuilder(memory.DefaultAllocator).NewStringArray(), false},
	} {
		if f, _, ok := findIDForm(c.ids, 20_000); ok != c.want {
			t.Errorf("%v: %v, %+v", c.ids, ok, f)
		}
	}
}
