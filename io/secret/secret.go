// Package secret holds texts that must not be seen: tokens and keys.
//
// In comes a text from the environment or a file; it goes out by Reveal only.
// However a secret is printed, logged or encoded, an ellipsis comes out.
package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
)

// hidden is what is seen of every secret.
const hidden = "…"

// Text is a secret. The zero value is none.
type Text struct{ text string }

// New is a secret of this text.
func New(text string) Text { return Text{text} }

// Reveal is the text itself, for the one place that must send it.
func (t Text) Reveal() string { return t.text }

// IsSet reports whether there is a secret.
func (t Text) IsSet() bool { return t.text != "" }

// String implements fmt.Stringer.
func (t Text) String() string { return hidden }

// Format implements fmt.Formatter, for all verbs: %#v and %x would show the text.
func (t Text) Format(s fmt.State, _ rune) { io.WriteString(s, hidden) }

// MarshalText implements encoding.TextMarshaler, for JSON, YAML and logs.
func (t Text) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Hide is a text in which the secret, should it stand there, cannot be read: a
// server may quote in its errors what it was sent.
func (t Text) Hide(text string) string {
	if !t.IsSet() {
		return text
	}
	return strings.ReplaceAll(text, t.text, hidden)
}

// ReadFile reads a secret from the first line of a file, which nobody but its
// owner may read or write.
func ReadFile(path string) (Text, error) {
	file, err := os.Open(path)
	if err != nil {
		return Text{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Text{}, err
	}
	if mode := info.Mode(); runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&0o077 != 0 {
		return Text{}, &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("others may read it (mode %04o): chmod 600 %s", mode.Perm(), path)}
	}
	const longest = 64 << 10
	text, err := io.ReadAll(io.LimitReader(file, longest))
	if err != nil {
		return Text{}, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return Text{}, &fs.PathError{Op: "read", Path: path, Err: errors.New("its first line is empty")}
	}
	return Text{line}, nil
}
