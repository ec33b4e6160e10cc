package secret

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestNothingPrintsASecret(t *testing.T) {
	const text = "dapi-0123456789"
	s := New(text)
	inside := struct {
		Token Text
		Named map[string]Text
	}{s, map[string]Text{"a": s}}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("open", "token", s, "all", inside)
	asJSON, err := json.Marshal(inside)
	if err != nil {
		t.Fatal(err)
	}
	printed := log.String() + string(asJSON) + fmt.Sprintf("%v %+v %#v %s %q %x %d %v %+v %#v", s, s, s, s, s, s, s, inside, &inside, inside)
	if strings.Contains(printed, text) || strings.Contains(printed, fmt.Sprintf("%x", text)) {
		t.Errorf("a secret was printed: %s", printed)
	}
	if got := s.Hide("401: token " + text + " is unknown"); got != "401: token … is unknown" {
		t.Errorf("Hide = %q", got)
	}
	if s.Reveal() != text || !s.IsSet() || (Text{}).IsSet() {
		t.Error("the secret was lost")
	}
}

func TestSecretsComeFromFilesOfTheirOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	for _, c := range []struct {
		text string
		mode os.FileMode
		want string // of the error
	}{
		{"abc\nmore\n", 0o600, ""},
		{"  abc\r\n", 0o400, ""},
		{"abc", 0o640, "others may read it (mode 0640)"},
		{"abc", 0o604, "others may read it (mode 0604)"},
		{"\nabc", 0o600, "its first line is empty"},
	} {
		if runtime.GOOS == "windows" && c.mode&0o077 != 0 {
			continue // which has no such modes
		}
		os.Remove(path)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		got, err := ReadFile(path)
		switch {
		case c.want == "" && (err != nil || got.Reveal() != "abc"):
			t.Errorf("%q, %o: %v", c.text, c.mode, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%q, %o: error %v, want %q", c.text, c.mode, err, c.want)
		}
	}
}
