package learn_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"rfm/rfm/score"
	"rfm/segment"
	"rfm/segment/draw"
	"rfm/segment/learn"
)

// visitors makes n customers of whom those with more than 10 orders respond with
// a chance of two in three, the others from north of one in two, the rest of one
// in ten. Chance is a hash of the id; three in ten are held out.
func visitors(n int) *learn.Sample {
	s := &learn.Sample{Fields: []learn.Field{{Name: "orders", Numbers: []float64{}}, {Name: "region"}, {Name: "street"}}}
	key := draw.NewKey("visitors", "")
	for i := range n {
		id := fmt.Sprintf("c%d", i)
		orders, region := key.Hash(id+" orders")%21, []string{"north", "south", "west"}[key.Hash(id+" region")%3]
		limit := map[string]uint64{"north": 500}[region]
		if orders > 10 {
			limit = 667
		}
		s.IDs = append(s.IDs, id)
		s.Responded = append(s.Responded, key.Hash(id+" responds")%1000 < max(limit, 100))
		s.HeldOut = append(s.HeldOut, key.HeldOut(id, 0.3))
		s.Fields[0].Numbers = append(s.Fields[0].Numbers, float64(orders))
		s.Fields[1].Texts = append(s.Fields[1].Texts, region)
		s.Fields[2].Texts = append(s.Fields[2].Texts, fmt.Sprint("street ", i%500))
	}
	return s
}

func rules(t *learn.Tree) []string {
	var all []string
	for i := range t.Leaves {
		all = append(all, t.Leaves[i].Rule())
	}
	return all
}

func TestLearnFindsTheRule(t *testing.T) {
	tree, err := learn.Learn(visitors(4200), learn.Options{Leaves: 3})
	if err != nil {
		t.Fatal(err)
	}
	want := `orders > 10.5 | orders <= 10.5 && region == "north" | orders <= 10.5 && region != "north"`
	if got := strings.Join(rules(tree), " | "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if fmt.Sprint(tree.Skipped) != "[street]" {
		t.Errorf("skipped %v", tree.Skipped)
	}
	var learned, held learn.Count
	for _, l := range tree.Leaves {
		learned.Customers += l.Learned.Customers
		learned.Responders += l.Learned.Responders
		held.Customers += l.HeldOut.Customers
		held.Responders += l.HeldOut.Responders
	}
	if learned != tree.Learned || held != tree.HeldOut {
		t.Errorf("the leaves have %v and %v, the parts %v and %v", learned, held, tree.Learned, tree.HeldOut)
	}
}

func TestTreeDoesNotDependOnTheOrderOfRows(t *testing.T) {
	s := visitors(2100)
	o := learn.Options{Leaves: 6}
	want, err := learn.Learn(s, o)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	random.Shuffle(len(s.IDs), func(i, j int) {
		s.IDs[i], s.IDs[j] = s.IDs[j], s.IDs[i]
		s.Responded[i], s.Responded[j] = s.Responded[j], s.Responded[i]
		s.HeldOut[i], s.HeldOut[j] = s.HeldOut[j], s.HeldOut[i]
		s.Fields[0].Numbers[i], s.Fields[0].Numbers[j] = s.Fields[0].Numbers[j], s.Fields[0].Numbers[i]
		for f := 1; f < 3; f++ {
			s.Fields[f].Texts[i], s.Fields[f].Texts[j] = s.Fields[f].Texts[j], s.Fields[f].Texts[i]
		}
	})
	got, err := learn.Learn(s, o)
	if err != nil {
		t.Fatal(err)
	}
	about := learn.About{Name: "learned", Target: "responded"}
	if a, b := string(want.Scheme(about)), string(got.Scheme(about)); a != b {
		t.Errorf("%s\nand after shuffling\n%s", a, b)
	}
}

// Equal splits: the first field, and in it the lower cut.
func TestTies(t *testing.T) {
	s := &learn.Sample{Fields: []learn.Field{{Name: "a", Numbers: []float64{}}, {Name: "b", Numbers: []float64{}}}}
	for i := range 400 {
		s.IDs = append(s.IDs, fmt.Sprint(i))
		v := float64(i % 4) // responders at 0 and 3: the cuts at 0.5 and 2.5 are equally good
		s.Responded = append(s.Responded, v == 0 || v == 3)
		s.HeldOut = append(s.HeldOut, false)
		s.Fields[0].Numbers = append(s.Fields[0].Numbers, v)
		s.Fields[1].Numbers = append(s.Fields[1].Numbers, v)
	}
	tree, err := learn.Learn(s, learn.Options{Leaves: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rules(tree), " | "); got != "a <= 0.5 | a > 0.5" {
		t.Error(got)
	}
	if auc := tree.Judge(); !math.IsNaN(auc.HeldOut) || auc.Learned != 0.75 {
		t.Errorf("%+v", auc) // 0.5·1 + 0.5·0.5
	}
}

func TestNothingToAsk(t *testing.T) {
	s := &learn.Sample{Fields: []learn.Field{{Name: "same", Numbers: []float64{}}}}
	for i := range 200 {
		s.IDs, s.Responded, s.HeldOut = append(s.IDs, fmt.Sprint(i)), append(s.Responded, i%2 == 0), append(s.HeldOut, i%5 == 0)
		s.Fields[0].Numbers = append(s.Fields[0].Numbers, 7)
	}
	tree, err := learn.Learn(s, learn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Leaves) != 1 || tree.Leaves[0].Rule() != "true" {
		t.Errorf("%q", rules(tree))
	}
	if auc := tree.Judge(); auc.Learned != 0.5 || auc.HeldOut != 0.5 {
		t.Errorf("%+v", auc)
	}
}

func TestLearnRefuses(t *testing.T) {
	few := visitors(80)
	var scarce *learn.ScarceError
	if _, err := learn.Learn(few, learn.Options{}); !errors.As(err, &scarce) {
		t.Errorf("few customers: %v", err)
	}
	gap := visitors(2100)
	gap.Fields[0].Numbers[7] = math.NaN()
	var missing *learn.MissingError
	if _, err := learn.Learn(gap, learn.Options{}); !errors.As(err, &missing) || err.Error() != "customer c7 has no orders" {
		t.Errorf("a missing number: %v", err)
	}
}

// Cells that are the leaves rank as the leaves do; a cell that was not learned
// from has the rate of all.
func TestJudgeCells(t *testing.T) {
	s := visitors(4200)
	tree, err := learn.Learn(s, learn.Options{Leaves: 2})
	if err != nil {
		t.Fatal(err)
	}
	cells := make([]string, len(s.IDs))
	for i, orders := range s.Fields[0].Numbers {
		cells[i] = fmt.Sprint(orders > 10)
	}
	auc, n := tree.JudgeCells(cells)
	if auc != tree.Judge() || n != 2 {
		t.Errorf("%+v of %d cells, want %+v", auc, n, tree.Judge())
	}
	for i := range cells {
		cells[i] = map[bool]string{true: "held out", false: "learned"}[s.HeldOut[i]]
	}
	if auc, _ := tree.JudgeCells(cells); math.Abs(auc.Learned-0.5)+math.Abs(auc.HeldOut-0.5) > 1e-12 {
		t.Errorf("cells that were not learned from: %+v", auc)
	}
}

// What is written is a scheme that gives every customer the leaf that the tree
// counted.
func TestSchemeIsReadBack(t *testing.T) {
	s := &learn.Sample{Fields: []learn.Field{{Name: "orders", Numbers: []float64{}}, {Name: "monetary", Numbers: []float64{}}}}
	key := draw.NewKey(draw.ForHoldout, "")
	for i := range 3000 {
		id := fmt.Sprintf("c%04d", i)
		chance := key.Hash(id) % 1000
		orders, money := float64(chance%17), float64(chance%400)+0.25
		s.IDs = append(s.IDs, id)
		s.Responded = append(s.Responded, key.Hash(id+"?")%100 < 5+uint64(orders)*4)
		s.HeldOut = append(s.HeldOut, key.HeldOut(id, 0.3))
		s.Fields[0].Numbers = append(s.Fields[0].Numbers, orders)
		s.Fields[1].Numbers = append(s.Fields[1].Numbers, money)
	}
	tree, err := learn.Learn(s, learn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := tree.Scheme(learn.About{Name: "learned", Target: "responded"})
	scheme, err := segment.Parse("learned.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(scheme.Segments) != len(tree.Leaves) || len(tree.Leaves) < 4 {
		t.Errorf("%d segments, %d leaves", len(scheme.Segments), len(tree.Leaves))
	}
	if !strings.Contains(string(text), "  # learned ") || strings.Contains(string(text), "bins") {
		t.Errorf("%s", text)
	}
	if scheme.Fits(score.Bins{5, 5, 5}) != nil {
		t.Error("rules of orders and money depend on scores")
	}
}

// Halfway between 1574.23 and 1574.24 is 1574.235, though not of the float64s.
func TestCutsAreShort(t *testing.T) {
	s := &learn.Sample{Fields: []learn.Field{{Name: "a", Numbers: []float64{}}}}
	for i := range 200 {
		s.IDs, s.HeldOut = append(s.IDs, fmt.Sprint(i)), append(s.HeldOut, false)
		s.Responded = append(s.Responded, i%2 == 0)
		s.Fields[0].Numbers = append(s.Fields[0].Numbers, []float64{1574.24, 1574.23}[i%2])
	}
	tree, err := learn.Learn(s, learn.Options{Leaves: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rules(tree), " | "); got != "a > 1574.235 | a <= 1574.235" {
		t.Error(got)
	}
}
