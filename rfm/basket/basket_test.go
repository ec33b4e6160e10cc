package basket

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// line is a row of input.
type line struct {
	customer, order, item string
	amount                int64
	returned              bool
}

// records are the lines in records of at most size rows.
func records(lines []line, within Within, grouped bool, size int) []arrow.Record {
	var out []arrow.Record
	for chunk := range slices.Chunk(lines, size) {
		b := array.NewRecordBuilder(memory.DefaultAllocator, Schema(within, grouped))
		for _, l := range chunk {
			for i, f := range b.Schema().Fields() {
				switch f.Name {
				case FieldAmount:
					b.Field(i).(*array.Decimal128Builder).Append(decimal128.FromI64(l.amount))
				case FieldReturn:
					b.Field(i).(*array.BooleanBuilder).Append(l.returned)
				default:
					text := map[string]string{FieldCustomer: l.customer, FieldOrder: l.order, FieldItem: l.item}[f.Name]
					if text == "" {
						b.Field(i).AppendNull()
					} else {
						b.Field(i).(*array.StringBuilder).Append(text)
					}
				}
			}
		}
		out = append(out, b.NewRecord())
		b.Release()
	}
	return out
}

// count counts lines, which it shares out between two collectors.
func count(t *testing.T, lines []line, s Settings) *Counts {
	t.Helper()
	collectors := NewCollectors(2, s)
	for i, rec := range records(lines, s.Within, s.Groups != nil, 7) {
		if err := collectors[i%2].Add(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
	}
	c, err := Count(collectors...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// text writes rules as lines of "group item with both/item/with/baskets".
func text(r *Rules) string {
	var b strings.Builder
	for i := range r.Len() {
		rule := r.At(i)
		fmt.Fprintf(&b, "%s %s %s %d/%d/%d/%d\n", rule.Group, rule.Item, rule.With, rule.Both, rule.A, rule.B, rule.Baskets)
	}
	return b.String()
}

func TestLinesOfAnOrderNeedNotBeTogether(t *testing.T) {
	c := count(t, []line{
		{order: "1", item: "beer", amount: 1}, {order: "2", item: "beer", amount: 1}, {order: "1", item: " nappies ", amount: 2},
		{order: "3", item: "nappies", amount: 2}, {order: "1", item: "beer", amount: 1}, {order: "2", item: "nappies", amount: 2},
		{order: "4", item: "crisps"}, {order: "2", item: "beer", amount: 1}, {order: "1", item: "nappies", amount: 2},
	}, Settings{})
	want := " beer nappies 2/2/3/4\n nappies beer 2/3/2/4\n"
	if got := text(c.Rules(RuleOptions{})); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if g := c.Groups[0]; g.Baskets != 4 || g.Frequent != 3 || g.Tried() != 3 {
		t.Errorf("%d baskets, %d items, %d pairs tried", g.Baskets, g.Frequent, g.Tried())
	}
}

func TestEveryRowIsAccountedFor(t *testing.T) {
	lines := []line{
		{"c", "1", "a", 1, false}, {"c", "1", "a", -1, false}, {"c", "1", "a", 1, true}, {"c", "", "a", 1, false},
		{"c", "1", "", 1, false}, {"c", "1", "  ", 1, false}, {"", "1", "b", 1, false}, {"x", "1", "b", 1, false},
	}
	for _, c := range []struct {
		name     string
		settings Settings
		want     Account
	}{
		{"orders", Settings{}, Account{Rows: 8, Used: 3, Returns: 2, NoItem: 2, NoBasket: 1}},
		{"customers", Settings{Within: WithinCustomer}, Account{Rows: 8, Used: 3, Returns: 2, NoItem: 2, NoBasket: 1}},
		{"groups", Settings{Groups: &Groups{Names: []string{"g"}, Of: map[string]int{"c": 0}}},
			Account{Rows: 8, Used: 1, Returns: 2, NoItem: 2, NoBasket: 1, NoGroup: 2}},
	} {
		if got := count(t, lines, c.settings).Account; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// randomLines have few frequent items and many rare ones.
func randomLines(r *rand.Rand, n int) []line {
	lines := make([]line, n)
	for i := range lines {
		customer := strconv.Itoa(r.IntN(n/20 + 1))
		lines[i] = line{customer: customer, order: customer + "-" + strconv.Itoa(r.IntN(4)), item: "i" + strconv.Itoa(int(r.ExpFloat64()*12)), amount: 1}
	}
	return lines
}

// naive counts pairs with maps of sets.
func naive(lines []line, s Settings, confidence *big.Rat) []string {
	type set = map[string]bool
	groups := map[string]map[string]set{}
	for _, l := range lines {
		group, key := "", l.order
		if s.Groups != nil {
			group = s.Groups.Names[s.Groups.Of[l.customer]]
		}
		if s.Within == WithinCustomer {
			key = l.customer
		}
		if groups[group] == nil {
			groups[group] = map[string]set{}
		}
		if groups[group][key] == nil {
			groups[group][key] = set{}
		}
		groups[group][key][l.item] = true
	}
	var out []string
	for name, baskets := range groups {
		single, both := map[string]int{}, map[[2]string]int{}
		for _, b := range baskets {
			for x := range b {
				single[x]++
				for y := range b {
					if x != y {
						both[[2]string{x, y}]++
					}
				}
			}
		}
		for p, n := range both {
			if int64(n) >= s.MinCount && (confidence == nil || big.NewRat(int64(n), int64(single[p[0]])).Cmp(confidence) >= 0) {
				out = append(out, fmt.Sprintf("%s %s %s %d/%d/%d/%d", name, p[0], p[1], n, single[p[0]], single[p[1]], len(baskets)))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestCountsAreThoseOfSets(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	groups := &Groups{Names: []string{"even", "odd"}, Of: map[string]int{}}
	for i := range 1000 {
		groups.Of[strconv.Itoa(i)] = i % 2
	}
	for _, c := range []struct {
		name       string
		settings   Settings
		confidence *big.Rat
	}{
		{"all", Settings{}, nil},
		{"frequent", Settings{MinCount: 5}, big.NewRat(1, 4)},
		{"customers", Settings{Within: WithinCustomer, MinCount: 3}, nil},
		{"groups", Settings{Groups: groups, MinCount: 2}, big.NewRat(1, 10)},
		{"one worker", Settings{Workers: 1}, nil},
		{"five workers", Settings{Workers: 5, Groups: groups}, nil},
		{"in files and many passes", Settings{Memory: 4000, Workers: 3, MinCount: 2}, nil},
		{"groups in files", Settings{Memory: 1, Groups: groups}, nil},
	} {
		lines := randomLines(r, 3000)
		got := strings.Split(strings.TrimSpace(text(count(t, lines, c.settings).Rules(RuleOptions{MinConfidence: c.confidence}))), "\n")
		for i := range got {
			if c.settings.Groups == nil {
				got[i] = " " + strings.TrimPrefix(got[i], " ")
			}
		}
		slices.Sort(got)
		if want := naive(lines, c.settings, c.confidence); !slices.Equal(got, want) {
			t.Errorf("%s: %d rules, want %d", c.name, len(got), len(want))
		}
	}
}

func TestOrderOfRowsAndNumberOfWorkersChangeNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	lines := randomLines(r, 4000)
	want := text(count(t, lines, Settings{MinCount: 2}).Rules(RuleOptions{}))
	for workers := 1; workers < 4; workers++ {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if got := text(count(t, lines, Settings{MinCount: 2, Workers: workers}).Rules(RuleOptions{})); got != want {
			t.Fatalf("%d workers and shuffled rows give other rules", workers)
		}
	}
}

func TestConfidenceOnTheBorderIsKept(t *testing.T) {
	var lines []line
	for i := range 25 { // 7 of 25 is 0.28 exactly; 0.28 × 25 is above 7 in floats
		order := strconv.Itoa(i)
		lines = append(lines, line{order: order, item: "a"})
		if i < 7 {
			lines = append(lines, line{order: order, item: "b"})
		}
	}
	confidence, _ := new(big.Rat).SetString("0.28")
	if got := text(count(t, lines, Settings{}).Rules(RuleOptions{MinConfidence: confidence})); !strings.Contains(got, " a b 7/25/7/25") {
		t.Errorf("got %q", got)
	}
}

func TestRulesWithMostExtraBasketsComeFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rules := count(t, randomLines(r, 2000), Settings{}).Rules(RuleOptions{})
	for i := 1; i < rules.Len(); i++ {
		before, rule := rules.At(i-1), rules.At(i)
		if before.extra() < rule.extra() || before.extra() == rule.extra() && before.Both*rule.A < rule.Both*before.A {
			t.Fatalf("rule %d: %+v before %+v", i, before, rule)
		}
	}
}

func TestKeepChoosesRules(t *testing.T) {
	lines := []line{{order: "1", item: "a"}, {order: "1", item: "b"}, {order: "1", item: "c"}}
	rules := count(t, lines, Settings{}).Rules(RuleOptions{Keep: func(item, _ string) bool { return item == "c" }})
	if got, want := text(rules), " c a 1/1/1/1\n c b 1/1/1/1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatSellsWithEverythingIsNamed(t *testing.T) {
	var lines []line
	for i := range 200 {
		order := strconv.Itoa(i)
		lines = append(lines, line{order: order, item: "item " + strconv.Itoa(i%20)})
		if i%2 == 0 {
			lines = append(lines, line{order: order, item: "postage"}, line{order: order, item: "item " + strconv.Itoa((i+7)%20)})
		}
	}
	if got := count(t, lines, Settings{}).Groups[0].Widespread; !slices.Equal(got, []string{"postage"}) {
		t.Errorf("got %q", got)
	}
}

func TestNothingToCount(t *testing.T) {
	c := count(t, nil, Settings{})
	if c.Groups[0].Baskets != 0 || c.Rules(RuleOptions{}).Len() != 0 {
		t.Error("there are rules of nothing")
	}
}
