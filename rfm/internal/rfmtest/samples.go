package rfmtest

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

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Sample reads a CSV file of testdata, one map per row.
func Sample(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", name))
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

// Summed makes customers of orders, one per row.
func Summed(t *testing.T, orders []map[string]string, id, date, layout, amount, asOf string) *rfm.Customers {
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
		c.money += Whole(t, order[amount])
	}
	var rows []map[string]string
	for id, c := range totals {
		rows = append(rows, map[string]string{"id": id, "r": strconv.FormatInt(c.recency, 10),
			"f": strconv.FormatInt(c.orders, 10), "m": strconv.FormatInt(c.money, 10)})
	}
	return Given(t, rows, "id", "r", "f", "m")
}

// Given makes customers of rows that are customers already.
func Given(t *testing.T, rows []map[string]string, id, recency, orders, money string) *rfm.Customers {
	t.Helper()
	slices.SortFunc(rows, func(a, b map[string]string) int { return strings.Compare(a[id], b[id]) })
	c := &rfm.Customers{}
	for _, row := range rows {
		if _, fraction, _ := strings.Cut(row[money], "."); int32(len(fraction)) > c.Scale {
			c.Scale = int32(len(fraction))
		}
	}
	var ids []string
	for _, row := range rows {
		amount, ok := new(big.Rat).SetString(row[money])
		if !ok {
			t.Fatalf("%q is not a number", row[money])
		}
		amount.Mul(amount, new(big.Rat).SetInt(decimal.Pow10(c.Scale)))
		ids = append(ids, row[id])
		c.Recency = append(c.Recency, int32(Whole(t, row[recency])))
		c.Orders = append(c.Orders, Whole(t, row[orders]))
		c.Monetary = append(c.Monetary, decimal128.FromBigInt(amount.Num()))
	}
	c.ID = IDs(ids...)
	return c
}

// Whole reads a whole number.
func Whole(t *testing.T, text string) int64 {
	t.Helper()
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
