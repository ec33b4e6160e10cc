package app

import (
	"bytes"
	"strings"
	"testing"
)

func TestPanicIsReportedAsFault(t *testing.T) {
	err := guarded(func() error {
		Parallel(3, func(int) { panic("out of cheese") }) // in another goroutine
		return nil
	})
	var stderr bytes.Buffer
	if code := Report(&stderr, err); code != exitFailure {
		t.Errorf("exit code %d", code)
	}
	if !strings.HasPrefix(stderr.String(), "rfm: a fault in the program: out of cheese\n  please report it") {
		t.Errorf("stderr: %s", &stderr)
	}
}
