package segment

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/scoring"
	rfmio "rfm/io"
	"rfm/segment"
)

// folderFlags are for one file per segment.
type folderFlags struct {
	dir           string
	lockWait      time.Duration
	skipUnchanged bool
}

// AddFlags adds the flags to those of a command.
func (f *folderFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.dir, "out-dir", "", "write the customers to this `folder`, a file a segment, and a manifest;\nthe folder is replaced in one step, under the lock DIR.lock")
	fs.DurationVar(&f.lockWait, "lock-wait", 0, "with --out-dir: wait so `long` for another run on the folder, such as 10m\n(default: do not wait)")
	fs.BoolVar(&f.skipUnchanged, "skip-unchanged", false, "with --out-dir: write nothing when the same program has made the folder from\nthe same files by the same flags and scheme, and --save-model and --rejects\nare there")
}

// check refuses flags that do not go together.
func (f *folderFlags) check(o *app.OutputFlags, fs *pflag.FlagSet) error {
	if f.dir == "" {
		for _, name := range []string{"out-dir", "lock-wait", "skip-unchanged"} {
			if fs.Changed(name) {
				return app.Usagef("--%s needs --out-dir DIR", name)
			}
		}
		if fs.Changed("previous") {
			return app.Usage("--previous needs --out-dir DIR", "a summary has no customers; rfm score has --previous, too")
		}
		if fs.Changed("redact") {
			return app.Usage("--redact needs --out-dir DIR", "a summary has no customer ids")
		}
		return nil
	}
	if o.Path != "" {
		return app.Usage("--out-dir and -o: choose", "the summary of the segments is in the manifest, too")
	}
	if f.lockWait < 0 {
		return app.Usagef("--lock-wait %v is below 0", f.lockWait)
	}
	for _, name := range []string{"rejects", "save-model"} {
		flag := fs.Lookup(name)
		if flag != nil && flag.Value.String() != "" && app.SameFolder(filepath.Dir(flag.Value.String()), f.dir) {
			return app.Usagef("--%s lies in --out-dir, which is replaced as a whole", name)
		}
	}
	return nil
}

// lock takes the lock beside the folder.
func (f *folderFlags) lock(ctx context.Context) (*rfmio.Lock, error) {
	lock, err := rfmio.AcquireLock(ctx, filepath.Clean(f.dir)+".lock", f.lockWait)
	var locked *rfmio.LockedError
	switch {
	case !errors.As(err, &locked):
		return lock, err
	case f.lockWait > 0:
		return nil, fmt.Errorf("%s: %w; waited %v", f.dir, err, f.lockWait)
	}
	return nil, fmt.Errorf("%s: %w; --lock-wait 10m to wait", f.dir, err)
}

// writeFolder writes one file per segment and the manifest.
func (j *job) writeFolder(ctx context.Context) error {
	o, dir := j.options, j.options.folder.dir
	format, err := rfmio.FormatByName(cmp.Or(o.output.Format, "csv"))
	if err != nil {
		return err
	}
	if err := errors.Join(o.output.CheckLimit(), o.output.Check(o.previous.Schema(scoring.Schema(j.scoring, j.scheme)))); err != nil {
		return err
	}
	modelFile, err := o.scoring.CreateModel(j.scheme.Scheme, "", j.paths)
	if err != nil {
		return err
	}
	lock, err := o.folder.lock(ctx)
	if err != nil {
		return err
	}
	defer lock.Release()
	before, err := scoring.ReadManifest(dir)
	if err != nil {
		return err
	}
	j.before = before
	if j.earlier, err = o.previous.Load(ctx, dir, j.plan.Redactor); err != nil {
		return err
	}
	folder, err := rfmio.CreateFolder(dir, before.Names())
	if err != nil {
		return err
	}
	defer folder.Abort()
	for _, name := range before.Names() {
		if err := app.RefuseInput(filepath.Join(dir, name), j.paths); err != nil {
			return err
		}
	}
	skip := func() bool { return o.folder.skipUnchanged && j.unchanged(before, j.plan.Fingerprints) }
	skipped := func() error {
		fmt.Fprintf(j.messages, "%s is up to date: same files, flags, scheme and program; nothing was written\n", dir)
		return nil
	}

	if j.plan.Fingerprints, err = rfmio.TakeFingerprints(ctx, j.paths); err != nil {
		return err
	}
	if j.plan.Fingerprints.Complete() && skip() {
		return skipped()
	}
	r, err := j.assign(ctx)
	if err != nil {
		return err
	}
	if err := j.plan.Fingerprints.Settle(r.read.Read); err != nil {
		return err
	}
	if !j.plan.Fingerprints.Complete() && skip() {
		return skipped()
	}
	summary, err := r.assignment.Summarize()
	if err != nil {
		return err
	}
	m := j.newManifest(r, summary, j.plan.Fingerprints)
	if err := j.writeFiles(ctx, folder, format, r, summary, m); err != nil {
		return err
	}
	err = folder.Write(scoring.ManifestName, m.Write)
	if err == nil {
		err = context.Cause(ctx)
	}
	if err == nil {
		err = folder.Commit()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(j.messages, "%s in %s: %s\n", app.Counted(m.Customers, "customer"), dir, app.Counted(len(m.Files), "file")+" and "+scoring.ManifestName)
	return o.scoring.Save(modelFile, r.scores, j.scheme.Scheme, &o.population, r.read)
}

// writeFiles writes a file for every segment and notes it in the manifest.
func (j *job) writeFiles(ctx context.Context, folder *rfmio.Folder, format rfmio.Format, r *result, summary []segment.Summary, m *scoring.Manifest) error {
	plain := r.assignment.Record(memory.DefaultAllocator)
	defer plain.Release()
	compared := j.earlier.Record(plain, r.scores.Customers.AsOf, j.plan.Redactor, j.messages)
	defer compared.Release()
	rec, err := j.plan.Redactor.Record(compared)
	if err != nil {
		return err
	}
	defer rec.Release()
	rows := map[string][]int{}
	codes := rec.Column(rec.Schema().FieldIndices(segment.Field)[0]).(*array.String)
	for i := range codes.Len() {
		rows[codes.Value(i)] = append(rows[codes.Value(i)], i)
	}
	for _, s := range summary {
		file := scoring.ManifestFile{File: s.Segment.Code + format.Extensions[0], Segment: s.Segment.Code}
		if err := j.writeSegment(ctx, folder, format, rec, rows[s.Segment.Code], &file); err != nil {
			return err
		}
		m.Files = append(m.Files, file)
	}
	return nil
}

// writeSegment writes the rows of one segment, as the flags want them.
func (j *job) writeSegment(ctx context.Context, folder *rfmio.Folder, format rfmio.Format, all arrow.Record, rows []int, file *scoring.ManifestFile) error {
	o := &j.options.output
	own := rfmio.Take(all, rows)
	defer own.Release()
	ordered, err := app.Cut(own, o.Sort, o.Limit)
	if err != nil {
		return err
	}
	defer ordered.Release()
	rec, err := rfmio.Select(ordered, o.Columns)
	if err != nil {
		return err
	}
	defer rec.Release()
	sum := sha256.New()
	file.Rows = rec.NumRows()
	err = folder.Write(file.File, func(w io.Writer) error {
		return app.Encode(app.UntilDone(ctx, io.MultiWriter(w, sum)), format, rec)
	})
	file.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return err
}
