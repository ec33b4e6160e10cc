package rfm

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// sample reads a CSV file of testdata, one map a row.
func sample(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if text, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Contains(text, []byte("\n")) { // lines end in CR alone
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// summed makes customers of orders, one a row.
func summed(t *testing.T, orders []map[string]string, id, date, layout, amount, asOf string) *Customers {
	t.Helper()
	end, err := time.Parse("2006-01-02", asOf)
	if err != nil {
		t.Fatal(err)
	}
	type total struct{ recency, orders, money int64 }
	totals := map[string]*total{}
	for _, order := range orders {
		day, err := time.Parse(layout, order[date])
		if err != nil {
			t.Fatal(err)
		}
		recency := int64(end.Sub(day) / (24 * time.Hour))
		c := totals[order[id]]
		if c == nil {
			c = &total{recency: recency}
			totals[order[id]] = c
		}
		c.recency = min(c.recency, recency)
		c.orders++
		c.money += whole(t, order[amount])
	}
	var rows []map[string]string
	for id, c := range totals {
		rows = append(rows, map[string]string{"id": id, "r": strconv.FormatInt(c.recency, 10),
			"f": strconv.FormatInt(c.orders, 10), "m": strconv.FormatInt(c.money, 10)})
	}
	return given(t, rows, "id", "r", "f", "m")
}

// given makes customers of rows that are customers already.
func given(t *testing.T, rows []map[string]string, id, recency, orders, money string) *Customers {
	t.Helper()
	slices.SortFunc(rows, func(a, b map[string]string) int { return strings.Compare(a[id], b[id]) })
	c := &Customers{}
	for _, row := range rows {
		if _, fraction, _ := strings.Cut(row[money], "."); int32(len(fraction)) > c.Scale {
			c.Scale = int32(len(fraction))
		}
	}
	var ids []string
	for _, row := range rows {
		amount, ok := new(big.Rat).SetString(row[money])
		if !ok {
			t.Fatalf("%q is no number", row[money])
		}
		amount.Mul(amount, new(big.Rat).SetInt(pow10(c.Scale)))
		ids = append(ids, row[id])
		c.Recency = append(c.Recency, int32(whole(t, row[recency])))
		c.Orders = append(c.Orders, whole(t, row[orders]))
		c.Monetary = append(c.Monetary, decimal128.FromBigInt(amount.Num()))
	}
	c.ID = idsOf(ids...)
	return c
}

func whole(t *testing.T, text string) int64 {
	t.Helper()
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
