package app

import (
	"cmp"
	"context"
	"io"
	"os"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/words"
	"rfm/segment"
)

// The flags that say how messages are written.
const (
	LogFormatFlag = "log-format" // text or JSON
	LanguageFlag  = "lang"
)

// early are the flags that decide how an error is told, read before all flags are
// known to be right: the error that one is wrong is to be told in the same way.
func early(args []string) (asJSON bool, language segment.Language) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	fs.ParseErrorsAllowlist.UnknownFlags = true
	fs.Usage = func() {}
	format, lang := fs.String(LogFormatFlag, "", ""), fs.String(LanguageFlag, "", "")
	_ = fs.Parse(args) // what it could not read the command reports
	language, err := segment.ParseLanguage(cmp.Or(*lang, os.Getenv(variable(LanguageFlag))))
	if err != nil {
		language = segment.English // until the command refuses it
	}
	return cmp.Or(*format, os.Getenv(variable(LogFormatFlag))) == "json", language
}

// speak sets the language of all that a person reads. Messages for programs, in
// JSON, stay in English.
func (s *Streams) speak(language segment.Language) {
	if s.Language == language {
		return
	}
	s.Language, s.words = language, nil
	if w, translates := s.Err.(*words.Writer); translates {
		s.Err = w.Unwrap()
	}
	if language != segment.Chinese {
		return
	}
	s.words = words.Chinese()
	if _, asJSON := s.Err.(*JSONLog); !asJSON {
		s.Err = words.NewWriter(s.Err, s.words)
	}
}

// Sentences is the standard output for sentences, in the language of the user.
func (s *Streams) Sentences(ctx context.Context) io.Writer { return s.Translated(s.Stdout(ctx)) }

// Translated is a writer for sentences, which go on in the language of the user.
func (s *Streams) Translated(w io.Writer) io.Writer {
	if s.words == nil {
		return w
	}
	return words.NewWriter(w, s.words)
}

// Say is a text in the language of the user.
func (s *Streams) Say(text string) string { return s.words.Text(text) }

// Say is a text in the language of the user.
func (o *Output) Say(text string) string { return o.words.Text(text) }

// toldError is an error of a run whose messages are JSON, or in the language of
// some words.
type toldError struct {
	error
	asJSON bool
	words  *words.Words
}

func (e *toldError) Unwrap() error { return e.error }
