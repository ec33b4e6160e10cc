package population

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
}

// Redactor hides customer ids; a nil one leaves them as they are.
type Redactor struct{ key []byte }

// Load reads the key; nil where nothing is to be hidden.
func (f *RedactFlags) Load(p *Flags) (*Redactor, error) {
	if !f.Redact {
		if f.keyFile != "" {
			return nil, app.Usagef("--redact-key-file goes with --redact")
		}
		return nil, nil
	}
	if p.Input.Bad.Rejects != "" {
		return nil, app.Usage("--redact and --rejects: the rejects are rows as they came, with their ids", "to leave them out: --on-bad-row skip")
	}
	key, from := []byte(os.Getenv(RedactKeyVariable)), RedactKeyVariable
	if f.keyFile != "" {
		text, err := os.ReadFile(f.keyFile)
		if err != nil {
			return nil, &fault.Error{Kind: fault.Unreadable, Message: "the key of --redact: " + strings.TrimPrefix(err.Error(), "open "), Err: err}
		}
		key, _, _ = bytes.Cut(text, []byte("\n"))
		key, from = bytes.TrimSuffix(key, []byte("\r")), f.keyFile
	}
	if len(key) == 0 {
		return nil, app.Usage("--redact needs a key, and "+from+" has none",
			"make one, once: head -c 32 /dev/urandom | base64 > key.txt; and name it: --redact-key-file key.txt", "or set "+RedactKeyVariable)
	}
	return &Redactor{key}, nil
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

// Hide takes the customer id out of an error.
func (r *Redactor) Hide(err error) error {
	var customer *rfm.CustomerError
	if r != nil && errors.As(err, &customer) {
		return &rfm.CustomerError{ID: r.ID(customer.ID), Problem: customer.Problem}
	}
	return err
}

// Record is the record with hidden ids, in their order: the order of the ids
// themselves would tell something of them. The caller releases it.
func (r *Redactor) Record(rec arrow.Record) (arrow.Record, error) {
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
		b.Append(r.ID(ids.Value(i)))
	}
	hidden := b.NewArray()
	defer hidden.Release()
	columns := append([]arrow.Array(nil), rec.Columns()...)
	columns[at] = hidden
	redacted := array.NewRecord(rec.Schema(), columns, rec.NumRows())
	defer redacted.Release()
	return table.Sort(redacted, rfm.FieldCustomerID)
}
