package table

import (
	"strings"
	"testing"
)

func TestSelect(t *testing.T) {
	rec := smallRecord(t)
	chosen, err := Select(rec, []string{"money", "id"})
	if err != nil {
		t.Fatal(err)
	}
	defer chosen.Release()
	want := "money,id\n17850.10,00017850\n-0.05,\"a,\"\"b\"\"\n\"\n,\n"
	if got := string(writeAll(t, "csv", chosen.Schema(), chosen)); got != want {
		t.Errorf("got %s", got)
	}
	all, err := Select(rec, nil)
	if err != nil || all != rec {
		t.Errorf("no columns: got %v, %v", all, err)
	}
	all.Release()
}

func TestSelectNamesTheWrongColumn(t *testing.T) {
	for _, test := range []struct {
		columns []string
		want    string
	}{
		{[]string{"id", "mony"}, "unknown column \"mony\"; did you mean money?\n  known: id, day, orders, money, mean, late"},
		{[]string{"ID"}, "unknown column \"ID\"; did you mean id?\n  known: id, day, orders, money, mean, late"},
		{[]string{"id", "id"}, `column "id" is named twice`},
	} {
		if _, err := Select(smallRecord(t), test.columns); err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v", test.columns, err)
		}
	}
}

func TestLimit(t *testing.T) {
	for n, want := range map[int64]int64{-1: 0, 0: 0, 2: 2, 3: 3, 9: 3} {
		rec := Limit(smallRecord(t), n)
		if rec.NumRows() != want {
			t.Errorf("Limit %d: %d rows", n, rec.NumRows())
		}
		rec.Release()
	}
}

func TestFitColumns(t *testing.T) {
	rec := recordOf(t, shownSchema(), shownRows)
	expendable := []string{"nosuch", "monetary", "segment"}
	for width, want := range map[int]string{
		80: "customer_id monetary segment",
		32: "customer_id monetary segment", // 11 + 2 + 8 + 2 + 9
		31: "customer_id segment",
		21: "customer_id",
		5:  "customer_id",
	} {
		if got := strings.Join(FitColumns(rec, Look{}, width, expendable), " "); got != want {
			t.Errorf("width %d: got %s, want %s", width, got, want)
		}
	}
}
