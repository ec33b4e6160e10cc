package population

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/table"
	"rfm/rfm"
)

// RedactKeyVariable is where the key is taken from when no file is named. A key
// on the command line would be seen by all who can list processes.
const RedactKeyVariable = "RFM_REDACT_KEY"

// RedactFlags are the flags of commands that may hide the customer ids.
type RedactFlags struct {
	Redact  bool
	keyFile string
}

// AddFlags adds the flags to those of a command.
func (f *RedactFlags) AddFlags(fs *pflag.FlagSet) {
	fs.BoolVar(&f.Redact, "redact", false, "write a keyed hash (HMAC-SHA-256, in hex) in place of every customer id;\nthe key is the first line of --redact-key-file, else "+RedactKeyVariable)
	fs.StringVar(&f.keyFile, "redact-key-file", "", "`file` with the key for --redact")
	app.NamesKey(fs, "redact-key-file")
	app.Group(fs, app.GroupOutput, "redact", "redact-key-file")
}

// Redactor hides customer ids; a nil one leaves them as they are.
type Redactor struct {
	key     []byte
	notices []string
}

// Load reads the key; nil where nothing is to be hidden.
func (f *RedactFlags) Load(p *Flags) (*Redactor, error) {
	if !f.Redact {
		if f.keyFile != "" {
			return nil, app.Usagef("--redact-key-file goes with --redact")
		}
		return nil, nil
	}
	if p.Input.Bad.Rejects != "" {
		return nil, app.Usage("--redact and --rejects: the rejects are rows as they came, with their ids", "to leave them out, without --rejects: --on-bad-row skip")
	}
	key, from := []byte(os.Getenv(RedactKeyVariable)), RedactKeyVariable
	if f.keyFile != "" {
		text, err := app.ReadWritten(f.keyFile)
		if err != nil {
			return nil, &fault.Error{Kind: fault.Unreadable, Message: "the key of --redact: " + strings.TrimPrefix(err.Error(), "open "), Err: err}
		}
		key, _, _ = bytes.Cut(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\n")) // a mark of Windows is no part of it
		key, from = bytes.TrimSuffix(key, []byte("\r")), f.keyFile
	}
	if len(key) == 0 {
		return nil, app.Usage("--redact needs a key, and "+from+" has none",
			"make one, once: head -c 32 /dev/urandom | base64 > key.txt; and name it: --redact-key-file key.txt", "or set "+RedactKeyVariable)
	}
	r := &Redactor{key: key}
	const short = 16
	if len(key) < short {
		r.notices = append(r.notices, fmt.Sprintf("the key of --redact has fewer than %d characters: ids can be found by trying keys; head -c 32 /dev/urandom | base64 makes a better one", short))
	}
	if readableByAll(f.keyFile) {
		r.notices = append(r.notices, f.keyFile+", the key of --redact, can be read by everybody on this machine: chmod 600 "+f.keyFile)
	}
	return r, nil
}

// readableByAll reports whether a file may be read by everybody.
func readableByAll(path string) bool {
	found, err := os.Stat(path)
	return err == nil && runtime.GOOS != "windows" && found.Mode().IsRegular() && found.Mode().Perm()&0o004 != 0
}

// PrintNotices says what is to be known of the key.
func (r *Redactor) PrintNotices(w io.Writer) {
	if r != nil {
		for _, notice := range r.notices {
			fmt.Fprintf(w, "notice: %s\n", notice)
		}
	}
}

// ID is what is written in place of a customer id.
func (r *Redactor) ID(id string) string {
	if r == nil {
		return id
	}
	sum := hmac.New(sha256.New, r.key)
	sum.Write([]byte(id))
	return hex.EncodeToString(sum.Sum(nil))
}

// KeyCheck is the same for the same key, and no id is likely to have it.
func (r *Redactor) KeyCheck() string { return r.ID("key check of rfm")[:16] }

// Hide takes out of an error what stands in the input: any cell may hold an id, and
// so may what is taken for the header. Reasons and places of bad rows stay.
func (r *Redactor) Hide(err error) error {
	var customer *rfm.CustomerError
	var own *fault.Error
	switch {
	case r == nil:
	case errors.As(err, &customer):
		return &rfm.CustomerError{ID: r.ID(customer.ID), Problem: customer.Problem}
	case errors.As(err, &own):
		return hidden(own)
	}
	return err
}

// hidden is an error of the input that quotes nothing of it.
func hidden(e *fault.Error) error {
	safe := &fault.Error{Kind: e.Kind, Message: withoutQuotes(e.Message), Lacks: e.Lacks}
	switch {
	case e.Kind == fault.BadRows:
		for _, hint := range e.Hints {
			if strings.Contains(hint, "--rejects") { // which are rows as they came
				hint = "to go on without them: --on-bad-row skip"
			}
			safe.Hints = append(safe.Hints, withoutQuotes(hint))
		}
	case e.Kind == fault.Unreadable && errors.Is(e, fs.ErrNotExist):
		return e // nothing was read
	case e.Kind != fault.Unreadable:
		safe.Message = "the input needs a decision; what it is would show parts of the input, which --redact hides"
		safe.Hints = []string{"to see it: rfm inspect, where rows may be shown; or the same command without --redact"}
	}
	if e.Place != nil {
		safe.Place = &fault.Place{File: e.Place.File, Line: e.Place.Line, Column: e.Place.Column}
	}
	return safe
}

// hiddenValue stands for a value of the input.
const hiddenValue = "…"

// withoutQuotes is a message without what it quotes.
func withoutQuotes(text string) string {
	return regexp.MustCompile(`"(\\.|[^"\\])*"|'(\\[^']*|[^'])'`).ReplaceAllString(text, "…")
}

// Account is the account of an input without values of its cells.
func (r *Redactor) Account(a rfmio.Account) rfmio.Account {
	if r == nil {
		return a
	}
	a.FilterValues, a.Files = nil, slices.Clone(a.Files)
	for i, f := range a.Files {
		a.Files[i].Notes = nil
		for _, note := range f.Notes {
			a.Files[i].Notes = append(a.Files[i].Notes, withoutQuotes(note))
		}
	}
	a.Status.Values = slices.Clone(a.Status.Values)
	for i := range a.Status.Values {
		a.Status.Values[i].Value = hiddenValue
	}
	return a
}

// Record is the record with hidden ids, in their order: the order of the ids
// themselves would tell something of them. The caller releases it.
func (r *Redactor) Record(rec arrow.Record) (arrow.Record, error) {
	redacted := r.Hidden(rec)
	if r == nil {
		return redacted, nil
	}
	defer redacted.Release()
	return table.Sort(redacted, rfm.FieldCustomerID)
}

// Hidden is the record with hidden ids, in the order it has. The caller releases
// it.
func (r *Redactor) Hidden(rec arrow.Record) arrow.Record {
	if r == nil {
		rec.Retain()
		return rec
	}
	at := rec.Schema().FieldIndices(rfm.FieldCustomerID)[0]
	ids := rec.Column(at).(*array.String)
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(ids.Len())
	for i := range ids.Len() {
		b.Append(r.ID(ids.Value(i)))
	}
	hidden := b.NewArray()
	defer hidden.Release()
	columns := append([]arrow.Array(nil), rec.Columns()...)
	columns[at] = hidden
	return array.NewRecord(rec.Schema(), columns, rec.NumRows())
}
