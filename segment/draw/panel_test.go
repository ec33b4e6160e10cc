package draw_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"rfm/segment/draw"
)

// customers makes n ids, spread unevenly over three groups.
func customers(n int) (ids, groups []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("c%05d", i))
		groups = append(groups, []string{"a", "a", "a", "b", "b", "c"}[i%6])
	}
	return ids, groups
}

func count(arms []draw.Arm, groups []string) map[string][3]int {
	n := map[string][3]int{}
	for i, arm := range arms {
		c := n[groups[i]]
		c[arm]++
		n[groups[i]] = c
	}
	return n
}

func TestPanelIsStratified(t *testing.T) {
	ids, groups := customers(6000) // 3000, 2000, 1000
	for _, c := range []struct {
		size    int
		control *big.Rat
		want    map[string][3]int // left, mailed, control
	}{
		{600, nil, map[string][3]int{"a": {2700, 300, 0}, "b": {1800, 200, 0}, "c": {900, 100, 0}}},
		{600, big.NewRat(1, 10), map[string][3]int{"a": {2700, 270, 30}, "b": {1800, 180, 20}, "c": {900, 90, 10}}},
		// 3.5, 2.333, 1.167: the half goes to a.
		{7, nil, map[string][3]int{"a": {2996, 4, 0}, "b": {1998, 2, 0}, "c": {999, 1, 0}}},
		// Half of 7 is 3.5, rounded up: 4 of 4, 2, 1, which is 2.286, 1.143, 0.571.
		{7, big.NewRat(1, 2), map[string][3]int{"a": {2996, 2, 2}, "b": {1998, 1, 1}, "c": {999, 0, 1}}},
		{6000, nil, map[string][3]int{"a": {0, 3000, 0}, "b": {0, 2000, 0}, "c": {0, 1000, 0}}},
	} {
		arms, err := draw.Panel(ids, groups, draw.Options{Size: c.size, Control: c.control})
		if err != nil {
			t.Fatal(err)
		}
		if got := count(arms, groups); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%d with control %v: %v, want %v", c.size, c.control, got, c.want)
		}
	}
}

func TestPanelDependsOnIdsAndSeedOnly(t *testing.T) {
	ids, groups := customers(1000)
	o := draw.Options{Size: 100, Control: big.NewRat(1, 5), Seed: "spring"}
	arms, err := draw.Panel(ids, groups, o)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]draw.Arm{}
	for i, id := range ids {
		want[id] = arms[i]
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(ids), func(i, j int) {
		ids[i], ids[j] = ids[j], ids[i]
		groups[i], groups[j] = groups[j], groups[i]
	})
	again, err := draw.Panel(ids, groups, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		if again[i] != want[id] {
			t.Fatalf("%s is %v after shuffling, and was %v", id, again[i], want[id])
		}
	}
	o.Seed = "autumn"
	if other, _ := draw.Panel(ids, groups, o); slices.Equal(other, again) {
		t.Error("another seed draws the same customers")
	}
}

func TestPanelRefusesWhatCannotBeDrawn(t *testing.T) {
	ids, groups := customers(10)
	for _, size := range []int{0, -1, 11} {
		_, err := draw.Panel(ids, groups, draw.Options{Size: size})
		var tooFew *draw.SizeError
		if !errors.As(err, &tooFew) {
			t.Errorf("size %d: %v", size, err)
		}
	}
	if _, err := draw.Panel(ids, groups, draw.Options{Size: 5, Control: big.NewRat(1, 1)}); err == nil {
		t.Error("a control arm of everybody is drawn")
	}
}

// The expected numbers are those of Python: int.from_bytes(sha256(
// sha256(purpose + "\0" + seed).digest() + id).digest()[:8], "big").
func TestHash(t *testing.T) {
	for _, c := range []struct {
		purpose, seed, id string
		want              uint64
	}{
		{draw.ForPanel, "", "12347", 10931635996103303094},
		{draw.ForHoldout, "spring", "客户 7", 3872177832073328726},
	} {
		if got := draw.NewKey(c.purpose, c.seed).Hash(c.id); got != c.want {
			t.Errorf("Hash(%q, %q, %q) = %d, want %d", c.purpose, c.seed, c.id, got, c.want)
		}
	}
}

// Who is held out has nothing to do with who was drawn.
func TestHeldOutOfAPanel(t *testing.T) {
	ids, groups := customers(20000)
	arms, err := draw.Panel(ids, groups, draw.Options{Size: 2000})
	if err != nil {
		t.Fatal(err)
	}
	key, held := draw.NewKey(draw.ForHoldout, ""), 0
	for i, id := range ids {
		if arms[i] == draw.Mailed && key.HeldOut(id, 0.3) {
			held++
		}
	}
	if held < 538 || held > 662 { // three standard deviations of 20.5 about 600
		t.Errorf("%d of a panel of 2000 are held out, want about 600", held)
	}
}

func TestHeldOutIsAboutTheShare(t *testing.T) {
	key, held := draw.NewKey(draw.ForHoldout, ""), 0
	ids, _ := customers(20000)
	for _, id := range ids {
		if key.HeldOut(id, 0.3) {
			held++
		}
		if key.HeldOut(id, 0) {
			t.Fatal("held out of a share of 0")
		}
	}
	if held < 5805 || held > 6195 { // three standard deviations of 65 about 6000
		t.Errorf("%d of 20000 are held out, want about 6000", held)
	}
}
