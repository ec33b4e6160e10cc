package scoring

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/io/where"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// failFigures are what the expression of --fail-if can look at.
type failFigures struct {
	runFigures
	Previous    runFigures   `expr:"previous"`
	Drift       driftFigures `expr:"drift"`
	hasPrevious bool
}

// runFigures sum up a run. Money is the nearest float64.
type runFigures struct {
	Customers int64                     `expr:"customers"`
	Orders    int64                     `expr:"orders"`
	Monetary  float64                   `expr:"monetary"`
	Rows      rowFigures                `expr:"rows"`
	Segments  map[string]segmentFigures `expr:"segments"`

	total *big.Rat // Monetary, exactly
}

// rowFigures tell where the rows went.
type rowFigures struct {
	Read      int64 `expr:"read"`
	Used      int64 `expr:"used"`
	LeftOut   int64 `expr:"left_out"`
	Bad       int64 `expr:"bad"`
	Guests    int64 `expr:"guests"`
	Filtered  int64 `expr:"filtered"`
	AfterAsOf int64 `expr:"after_as_of"`
	Returns   int64 `expr:"returns"`
}

// segmentFigures are those of one segment; shares are in percent, not rounded.
type segmentFigures struct {
	Customers      int64   `expr:"customers"`
	CustomersShare float64 `expr:"customers_pct"`
	Orders         int64   `expr:"orders"`
	Monetary       float64 `expr:"monetary"`
	MonetaryShare  float64 `expr:"monetary_pct"`
}

// driftFigures are the customers who would have another R, F, M score, any other
// score, another segment with fresh cut points; shares are in percent.
type driftFigures struct {
	R              int64   `expr:"r"`
	F              int64   `expr:"f"`
	M              int64   `expr:"m"`
	Customers      int64   `expr:"customers"`
	Segments       int64   `expr:"segments"`
	RShare         float64 `expr:"r_pct"`
	FShare         float64 `expr:"f_pct"`
	MShare         float64 `expr:"m_pct"`
	CustomersShare float64 `expr:"customers_pct"`
	SegmentsShare  float64 `expr:"segments_pct"`
}

// newRunFigures are those of a run, without the segments.
func newRunFigures(customers int, orders int64, monetary *big.Rat, r population.RowAccount) *runFigures {
	f := &runFigures{Customers: int64(customers), Orders: orders, total: monetary, Segments: map[string]segmentFigures{segment.Others: {}}}
	f.Monetary, _ = monetary.Float64()
	f.Rows = rowFigures{Read: r.Read.Rows, Used: r.Used.Rows, LeftOut: r.Read.Rows - r.Used.Rows, Bad: r.Bad.Rows, Guests: r.NoCustomer.Rows,
		Filtered: r.Filtered.Rows, AfterAsOf: r.AfterAsOf.Rows, Returns: r.UsedReturns.Rows + r.Returns.Rows}
	return f
}

// addSegment adds the figures of a segment.
func (f *runFigures) addSegment(code string, customers int, orders int64, monetary *big.Rat) {
	s := segmentFigures{Customers: int64(customers), Orders: orders, CustomersShare: share(big.NewRat(int64(customers), 1), big.NewRat(f.Customers, 1)),
		MonetaryShare: share(monetary, f.total)}
	s.Monetary, _ = monetary.Float64()
	f.Segments[code] = s
}

// figures sums up the scored customers.
func (j *Job) figures() (*runFigures, error) {
	c := j.Scores.Customers
	orders, total, err := j.totals()
	if err != nil {
		return nil, err
	}
	f := newRunFigures(j.Len(), orders, total, population.NewRowAccount(j.Population.Input, j.Population.Account))
	if j.Assignment == nil {
		return f, nil
	}
	all, err := j.Summaries(false)
	for _, one := range all {
		f.addSegment(one.Segment.Code, one.Customers, one.Orders, app.Exact(one.Monetary, c.Scale))
	}
	return f, err
}

// totals are the orders and the money of all customers.
func (j *Job) totals() (orders int64, monetary *big.Rat, err error) {
	var sum big.Int
	add := func(c *rfm.Customers) {
		for i, n := range c.Orders {
			orders += n
			sum.Add(&sum, c.Monetary[i].BigInt())
		}
	}
	if j.Stream == nil {
		add(j.Scores.Customers)
	} else {
		for block, err := range j.Stream.Each(false) {
			if err != nil {
				return 0, nil, err
			}
			add(block.Customers)
		}
	}
	unit := app.Exact(decimal128.FromI64(1), j.Scores.Customers.Scale)
	return orders, unit.Mul(unit, new(big.Rat).SetInt(&sum)), nil
}

// figures are those of the run that the manifest is of.
func (m *Manifest) figures() (*runFigures, error) {
	total, err := score.ParseExact(string(m.Monetary))
	if err != nil {
		return nil, err
	}
	f := newRunFigures(m.Customers, m.Orders, total, m.Rows)
	for code, s := range m.Segments {
		monetary, err := score.ParseExact(string(s.Monetary))
		if err != nil {
			return nil, err
		}
		f.addSegment(code, s.Customers, s.Orders, monetary)
	}
	return f, nil
}

func newDriftFigures(d *Drift) driftFigures {
	pct := func(n int) float64 { return share(big.NewRat(int64(n), 1), big.NewRat(int64(d.all), 1)) }
	r, f, m := d.of[rfm.Recency].Customers, d.of[rfm.Frequency].Customers, d.of[rfm.Monetary].Customers
	return driftFigures{R: int64(r), F: int64(f), M: int64(m), Customers: int64(d.customers), Segments: int64(d.segments),
		RShare: pct(r), FShare: pct(f), MShare: pct(m), CustomersShare: pct(d.customers), SegmentsShare: pct(d.segments)}
}

// share is part of whole in percent, 0 of nothing or less.
func share(part, whole *big.Rat) float64 {
	if whole.Sign() <= 0 {
		return 0
	}
	pct, _ := new(big.Rat).Quo(new(big.Rat).Mul(part, big.NewRat(100, 1)), whole).Float64()
	return pct
}

// figureNames are the names of the figures in a group; nil for a single one.
func figureNames(group reflect.Type, codes []string) []string {
	switch group.Kind() {
	case reflect.Map:
		return codes
	case reflect.Struct:
		var names []string
		for _, f := range reflect.VisibleFields(group) {
			if name := f.Tag.Get("expr"); name != "" {
				names = append(names, name)
			}
		}
		return names
	}
	return nil
}

// figureType is the type of a figure of a group.
func figureType(group reflect.Type, name string) reflect.Type {
	if group.Kind() == reflect.Map {
		return group.Elem()
	}
	for _, f := range reflect.VisibleFields(group) {
		if f.Tag.Get("expr") == name {
			return f.Type
		}
	}
	return group
}

// absent tells why there is no figure of a run before.
func (f *failFigures) absent(path []string) string {
	if !f.hasPrevious {
		return "there is no run before"
	}
	return "the run before had no " + strings.Join(path[1:], ".")
}

// value is a figure as text, with at most six decimals; "" for a group of them.
// It is false where there is none.
func (f *failFigures) value(path []string) (string, bool) {
	at := reflect.ValueOf(*f)
	for _, name := range path {
		switch at.Kind() {
		case reflect.Map:
			at = at.MapIndex(reflect.ValueOf(name))
		case reflect.Struct:
			for _, field := range reflect.VisibleFields(at.Type()) {
				if field.Tag.Get("expr") == name {
					at = at.FieldByIndex(field.Index)
					break
				}
			}
		}
		if !at.IsValid() || name == "previous" && !f.hasPrevious {
			return "", false
		}
	}
	switch at.Kind() {
	case reflect.Int64:
		return strconv.FormatInt(at.Int(), 10), true
	case reflect.Float64:
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(at.Float(), 'f', 6, 64), "0"), "."), true
	}
	return "", true
}

// figureUses collects the figures in an expression and the first name that is
// none.
type figureUses struct {
	codes  []string
	source file.Source
	paths  [][]string
	err    error
}

// Visit is called for every node, the inner ones first.
func (u *figureUses) Visit(node *ast.Node) {
	path := figurePath(*node)
	if path == nil || u.err != nil {
		return
	}
	if path[0] == "$env" { // hides what is looked at
		u.err = where.ExpressionError("--fail-if", u.source.String(),
			(&file.Error{Location: (*node).Location(), Message: "name the figures without $env"}).Bind(u.source))
		return
	}
	within := reflect.TypeFor[failFigures]()
	for i, name := range path {
		names := figureNames(within, u.codes)
		if names != nil && !slices.Contains(names, name) {
			if i > 0 { // a lone name may be a variable; the compiler knows
				u.refuse(*node, path[:i], name, names)
			}
			return
		}
		within = figureType(within, name)
	}
	if len(u.paths) > 0 && len(path) > 1 && slices.Equal(u.paths[len(u.paths)-1], path[:len(path)-1]) {
		u.paths = u.paths[:len(u.paths)-1] // the same figure, longer
	}
	u.paths = append(u.paths, path)
}

func (u *figureUses) refuse(node ast.Node, group []string, name string, known []string) {
	at := node.(*ast.MemberNode).Property.Location()
	e := where.ExpressionError("--fail-if", u.source.String(),
		(&file.Error{Location: at, Message: fmt.Sprintf("%s has no %q", strings.Join(group, "."), name)}).Bind(u.source))
	e.Hints = append(e.Hints, "known: "+app.List(known))
	u.err = e
}

// figurePath is the names of a figure: segments.loyal.customers, or
// segments["loyal"].customers. It is nil for what is no such thing.
func figurePath(node ast.Node) []string {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return []string{n.Value}
	case *ast.MemberNode:
		name, isText := n.Property.(*ast.StringNode)
		if group := figurePath(n.Node); group != nil && isText {
			return append(slices.Clone(group), name.Value)
		}
	}
	return nil
}
