package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// redactKeyVariable is where the key is taken from when no file is named. A key
// on the command line would be seen by all who can list processes.
const redactKeyVariable = "RFM_REDACT_KEY"

// redactFlags are the flags of commands that may hide the customer ids.
type redactFlags struct {
	redact  bool
	keyFile string
}

func (f *redactFlags) AddFlags(fs *pflag.FlagSet) {
	fs.BoolVar(&f.redact, "redact", false, "write a keyed hash (HMAC-SHA-256, in hex) in place of every customer id;\nthe key is the first line of --redact-key-file, else "+redactKeyVariable)
	fs.StringVar(&f.keyFile, "redact-key-file", "", "`file` with the key for --redact")
}

// redactor hides customer ids; a nil one leaves them as they are.
type redactor struct{ key []byte }

// load reads the key; nil where nothing is to be hidden.
func (f *redactFlags) load(p *populationFlags) (*redactor, error) {
	if !f.redact {
		if f.keyFile != "" {
			return nil, app.Usagef("--redact-key-file goes with --redact")
		}
		return nil, nil
	}
	if p.input.bad.rejects != "" {
		return nil, app.Usage("--redact and --rejects: the rejects are rows as they came, with their ids", "to leave them out: --on-bad-row skip")
	}
	key, from := []byte(os.Getenv(redactKeyVariable)), redactKeyVariable
	if f.keyFile != "" {
		text, err := os.ReadFile(f.keyFile)
		if err != nil {
			return nil, &rfmio.Error{Kind: rfmio.Unreadable, Message: "the key of --redact: " + strings.TrimPrefix(err.Error(), "open "), Err: err}
		}
		key, _, _ = bytes.Cut(text, []byte("\n"))
		key, from = bytes.TrimSuffix(key, []byte("\r")), f.keyFile
	}
	if len(key) == 0 {
		return nil, app.Usage("--redact needs a key, and "+from+" has none",
			"make one, once: head -c 32 /dev/urandom | base64 > key.txt; and name it: --redact-key-file key.txt", "or set "+redactKeyVariable)
	}
	return &redactor{key}, nil
}

// id is what is written in place of a customer id.
func (r *redactor) id(id string) string {
	if r == nil {
		return id
	}
	sum := hmac.New(sha256.New, r.key)
	sum.Write([]byte(id))
	return hex.EncodeToString(sum.Sum(nil))
}

// keyCheck is the same for the same key, and no id is likely to have it.
func (r *redactor) keyCheck() string { return r.id("key check of rfm")[:16] }

// hide takes the customer id out of an error.
func (r *redactor) hide(err error) error {
	var customer *rfm.CustomerError
	if r != nil && errors.As(err, &customer) {
		return &rfm.CustomerError{ID: r.id(customer.ID), Problem: customer.Problem}
	}
	return err
}

// record is the record with hidden ids, in their order: the order of the ids
// themselves would tell something of them. The caller releases it.
func (r *redactor) record(rec arrow.Record) (arrow.Record, error) {
	if r == nil {
		rec.Retain()
		return rec, nil
	}
	at := rec.Schema().FieldIndices(rfm.FieldCustomerID)[0]
	ids := rec.Column(at).(*array.String)
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(ids.Len())
	for i := range ids.Len() {
		b.Append(r.id(ids.Value(i)))
	}
	hidden := b.NewArray()
	defer hidden.Release()
	columns := append([]arrow.Array(nil), rec.Columns()...)
	columns[at] = hidden
	redacted := array.NewRecord(rec.Schema(), columns, rec.NumRows())
	defer redacted.Release()
	return rfmio.Sort(redacted, rfm.FieldCustomerID)
}
