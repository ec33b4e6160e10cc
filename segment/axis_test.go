package segment

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/attribute"
	"rfm/rfm/score"
)

// ratings are attributes of the customers c00000, c00001 … of population, a row
// of cells each; an empty cell is no value.
func ratings(t *testing.T, scores *score.Scores, header string, rows ...string) *attribute.Joined {
	t.Helper()
	fields := []arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}}
	for name := range strings.SplitSeq(header, ",") {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	for i, row := range rows {
		b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("c%05d", i))
		for k, cell := range strings.Split(row, ",") {
			if cell == "" {
				b.Field(k + 1).AppendNull()
			} else {
				b.Field(k + 1).(*array.StringBuilder).Append(cell)
			}
		}
	}
	rec := b.NewRecord()
	defer rec.Release()
	var c attribute.Collector
	if err := c.Add(rec); err != nil {
		t.Fatal(err)
	}
	table, err := c.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table.Join(func(yield func(string) bool) {
		for i := range scores.Customers.Len() {
			if !yield(scores.Customers.ID.At(i)) {
				return
			}
		}
	})
}

func parse(t *testing.T, text string) *Scheme {
	t.Helper()
	s, err := Parse("own.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The weights 100, 10 and 1 over all scores: the axis is rfm_weighted / 111.
func TestAxisOfScoresIsTheWeightedScore(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var values [][3]int64
	for range 500 {
		values = append(values, [3]int64{r.Int64N(400), 1 + r.Int64N(9), r.Int64N(90000) - 4000})
	}
	scores := population(t, score.Bins{}, values...)
	weights, err := score.ParseWeights("100,10,1")
	if err != nil {
		t.Fatal(err)
	}
	weighted, err := score.Score(scores.Customers, score.Options{Weights: weights})
	if err != nil {
		t.Fatal(err)
	}
	rec := weighted.Record(memory.DefaultAllocator)
	defer rec.Release()
	want := rec.Column(rec.Schema().FieldIndices(rfm.FieldWeightedScore)[0]).(*array.Decimal128)
	for _, axis := range []string{
		"{r: {of: recency_days, scale: quantile 5, weight: 100}, f: {of: orders, scale: quantile 5, weight: 10}, m: {of: monetary, scale: quantile 5, weight: 1}}",
		"{r: {of: r, weight: 100}, f: {of: f, weight: 10}, m: {of: m, weight: 1}}",
		"{r: {of: r, weight: 0.100}, f: {of: f, weight: 0.01}, m: {of: m, weight: 0.001}}",
	} {
		s := parse(t, "name: own\nbins: 5\naxes: {total: "+axis+"}\nsegments: [{code: all, when: total >= 3}]\n")
		a, err := Assign(s, scores)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range a.own.axes[0].nearest {
			exact, _ := big.NewRat(int64(want.Value(i).LowBits()), 111).Float64()
			if got != exact {
				t.Fatalf("%s: customer %d: %v, want %v", axis, i, got, exact)
			}
			if in := a.Position[i] == 0; in != (exact >= 3) {
				t.Fatalf("customer %d with %v is in segment: %v", i, exact, in)
			}
		}
	}
}

// Computed by hand. Revenue by quintiles of 100, 200, 300, 400, 500: 1 to 5.
// Attractiveness = (40·revenue + 35·growth + 25·credit) / 100, strength =
// (share + service) / 2 with shares of 10 and less 1, to 20 2, to 40 3, above 4.
func TestKeyAccountsByHand(t *testing.T) {
	s := parse(t, `
name: own
axes:
  attractiveness: {revenue: {of: monetary, scale: quantile 5, weight: 40}, growth: {of: growth_rating, weight: 35}, credit: {of: credit, weight: 25}}
  strength: {share: {of: share_of_wallet, scale: edges 10 20 40, weight: 50}, service: {of: service_rating, scale: as-is, weight: 50}}
segments:
  - {code: key, when: attractiveness >= 5 && strength >= 5}
  - {code: development, when: attractiveness >= 5}
  - {code: maintenance, when: strength >= 5}
`)
	if got, want := s.Attributes(), "[growth_rating credit share_of_wallet service_rating]"; fmt.Sprint(got) != want {
		t.Errorf("attributes %v", got)
	}
	scores := population(t, score.Bins{}, [3]int64{1, 1, 100}, [3]int64{1, 1, 200}, [3]int64{1, 1, 300}, [3]int64{1, 1, 400}, [3]int64{1, 1, 500})
	known := ratings(t, scores, "growth_rating,credit,share_of_wallet,service_rating",
		"8,7.2,10,9", // (40 + 280 + 180) / 100 = 5; (1 + 9) / 2 = 5
		"10,10,10.5,3",
		"1,2,41,6",
		"7,4,20,8",
		"3,6,40,6.9999") // 4.99995, shown as 5.0000, is below 5
	a, err := AssignWith(s, scores, known)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"key 5.0000 5.0000", "development 6.8000 2.5000", "maintenance 2.0500 5.0000", "key 5.0500 5.0000", "others 4.5500 5.0000"} {
		got := s.Code(int(a.Position[i]))
		for _, axis := range a.own.axes {
			got += " " + axis.rounded[i].ToString(axisScale)
		}
		if got != want {
			t.Errorf("customer %d: %s, want %s", i, got, want)
		}
	}
	rec := a.Record(memory.DefaultAllocator)
	defer rec.Release()
	if names := fmt.Sprint(fieldsOf(rec)); !strings.HasSuffix(names, "rfm_score attractiveness strength segment]") {
		t.Errorf("columns %s", names)
	}
	if looked, err := a.Looked(0); err != nil || fmt.Sprint(looked) != "[attractiveness = 5.0000 strength = 5.0000]" {
		t.Errorf("looked at %v, %v", looked, err)
	}
}

func fieldsOf(rec arrow.Record) (names []string) {
	for _, f := range rec.Schema().Fields() {
		names = append(names, f.Name)
	}
	return names
}

func TestMissingRatingsAreNamedOrHaveADefault(t *testing.T) {
	const scheme = "name: own\naxes: {worth: {credit: {of: credit_rating%s, weight: 1}, size: {of: monetary, scale: edges 15 25, better: low, weight: 1}}}\nsegments: [{code: a, when: worth > 0}]\n"
	scores := population(t, score.Bins{}, [3]int64{1, 1, 1000}, [3]int64{1, 1, 2000}, [3]int64{1, 1, 3000}, [3]int64{1, 1, 2500})
	known := ratings(t, scores, "credit_rating", "4", "", "2") // no row for the last
	_, err := AssignWith(parse(t, fmt.Sprintf(scheme, "")), scores, known)
	var missing *MissingRatingError
	if !errors.As(err, &missing) || missing.Customer != "c00001" || missing.Customers != 2 ||
		err.Error() != `customer "c00001" has no credit_rating, which indicator credit of axis worth needs; 2 customers have none` {
		t.Errorf("got %v", err)
	}
	a, err := AssignWith(parse(t, fmt.Sprintf(scheme, ", default: 2.5")), scores, known)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.own.axes[0].nearest, []float64{3.5, 2.25, 1.5, 2.25}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := Assign(parse(t, fmt.Sprintf(scheme, "")), scores); err == nil {
		t.Error("no attributes, and no error")
	}
}

func TestMistakesInAxes(t *testing.T) {
	for _, c := range []struct{ axes, want string }{
		{"{Worth: {a: {of: r, weight: 1}}}", `own.yaml:3:3: "Worth": use letters a-z`},
		{"{monetary: {a: {of: orders, weight: 1}}}", "own.yaml:3:3: axis monetary needs another name"},
		{"{max: {a: {of: orders, weight: 1}}}", "own.yaml:3:3: axis max needs another name"},
		{"{segment: {a: {of: orders, weight: 1}}}", "own.yaml:3:3: axis segment needs another name"},
		{"{worth: 5}", "own.yaml:3:10: want the indicators of the axis by name"},
		{"{worth: {}}", "own.yaml:3:10: axis worth has no indicators"},
		{"{worth: {a: {weight: 1}}}", "own.yaml:3:14: indicator a has no of"},
		{"{worth: {a: {of: orders}}}", "own.yaml:3:14: indicator a has no weight"},
		{"{worth: {a: {of: orders, weight: 0}}}", "own.yaml:3:35: weight is not above zero"},
		{"{worth: {a: {of: orders, weight: 40%}}}", "own.yaml:3:35: weight is not a plain number"},
		{"{worth: {a: {of: rank, weight: 1}}}", "own.yaml:3:19: indicator a: no axis can stand on rank"},
		{"{worth: {a: {of: r, weight: 1}}}", "own.yaml:3:2: the axes look at scores"},
		{"{worth: {a: {of: orders, weight: 1, scale: quantile 11}}}", "own.yaml:3:45: scale: quantile 11: a number from 2 to 10"},
		{"{worth: {a: {of: orders, weight: 1, scale: edges 3 2}}}", "own.yaml:3:45: scale: the edges do not ascend: 2"},
		{"{worth: {a: {of: orders, weight: 1, scale: sqrt}}}", "own.yaml:3:45: scale is none that is known"},
		{"{worth: {a: {of: orders, weight: 1, better: low}}}", "own.yaml:3:46: better says which values score high"},
		{"{worth: {a: {of: orders, weight: 1, default: 2}}}", "own.yaml:3:47: orders is never missing"},
		{"{worth: {a: {of: orders, weight: 1}}}", "own.yaml:6:20: unknown name \"worthy\""},
	} {
		_, err := Parse("own.yaml", []byte("name: own\naxes:\n "+c.axes+"\n\nsegments:\n - {code: a, when: worthy > 1}\n"))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\n%v\nwant %s", c.axes, err, c.want)
		}
	}
}

// Everybody is in exactly one segment of the schemes for grading.
func TestGradingSchemesPartitionTheCustomers(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	var values [][3]int64
	for range 300 {
		values = append(values, [3]int64{1, 1, r.Int64N(100000)})
	}
	for name, rating := range map[string]int{"kaism": 10, "grading": 5} {
		s := named(t, name)
		scores := population(t, score.Bins{}, values...)
		var rows []string
		for range values {
			var cells []string
			for range s.Attributes() {
				cells = append(cells, fmt.Sprint(1+r.IntN(rating)))
			}
			rows = append(rows, strings.Join(cells, ","))
		}
		known := ratings(t, scores, strings.Join(s.Attributes(), ","), rows...)
		a, err := AssignWith(s, scores, known)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[uint16]bool{}
		for i, p := range a.Position {
			seen[p] = true
			if int(p) == len(s.Segments) {
				t.Fatalf("%s: customer %d is in others", name, i)
			}
		}
		if len(seen) != len(s.Segments) {
			t.Errorf("%s: %d segments have customers", name, len(seen))
		}
	}
}

func TestScaleOfAnAxisDoesNotDependOnTheUnit(t *testing.T) {
	for _, scale := range []Scale{{Kind: Quantile, Bins: 4}, {Kind: Quantile, Bins: 10, LowFirst: true}} {
		cents := &attribute.Numbers{Scale: 2}
		whole := &attribute.Numbers{Scale: 0}
		for i := range int64(50) {
			cents.Values = append(cents.Values, decimal128.FromI64(i*i%37*100))
			whole.Values = append(whole.Values, decimal128.FromI64(i*i%37))
		}
		if a, b := scale.score(cents).Values, scale.score(whole).Values; !slices.Equal(a, b) {
			t.Errorf("%+v: %v and %v", scale, a, b)
		}
	}
}
