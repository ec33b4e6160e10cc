package period

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// sale is a row of a sample, its amount in units of 1/10^scale.
type sale struct {
	customer string
	day      arrow.Date32
	amount   int64
	order    string // empty where rows are orders
	column   string
	isReturn bool
}

type sample struct {
	scale int32
	sales []sale
}

// records makes records of some rows each.
func (s sample) records(rows int) (all []arrow.Record) {
	schema := WithColumn(rfm.TransactionSchema(true), FieldBy)
	fields := schema.Fields()
	fields[2].Type = rfm.Money(s.scale)
	for from := 0; from < len(s.sales); from += rows {
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
		for _, r := range s.sales[from:min(from+rows, len(s.sales))] {
			if r.customer == "" {
				b.Field(0).AppendNull()
			} else {
				b.Field(0).(*array.StringBuilder).Append(r.customer)
			}
			b.Field(1).(*array.Date32Builder).Append(r.day)
			b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(r.amount))
			b.Field(3).(*array.BooleanBuilder).Append(r.isReturn)
			if r.order == "" {
				b.Field(4).AppendNull()
			} else {
				b.Field(4).(*array.StringBuilder).Append(r.order)
			}
			b.Field(5).(*array.StringBuilder).Append(r.column)
		}
		all = append(all, b.NewRecord())
		b.Release()
	}
	return all
}

// customers aggregates the sample.
func (s sample) customers(t testing.TB, settings aggregate.Settings) (*rfm.Customers, rfm.Account) {
	t.Helper()
	settings.Days = true
	aggregators := aggregate.NewAggregators(2, settings)
	for i, rec := range s.records(1 << 14) {
		if err := aggregators[i%2].Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	c, account, err := aggregate.Combine(aggregators...)
	if err != nil {
		t.Fatal(err)
	}
	return c, account
}

// grid of a population.
func gridOf(t testing.TB, c *rfm.Customers, every Every) *Grid {
	t.Helper()
	first, ok := FirstDay(c.Days)
	if !ok {
		t.Fatal("a book without days")
	}
	g, err := NewGrid(every, first, c.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func date(t testing.TB, text string) arrow.Date32 {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return arrow.Date32FromTime(day)
}

// read calls yield for the lines of a file of the root's testdata, or, where there
// is none, of the folder with public data beside the checkout.
func read(t testing.TB, comma rune, yield func([]string), path ...string) {
	t.Helper()
	f, err := os.Open(filepath.Join(append([]string{"..", "..", "testdata"}, path...)...))
	if err != nil {
		if f, err = os.Open(filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, path...)...)); err != nil {
			t.Skip("no " + filepath.Join(path...))
		}
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(f.Name(), ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	lines := csv.NewReader(r)
	lines.Comma, lines.ReuseRecord = comma, true
	for {
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		yield(line)
	}
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// scaled reads a decimal number in units of 1/10^scale.
func scaled(text string, scale int) int64 {
	whole, rest, _ := strings.Cut(text, ".")
	n := number(whole + (rest + strings.Repeat("0", scale))[:scale])
	return n
}

// onlineRetail is read once.
var onlineRetail = sync.OnceValue(func() *sample { return &sample{scale: 3} })

func onlineRetailSample(t testing.TB) sample {
	s := onlineRetail()
	if s.sales != nil {
		return *s
	}
	header := true
	read(t, ',', func(line []string) {
		if header {
			header = false
			return
		}
		quantity := number(line[3])
		customer, _, _ := strings.Cut(line[6], ".")
		s.sales = append(s.sales, sale{customer: customer, day: date(t, line[4][:10]), amount: quantity * scaled(line[5], 3),
			order: strings.Clone(line[0]), column: strings.Clone(line[1]), isReturn: quantity < 0 || strings.HasPrefix(line[0], "C")})
	}, "online-retail.csv.gz")
	return *s
}

func cdnowSample(t testing.TB) sample {
	s := sample{scale: 2}
	header := true
	read(t, ',', func(line []string) {
		if header {
			header = false
			return
		}
		d := line[1]
		s.sales = append(s.sales, sale{customer: strings.Clone(line[0]), day: date(t, d[:4]+"-"+d[4:6]+"-"+d[6:]), amount: scaled(line[3], 2)})
	}, "cdnow.csv")
	return s
}

// randomSample has returns, orders that span lines and days, and rows without a
// customer.
func randomSample(seed uint64) sample {
	rng := rand.New(rand.NewPCG(seed, 7))
	s := sample{scale: 2}
	const start = 14_900
	for order := range 400 + rng.IntN(2000) {
		customer := "c" + strconv.Itoa(int(rng.ExpFloat64()*40))
		if rng.IntN(25) == 0 {
			customer = ""
		}
		day := arrow.Date32(start + rng.IntN(700))
		for range 1 + rng.IntN(3) {
			r := sale{customer: customer, day: day, amount: rng.Int64N(20_000), order: strconv.Itoa(order), column: "v" + strconv.Itoa(rng.IntN(9))}
			if rng.IntN(12) == 0 {
				r.isReturn, r.amount, r.order = true, -r.amount, "C"+r.order
			}
			s.sales = append(s.sales, r)
			if rng.IntN(30) == 0 {
				day++
			}
		}
	}
	// Somebody who has only returned something.
	s.sales = append(s.sales, sale{customer: "back", day: start + 333, amount: -77, isReturn: true, order: "Cx"})
	return s
}

// shuffled is the sample in another order.
func (s sample) shuffled(seed uint64) sample {
	rng := rand.New(rand.NewPCG(seed, 8))
	other := sample{scale: s.scale, sales: append([]sale(nil), s.sales...)}
	rng.Shuffle(len(other.sales), func(i, k int) { other.sales[i], other.sales[k] = other.sales[k], other.sales[i] })
	return other
}

// until is the sample up to a day.
func (s sample) until(day arrow.Date32) sample {
	cut := sample{scale: s.scale}
	for _, r := range s.sales {
		if r.day <= day {
			cut.sales = append(cut.sales, r)
		}
	}
	return cut
}
