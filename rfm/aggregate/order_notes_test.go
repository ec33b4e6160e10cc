package aggregate

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rfm/rfm"
)

// The keys of orders come back from notes, for ids that differ in their last
// digits, grow longer, change at the front, or have nothing in common.
func TestNotesGiveOrdersBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	for name, id := range map[string]func(i int) string{
		"numbers":      func(i int) string { return fmt.Sprint(i * 7) },
		"with letters": func(i int) string { return fmt.Sprintf("ORDER-2024-%08d", i*i) },
		"by day":       func(i int) string { return fmt.Sprintf("2024%04d-%03d", i/50, i%50) },
		"nothing":      func(i int) string { return fmt.Sprintf("%012d%020d", i, rng.Uint64()) },
		"bytes":        func(i int) string { return fmt.Sprintf("%c%08d", 'a'+i/200, i) },
	} {
		var notes orderNotes
		var noted []uint32
		var ids []string
		for i := range 3000 {
			ids = append(ids, id(i))
			noted = append(noted, notes.note(ids[i]))
		}
		key := notes.reader()
		for i, note := range noted {
			if got := key(note); got != orderKey(ids[i]) || note > rfm.MaxNote {
				t.Fatalf("%s: order %d, %q, is noted as %d and has key %x, want %x", name, i, ids[i], note, got, orderKey(ids[i]))
			}
		}
		if n := len(notes.texts); n > 1000 {
			t.Errorf("%s: %d of %d ids are kept", name, n, len(ids))
		}
	}
}
