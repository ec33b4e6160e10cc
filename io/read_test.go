package rfmio

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// transactionSchema is what the tests ask for.
func transactionSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "customer", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "date", Type: arrow.FixedWidthTypes.Date32},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 38}},
		{Name: "return", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "order", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
}

// readLines reads files into lines such as "17850 2010-12-01 15.30 536365", with
// (guest) for no customer and "return" behind returns, sorted.
func readLines(o Options, paths ...string) ([]string, Account, error) {
	o.Schema = transactionSchema()
	in, err := Open(paths, o)
	if err != nil {
		return nil, Account{}, err
	}
	var mu sync.Mutex
	var lines []string
	sinks := make([]func(arrow.Record) error, in.Workers())
	for i := range sinks {
		sinks[i] = func(rec arrow.Record) error {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, linesOf(rec)...)
			return nil
		}
	}
	err = in.Read(context.Background(), sinks)
	slices.Sort(lines)
	return lines, in.Account(), err
}

func linesOf(rec arrow.Record) []string {
	var lines []string
	customers, orders := rec.Column(0).(*array.String), rec.Column(4).(*array.String)
	amounts := rec.Column(2).(*array.Decimal128)
	scale := amounts.DataType().(*arrow.Decimal128Type).Scale
	for i := range int(rec.NumRows()) {
		parts := []string{"(guest)", rec.Column(1).ValueStr(i), amounts.Value(i).ToString(scale)}
		if customers.IsValid(i) {
			parts[0] = customers.Value(i)
		}
		if orders.IsValid(i) {
			parts = append(parts, orders.Value(i))
		}
		if rec.Column(3).(*array.Boolean).Value(i) {
			parts = append(parts, "return")
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return lines
}

// inFile writes a file for one test.
func inFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func kindOfError(err error) fault.Kind {
	var e *fault.Error
	if !errors.As(err, &e) {
		return -1
	}
	return e.Kind
}

func TestReadEndsWhenCancelledOrRefused(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n"+strings.Repeat("a,2024-01-01,1\n", 200_000))
	in, err := Open([]string{path}, Options{Schema: transactionSchema(), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stop := func(arrow.Record) error { cancel(); return nil }
	if err := in.Read(ctx, []func(arrow.Record) error{stop, stop}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	in, _ = Open([]string{path}, Options{Schema: transactionSchema(), Workers: 2})
	full := errors.New("full")
	refuse := func(arrow.Record) error { return full }
	if err := in.Read(context.Background(), []func(arrow.Record) error{refuse, refuse}); !errors.Is(err, full) {
		t.Errorf("refused: %v", err)
	}
}
