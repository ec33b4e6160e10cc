package period

import (
	"fmt"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// everything is what is read of a population, as records.
func everything(t *testing.T, c *rfm.Customers, every Every) map[string]arrow.Record {
	t.Helper()
	g := gridOf(t, c, every)
	trend, err := NewTrend(c.Days, g, 45)
	if err != nil {
		t.Fatal(err)
	}
	cohorts, err := NewCohorts(c.Days, g)
	if err != nil {
		t.Fatal(err)
	}
	due, err := NewDue(c, DueOptions{Rhythm: NewRhythm(c.Days, c.AsOf), Bands: DefaultBands(), Window: 60})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]arrow.Record{
		"trend":  trend.Record(memory.DefaultAllocator, 0),
		"within": NewWithin(c.Days, g, []int{30, 90}).Record(memory.DefaultAllocator),
		"due":    due.Record(memory.DefaultAllocator, places(c.Len())),
	}
	for _, v := range []View{Retention, Rolling, Repurchase} {
		all[v.String()] = cohorts.Record(memory.DefaultAllocator, v, v.String())
	}
	return all
}

func places(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func everyUnit() []Every { return []Every{Day, Week, Month, Quarter, Year} }

func TestOrderOfRowsChangesNothing(t *testing.T) {
	for seed := range uint64(4) {
		s := randomSample(seed)
		c, _ := s.customers(t, aggregate.Settings{})
		other, _ := s.shuffled(seed).customers(t, aggregate.Settings{})
		for _, every := range everyUnit() {
			want, got := everything(t, c, every), everything(t, other, every)
			for name := range want {
				if !array.RecordEqual(want[name], got[name]) {
					t.Errorf("seed %d, every %s: %s differs", seed, every, name)
				}
			}
		}
	}
}

// Customers and money of a period come from the period before, and nowhere else.
func TestTrendCloses(t *testing.T) {
	for seed := range uint64(6) {
		c, account := randomSample(seed).customers(t, aggregate.Settings{})
		for _, every := range everyUnit() {
			trend, err := NewTrend(c.Days, gridOf(t, c, every), 45)
			if err != nil {
				t.Fatal(err)
			}
			var revenue money
			var customers, orders int64
			for p, r := range trend.Rows {
				if r.Active != r.New+r.Retained+r.Reactivated {
					t.Errorf("period %d: active %+v", p, r)
				}
				if sum := r.RevenueNew.Add(r.RevenueRetained).Add(r.RevenueReactivated).Add(r.Other); sum != r.Revenue {
					t.Errorf("period %d: revenue %+v", p, r)
				}
				customers, orders = customers+r.New, orders+r.Orders
				if r.Customers != customers {
					t.Errorf("period %d: %d customers, want %d", p, r.Customers, customers)
				}
				revenue.add(r.Revenue)
				if p == 0 {
					continue
				}
				before := trend.Rows[p-1]
				if r.Retained+r.Lapsed != before.Active {
					t.Errorf("period %d: retained and lapsed %+v, active before %d", p, r, before.Active)
				}
				change := r.RevenueNew.Add(r.RevenueReactivated).Add(r.Expansion).Sub(r.Contraction).Sub(r.Lost).Add(r.Other).Sub(before.Other)
				if change != r.Revenue.Sub(before.Revenue) {
					t.Errorf("period %d: the change of the revenue does not close: %+v", p, r)
				}
			}
			scored := money{Num: account.ReturnsOnlyAmount}
			var ordered int64
			for i, n := range c.Monetary {
				scored.add(n)
				ordered += c.Orders[i]
			}
			if revenue.Num != scored.Num || customers != int64(c.Len()) || orders != ordered {
				t.Errorf("seed %d, every %s: revenue %v, want %v; %d customers; %d orders, want %d", seed, every, revenue.Num, scored.Num, customers, orders, ordered)
			}
		}
	}
}

// The column sums of the triangle are the active customers of the trend, its
// first column the customers of score.
func TestCohortsAddUpToTheTrend(t *testing.T) {
	for seed := range uint64(6) {
		c, account := randomSample(seed).customers(t, aggregate.Settings{})
		for _, every := range everyUnit() {
			g := gridOf(t, c, every)
			trend, _ := NewTrend(c.Days, g, 45)
			cohorts, err := NewCohorts(c.Days, g)
			if err != nil {
				t.Fatal(err)
			}
			active, orders := make([]int64, g.Len()), make([]int64, g.Len())
			size := int64(0)
			for _, cohort := range cohorts.Cohorts {
				size += cohort.Size
				for age, cell := range cohort.Cells {
					active[cohort.Period+age] += cell.Active[Retention]
					orders[cohort.Period+age] += cell.Orders
					if cell.Active[Rolling] < cell.Active[Retention] || age == 0 && (cell.Active[Retention] != cohort.Size || cell.Active[Rolling] != cohort.Size) {
						t.Errorf("cohort %s, age %d: %+v", cohort.Name, age, cell)
					}
				}
			}
			for p, r := range trend.Rows {
				if active[p] != r.Active || orders[p] != r.Orders {
					t.Errorf("period %d: %d active in cohorts, %d in the trend; orders %d, %d", p, active[p], r.Active, orders[p], r.Orders)
				}
			}
			all := account.Used.Amount.Sub(account.ReturnsOnlyAmount)
			if sum := cohorts.Total().Add(cohorts.Early); size != int64(c.Len()) || sum != all {
				t.Errorf("%d customers, want %d; revenue %v, want %v", size, c.Len(), sum, all)
			}
		}
	}
}

// With the data of more time no complete row of before changes.
func TestMoreTimeChangesNoCompletePeriod(t *testing.T) {
	for seed := range uint64(5) {
		s := randomSample(seed)
		end := arrow.Date32(15_400)
		asOf := end
		early, _ := s.until(end).customers(t, aggregate.Settings{AsOf: &asOf})
		late, _ := s.customers(t, aggregate.Settings{})
		for _, every := range everyUnit() {
			was, is := everything(t, early, every), everything(t, late, every)
			complete := was["trend"].Column(2).(*array.Boolean)
			n := int64(0)
			for n < was["trend"].NumRows() && complete.Value(int(n)) {
				n++
			}
			if a, b := was["trend"].NewSlice(0, n), is["trend"].NewSlice(0, n); !array.RecordEqual(a, b) {
				t.Errorf("seed %d, every %s: the trend differs:\n%v\n%v", seed, every, a, b)
			}
			now := rowsOf(is["retention"])
			for key, row := range rowsOf(was["retention"]) {
				if row.complete && now[key].text != row.text {
					t.Errorf("seed %d, every %s: cell %s: %s, then %s", seed, every, key, row.text, now[key].text)
				}
			}
		}
	}
}

type cellRow struct {
	complete bool
	text     string
}

// rowsOf are the cells of a triangle by cohort and age.
func rowsOf(rec arrow.Record) map[string]cellRow {
	all := map[string]cellRow{}
	for i := range int(rec.NumRows()) {
		text := ""
		for _, column := range rec.Columns() {
			text += column.ValueStr(i) + " "
		}
		all[rec.Column(0).ValueStr(i)+" "+rec.Column(1).ValueStr(i)] = cellRow{rec.Column(3).(*array.Boolean).Value(i), text}
	}
	return all
}

func TestStatusesAddUpAndMoneyScales(t *testing.T) {
	for seed := range uint64(5) {
		s := randomSample(seed)
		c, _ := s.customers(t, aggregate.Settings{})
		larger := sample{scale: s.scale, sales: slices.Clone(s.sales)}
		for i := range larger.sales {
			larger.sales[i].amount *= 1000
		}
		c1000, _ := larger.customers(t, aggregate.Settings{})
		rhythm := NewRhythm(c.Days, c.AsOf)
		o := DueOptions{Rhythm: rhythm, Bands: DefaultBands(), Window: 91}
		d, err := NewDue(c, o)
		if err != nil {
			t.Fatal(err)
		}
		d1000, _ := NewDue(c1000, o)
		sum := int64(0)
		for _, n := range d.Counts() {
			sum += n
		}
		if sum != int64(c.Len()) || d.Fall() != d1000.Fall() || !slices.Equal(d.Status, d1000.Status) {
			t.Errorf("seed %d: %d customers in statuses, want %d", seed, sum, c.Len())
		}
		for i := range c.Len() {
			change, ok := d.Change(i)
			change1000, ok1000 := d1000.Change(i)
			if change != change1000 || ok != ok1000 || d.Now[i].Mul(thousand()) != d1000.Now[i] {
				t.Errorf("seed %d, customer %d: %v, %v", seed, i, change, change1000)
			}
		}
	}
}

func thousand() decimal128.Num { return decimal128.FromI64(1000) }

// The matrix adds up to the revenue of the trend, whichever way a value is new.
func TestGrowthAddsUpToTheTrend(t *testing.T) {
	for seed := range uint64(5) {
		s := randomSample(seed)
		c, _ := s.customers(t, aggregate.Settings{})
		for _, every := range []Every{Week, Month, Year} {
			g := gridOf(t, c, every)
			trend, _ := NewTrend(c.Days, g, 45)
			readers := []*GrowthReader{NewGrowthReader(aggregate.Settings{}, every.Index), NewGrowthReader(aggregate.Settings{}, every.Index)}
			for i, rec := range s.records(100) {
				if err := readers[i%2].Add(rec); err != nil {
					t.Fatal(err)
				}
			}
			merged := MergeGrowth(readers)
			for _, perCustomer := range []bool{false, true} {
				growth, err := merged.Growth(g, perCustomer)
				if err != nil {
					t.Fatal(err)
				}
				for p, r := range growth.Rows {
					sum := r.Other
					for _, n := range r.Revenue {
						sum = sum.Add(n)
					}
					if sum != trend.Rows[p].Revenue {
						t.Errorf("seed %d, period %d: %v, want %v", seed, p, sum, trend.Rows[p].Revenue)
					}
					if perCustomer && r.Customers[Acquisition] > 0 {
						t.Errorf("seed %d, period %d: a new customer who had bought before", seed, p)
					}
				}
			}
		}
	}
}

// Cohorts by a column divide the same customers.
func TestCohortsByColumnDivideTheCustomers(t *testing.T) {
	s := randomSample(3)
	c, _ := s.customers(t, aggregate.Settings{})
	readers := []*FirstValues{NewFirstValues(aggregate.Settings{}), NewFirstValues(aggregate.Settings{})}
	for i, rec := range s.records(70) {
		if err := readers[i%2].Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	values, valueOf := MergeFirstValues(readers).Of(c)
	g := gridOf(t, c, Month)
	by, err := NewCohortsBy(c.Days, g, values, valueOf)
	if err != nil {
		t.Fatal(err)
	}
	cohorts, _ := NewCohorts(c.Days, g)
	size := int64(0)
	for _, cohort := range by.Cohorts {
		size += cohort.Size
	}
	if size != int64(c.Len()) || len(values) != 9 {
		t.Errorf("%d customers in %d values, want %d", size, len(values), c.Len())
	}
	for age := range g.Len() {
		for _, view := range []View{Retention, Rolling, Repurchase} {
			active, customers := by.Mean(view, age)
			wantActive, wantCustomers := cohorts.Mean(view, age)
			if active != wantActive || customers != wantCustomers {
				t.Errorf("age %d, %s: %d of %d, want %d of %d", age, view, active, customers, wantActive, wantCustomers)
			}
		}
		revenue, orders, _ := by.MeanMoney(age, true)
		wantRevenue, wantOrders, _ := cohorts.MeanMoney(age, true)
		if fmt.Sprint(revenue, orders) != fmt.Sprint(wantRevenue, wantOrders) {
			t.Errorf("age %d: revenue %v, want %v", age, revenue, wantRevenue)
		}
	}
	w := NewWithinBy(c.Days, g, []int{30}, values, valueOf)
	if got, want := w.Total(), NewWithin(c.Days, g, []int{30}).Total(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("within: %v, want %v", got, want)
	}
}
