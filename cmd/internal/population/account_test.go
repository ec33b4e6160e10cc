package population

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
)

// TestTheAccountAddsUp: whatever flags leave rows out, rows read are rows used
// and rows left out, and so are their amounts.
func TestTheAccountAddsUp(t *testing.T) {
	var text strings.Builder
	text.WriteString("customer_id,date,amount,order_id,status\n")
	random := rand.New(rand.NewPCG(5, 6))
	cents, rows := int64(0), int64(20_000)
	for range rows {
		customer := []string{"", "NULL", "c", "d"}[random.IntN(4)]
		if len(customer) == 1 {
			customer += fmt.Sprint(random.IntN(9))
		}
		amount := random.Int64N(12)
		cents += amount - 2
		fmt.Fprintf(&text, "%s,2024-01-%02d,%.2f,%d,%s\n", customer, 1+random.IntN(33), float64(amount-2)/100, random.IntN(20), []string{"paid", "open"}[random.IntN(2)])
	}
	path := filepath.Join(t.TempDir(), "sales.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0)) // which --threads sets
	flags := [][]string{{`--where=status == "paid"`}, {"--since=2024-01-04"}, {"--until=2024-01-29"}, {"--as-of=2024-01-20"}, {"--dedupe"},
		{"--returns=drop", "--returns=keep"}, {"--threads=1"}}
	for combination := range 1 << len(flags) {
		args := []string{"--on-bad-row=skip"}
		for i, values := range flags {
			if combination>>i&1 != 0 {
				args = append(args, values[random.IntN(len(values))])
			}
		}
		var f Flags
		fs := pflag.NewFlagSet("", pflag.ContinueOnError)
		f.AddFlags(fs)
		if err := fs.Parse(args); err != nil {
			t.Fatal(err)
		}
		s := &app.Streams{}
		plan, err := f.Plan(s, []string{path}, false)
		if err != nil {
			t.Fatal(err)
		}
		in, err := f.Input.Open(context.Background(), []string{path}, plan.Reading, s)
		if err != nil {
			t.Fatal(err)
		}
		_, a, err := Aggregate(context.Background(), in, plan.Settings, func(next Sink) Sink { return next })
		if err != nil {
			t.Fatal(err)
		}
		read := in.Account()
		sum := a.Used.Rows + a.Guests.Rows + a.AfterAsOf.Rows
		if a.ReturnsDropped {
			sum += a.Returns.Rows
		}
		for _, l := range read.LeftOut() {
			sum += l.Rows
		}
		if read.Rows != rows || sum != rows || a.Used.Rows == 0 || read.Bad.Rows == 0 {
			t.Errorf("%q: %d rows, %d add up", args, read.Rows, sum)
		}
		if total := revenue(read, a); total.Cmp(big.NewRat(cents, 100)) != 0 {
			t.Errorf("%q: revenue %s, want %d cents", args, total.FloatString(2), cents)
		}
	}
}
