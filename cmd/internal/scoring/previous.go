package scoring

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/place"
	"rfm/rfm"
)

// PreviousFlags are for the commands that compare with an earlier run.
type PreviousFlags struct{ Path string }

// AddFlags adds the flags to those of a command.
func (f *PreviousFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Path, "previous", "", "add the columns previous_segment and changed_on, from a `file` that rfm score\nwrote, or a folder of --out-dir, which may be the one to be replaced")
	app.Group(fs, app.GroupSegments, "previous")
}

// previousHint says what --previous takes.
const previousHint = "--previous takes a file that rfm score wrote, or a folder of rfm segment --out-dir"

// PreviousRun is who was in which segment in an earlier run.
type PreviousRun struct {
	path      string
	Own       bool      // it is the folder to be replaced
	set       *Manifest // of the files; nil for a file of no set
	part      bool      // one file of the set is read
	customers map[string]previousCustomer
	found     int    // of them among the customers of today
	SHA256    string // of what was read; empty where there was nothing
}

type previousCustomer struct {
	segment    string
	changed    arrow.Date32 // of no meaning unless hasChanged
	hasChanged bool
}

// Load reads the earlier run; nil where none is named. folder is the one to be
// replaced: the first run finds nothing there yet. Ids in errors are hidden.
func (f *PreviousFlags) Load(ctx context.Context, folder string, hidden *population.Redactor) (*PreviousRun, error) {
	if f.Path == "" {
		return nil, nil
	}
	p := &PreviousRun{path: f.Path, Own: folder != "" && app.SameFolder(f.Path, folder), customers: map[string]previousCustomer{}}
	files, err := p.files()
	if err != nil || len(files) == 0 {
		return p, err
	}
	if err := p.checkKey(hidden); err != nil {
		return nil, err
	}
	var paths []string
	for _, file := range files {
		paths = append(paths, file.File)
		if err := p.checkRegular(file.File); err != nil {
			return nil, err
		}
		if file.Segment != "" && file.Rows == 0 {
			continue // some formats have no header then
		}
		before := len(p.customers)
		if err := app.Interruptible(ctx, func() error { return p.read(ctx, file) }); err != nil {
			return nil, hidden.Hide(err)
		}
		if rows := len(p.customers) - before; p.set != nil && int64(rows) != file.Rows {
			return nil, p.altered(file.File)
		}
	}
	prints, err := place.TakeFingerprints(ctx, paths)
	if err != nil {
		return nil, err
	}
	all := ""
	for i, print := range prints.Files {
		if p.set != nil && print.SHA256 != files[i].SHA256 {
			return nil, p.altered(print.Name)
		}
		all += print.SHA256 + "\n"
	}
	p.SHA256 = SumOfText([]byte(all))
	return p, nil
}

// files are what there is to be read, by path. A segment is known of the files
// of a set.
func (p *PreviousRun) files() ([]ManifestFile, error) {
	folder := p.path
	info, err := os.Stat(p.path)
	switch {
	case p.Own && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil || !info.IsDir():
		folder = filepath.Dir(p.path)
	}
	name, _ := filepath.Rel(folder, p.path) // "." for the folder
	if p.set, err = ReadManifest(folder); err != nil && name == "." {
		return nil, err
	}
	var files []ManifestFile
	if p.set != nil {
		for _, file := range p.set.Files {
			if customers := p.set.Segments[file.Segment].Customers; file.Rows < int64(customers) && (name == "." || name == file.File) {
				return nil, &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s holds %s of %s: who is not in it would count as new",
					filepath.Join(folder, file.File), app.Count(file.Rows), app.Counted(customers, "customer")), Hints: []string{"write the folder that --previous names without --limit"}}
			}
			if name == "." || name == file.File {
				file.File = filepath.Join(folder, file.File)
				files = append(files, file)
			}
		}
	}
	p.part = files != nil && name != "."
	switch {
	case files != nil || p.Own:
		return files, nil
	case name == ".":
		return nil, &fault.Error{Kind: fault.Unreadable, Message: p.path + " is a folder without " + ManifestName, Hints: []string{previousHint}}
	}
	p.set = nil // the file lies beside a set by chance
	return []ManifestFile{{File: p.path}}, nil
}

// checkRegular refuses a file of a set that is a link: it may lead out of the
// folder.
func (p *PreviousRun) checkRegular(path string) error {
	if p.set == nil {
		return nil
	}
	found, err := os.Lstat(path)
	if err != nil {
		return fault.Opening(path, err)
	}
	if !found.Mode().IsRegular() {
		return p.altered(path)
	}
	return nil
}

// altered is the error for a file that is not the one which the manifest names.
func (p *PreviousRun) altered(path string) error {
	return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s is not the file that %s beside it describes: it has changed since", path, ManifestName),
		Hints: []string{"write the folder anew, or compare with a file alone, outside of it"}}
}

// checkKey refuses a set whose ids cannot be compared.
func (p *PreviousRun) checkKey(hidden *population.Redactor) error {
	switch {
	case p.set == nil || p.set.Redaction == nil:
		return nil
	case hidden == nil:
		return app.Usage("the customer ids in "+p.path+" are hidden", "to compare: --redact, with the same key")
	case hidden.KeyCheck() != p.set.Redaction.KeyCheck:
		return app.Usage("the customer ids in "+p.path+" are hidden by another key", "to compare: the same key")
	}
	return nil
}

// read reads one file.
func (p *PreviousRun) read(ctx context.Context, file ManifestFile) error {
	refused := func(problem string, columns []string) error {
		e := &fault.Error{Kind: fault.Undecided, Message: file.File + ": " + problem, Hints: []string{previousHint}}
		if columns != nil {
			e.Hints = append([]string{"columns: " + app.List(columns)}, e.Hints...)
		}
		return e
	}
	recognize := func(_ string, columns []string) (*arrow.Schema, error) {
		fields := []arrow.Field{{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true}}
		if file.Segment == "" {
			fields = append(fields, arrow.Field{Name: rfm.FieldSegment, Type: arrow.BinaryTypes.String, Nullable: true})
		}
		for _, field := range fields {
			if !slices.Contains(columns, field.Name) {
				return nil, refused("has no column "+field.Name, columns)
			}
		}
		if slices.Contains(columns, fieldChangedOn) {
			fields = append(fields, arrow.Field{Name: fieldChangedOn, Type: arrow.FixedWidthTypes.Date32, Nullable: true})
		}
		return arrow.NewSchema(fields, nil), nil
	}
	any := arrow.NewSchema([]arrow.Field{{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	in, err := rfmio.Open([]string{file.File}, rfmio.Options{Schema: any, Recognize: recognize, Workers: 1, Stdin: strings.NewReader("")})
	if err != nil {
		return err
	}
	if !in.Recognized() {
		return refused("holds no scored customers", nil)
	}
	return in.Read(ctx, []population.Sink{func(rec arrow.Record) error {
		ids, segments, days := rec.Column(0).(*array.String), file.Segment, (*array.Date32)(nil)
		if at := rec.Schema().FieldIndices(fieldChangedOn); at != nil {
			days = rec.Column(at[0]).(*array.Date32)
		}
		for i := range ids.Len() {
			if ids.IsNull(i) {
				return refused("has a row without a customer id", nil)
			}
			c, id := previousCustomer{segment: segments}, strings.Clone(ids.Value(i))
			if file.Segment == "" {
				c.segment = strings.Clone(rec.Column(1).(*array.String).Value(i))
			}
			if days != nil && days.IsValid(i) {
				c.changed, c.hasChanged = days.Value(i), true
			}
			if _, twice := p.customers[id]; twice {
				return &rfm.CustomerError{ID: id, Problem: "occurs twice in " + p.path}
			}
			p.customers[id] = c
		}
		return nil
	}})
}
