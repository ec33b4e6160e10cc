package population

import "testing"

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
