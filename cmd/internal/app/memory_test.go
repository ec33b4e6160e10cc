package app

import (
	"context"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// A run that takes more than the limit ends with an error that says so, before
// the kernel ends it without one.
func TestRunBeyondItsMemoryEnds(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	KeepWithin(leastMemory)
	ctx, stop := withinMemory(context.Background())
	defer stop()
	err := endsWith(ctx, func() error {
		var held [][]byte
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
			if len(held) < 40 {
				held = append(held, make([]byte, 8<<20))
			}
			held[len(held)-1][0] = 1
		}
		return nil
	})
	if exitCode(err) != exitMemory || !strings.Contains(err.Error(), "the limit is 160 MiB") {
		t.Errorf("a run beyond its memory ends with %v", err)
	}
}

func TestMemoryLimit(t *testing.T) {
	for text, want := range map[string]int64{"512MiB": 512 << 20, "2GiB": 2 << 30, "2 gib": 2 << 30, "4GB": 4_000_000_000, "1048576": 1 << 20} {
		if got, err := MemoryLimit(text); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "much", "-1GiB", "99999999999GiB", "GiB"} {
		if got, err := MemoryLimit(text); err == nil {
			t.Errorf("%s: %d", text, got)
		}
	}
	if got, err := MemoryLimit(""); err != nil || got < 64<<20 {
		t.Errorf("by default %d, %v", got, err)
	}
}
