package segment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/score"
)

// assigned is a population of random customers, drawn from n ids, in segments.
func assigned(t *testing.T, random *rand.Rand, n int, scale int32) *Assignment {
	t.Helper()
	c := &rfm.Customers{Scale: scale, AverageScale: scale}
	var ids []string
	for i := range n {
		if random.IntN(3) > 0 {
			ids = append(ids, fmt.Sprintf("%04d", i))
			c.Recency = append(c.Recency, random.Int32N(400))
			c.Orders = append(c.Orders, 1+random.Int64N(30))
			c.Monetary = append(c.Monetary, decimal128.FromI64(random.Int64N(1e6)-1e5))
		}
	}
	c.ID, c.Average = idsOf(t, ids), c.Monetary
	scores, err := score.Score(c, score.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Assign(named(t, Default), scores)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func migrated(t *testing.T, old, new *Assignment) (*Migration, []Move) {
	t.Helper()
	m, err := Migrate(old, new)
	if err != nil {
		t.Fatal(err)
	}
	moves, err := m.Moves()
	if err != nil {
		t.Fatal(err)
	}
	return m, moves
}

// Every customer of either population is in one move: rows add up to the old
// population, columns to the new one, and so does the money.
func TestMovesAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		old, new := assigned(t, random, 200, 2), assigned(t, random, 200, 3)
		m, moves := migrated(t, old, new)
		rows, columns := make([]int, m.Absent()), make([]int, m.Absent())
		var before, now decimal128.Num
		for _, move := range moves {
			if move.From != m.Absent() {
				rows[move.From] += move.Customers
			}
			if move.To != m.Absent() {
				columns[move.To] += move.Customers
			}
			before, now = before.Add(move.Old), now.Add(move.New)
		}
		for _, side := range []struct {
			a      *Assignment
			counts []int
			sum    decimal128.Num
			by     int32
		}{{old, rows, before, 1}, {new, columns, now, 0}} {
			want, sum := make([]int, m.Absent()), decimal128.Num{}
			for i, p := range side.a.Position {
				want[p]++
				sum = sum.Add(side.a.scores.Customers.Monetary[i])
			}
			if !slices.Equal(side.counts, want) {
				t.Errorf("%v customers, want %v", side.counts, want)
			}
			if sum, _ = decimal.Rescale(sum, side.by); side.sum != sum {
				t.Errorf("%s of money, want %s", side.sum.ToString(3), sum.ToString(3))
			}
		}
	}
}

// The counts of a row add up to its customers, and the total of the flows is that
// of the populations.
func TestCountsAndFlowsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	old, new := assigned(t, random, 200, 2), assigned(t, random, 200, 2)
	m, moves := migrated(t, old, new)
	matrix := m.CountsRecord(memory.DefaultAllocator, moves, map[string]string{"champions": "The best"})
	defer matrix.Release()
	if got := matrix.Column(0).ValueStr(0); got != "1 The best" {
		t.Errorf("the first row is %s", got)
	}
	for row := range int(matrix.NumRows()) {
		want, sum := matrix.Column(1).(*array.Int64).Value(row), int64(0)
		for _, c := range matrix.Columns()[2:] {
			if c.IsValid(row) {
				sum += c.(*array.Decimal128).Value(row).BigInt().Int64()
			}
		}
		if sum != want {
			t.Errorf("row %d: %d customers, want %d", row, sum, want)
		}
	}
	flows, err := m.FlowsRecord(memory.DefaultAllocator, moves, true)
	if err != nil {
		t.Fatal(err)
	}
	defer flows.Release()
	last := int(flows.NumRows()) - 1
	if got := [2]string{flows.Column(1).ValueStr(last), flows.Column(5).ValueStr(last)}; got != [2]string{fmt.Sprint(len(old.Position)), fmt.Sprint(len(new.Position))} {
		t.Errorf("totals %v, want %d and %d", got, len(old.Position), len(new.Position))
	}
}

// Against itself, every population stays.
func TestMigrationToItselfIsDiagonal(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		a := assigned(t, random, 100, 2)
		m, moves := migrated(t, a, a)
		all := 0
		for _, move := range moves {
			if move.From != move.To || move.Customers != move.Before || move.Old != move.New {
				t.Errorf("%+v", move)
			}
			all += move.Customers
		}
		if all != len(a.Position) || len(m.Changes) != all {
			t.Errorf("%d customers in moves and %d in all, want %d", all, len(m.Changes), len(a.Position))
		}
	}
}

// The other way round, new and gone change places.
func TestMigrationBackwards(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	a, b := assigned(t, random, 300, 2), assigned(t, random, 300, 2)
	_, there := migrated(t, a, b)
	_, back := migrated(t, b, a)
	key := func(m Move) string { return fmt.Sprint(m.From, m.To, m.Customers, m.Old, m.New) }
	var want, got []string
	for _, m := range there {
		want = append(want, key(m))
	}
	for _, m := range back {
		m.From, m.To, m.Old, m.New = m.To, m.From, m.New, m.Old
		got = append(got, key(m))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("there and back differ:\n%v\n%v", want, got)
	}
}

func TestMigrationNeedsOneScheme(t *testing.T) {
	a := assigned(t, rand.New(rand.NewPCG(7, 8)), 50, 2)
	other, err := Assign(named(t, "putler"), a.scores)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Migrate(a, other); err == nil {
		t.Error("two schemes were compared")
	}
}

func TestMigrationRecordsReleaseTheirMemory(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	random := rand.New(rand.NewPCG(9, 10))
	m, moves := migrated(t, assigned(t, random, 50, 2), assigned(t, random, 50, 0))
	m.MovesRecord(mem, moves).Release()
	m.MatrixRecord(mem, moves).Release()
	flows, err := m.FlowsRecord(mem, moves, true)
	if err != nil {
		t.Fatal(err)
	}
	flows.Release()
	changes, err := m.ChangesRecord(mem, func(Change) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	if int(changes.NumRows()) != len(m.Changes) {
		t.Errorf("%d rows, want %d", changes.NumRows(), len(m.Changes))
	}
	changes.Release()
}
