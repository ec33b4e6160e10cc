package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"time"

	"rfm/io/fault"
	"rfm/segment/yamlfile"
)

// JSONLog makes a JSON object of every line that is written to it:
// messages for a program to read.
type JSONLog struct {
	records *slog.Logger
	rest    []byte // a line without an end yet
}

func newJSONLog(w io.Writer) *JSONLog {
	return &JSONLog{records: slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: inPlainWords}))}
}

// inPlainWords writes levels in lower case, and times in UTC and milliseconds.
func inPlainWords(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.LevelKey:
		a.Value = slog.StringValue(strings.ToLower(a.Value.String()))
	case slog.TimeKey:
		a.Value = slog.TimeValue(a.Value.Time().UTC().Truncate(time.Millisecond))
	}
	return a
}

// Write takes lines. A notice or warning has the level warn, all else info.
func (l *JSONLog) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, complete := bytes.Cut(l.rest, []byte("\n"))
		if !complete {
			return len(p), nil
		}
		l.rest = rest
		text := strings.TrimSpace(string(line))
		level := slog.LevelInfo
		for _, mark := range []string{"notice: ", "warning: "} {
			if after, marked := strings.CutPrefix(text, mark); marked {
				text, level = after, slog.LevelWarn
			}
		}
		if text != "" {
			l.records.Log(context.Background(), level, text)
		}
	}
}

// Info writes a message with a value that says the same to a program.
func (l *JSONLog) Info(text, key string, value any) { l.records.Info(text, key, value) }

// fail tells an error: its first line is the message, those below are hints.
func (l *JSONLog) fail(text string, err error, code int) {
	message, more, _ := strings.Cut(text, "\n")
	hints := []string{} // not null
	for line := range strings.Lines(more) {
		hints = append(hints, strings.TrimSpace(line))
	}
	attributes := []slog.Attr{slog.String("kind", errorKind(code))}
	var input *fault.Error
	var written *yamlfile.Error
	switch {
	case errors.As(err, &input) && input.Place != nil:
		p := input.Place
		attributes = append(attributes, slog.String("file", p.File), slog.Int64("line", p.Line))
		if p.Column > 0 {
			attributes = append(attributes, slog.Int("column_number", p.Column), slog.String("column", p.Name))
		}
		attributes = append(attributes, slog.String("value", p.Value))
	case errors.As(err, &written):
		attributes = append(attributes, slog.String("file", written.File))
		if written.Line > 0 {
			attributes = append(attributes, slog.Int("line", written.Line), slog.Int("column_number", written.Column))
			hints = hints[:0] // but the line with the mark
			if written.Remark != "" {
				hints = append(hints, written.Remark)
			}
		}
	}
	attributes = append(attributes, slog.Any("hints", hints), slog.Int("exit", code))
	l.records.LogAttrs(context.Background(), slog.LevelError, message, attributes...)
}
