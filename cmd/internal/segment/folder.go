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
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/scoring"
	"rfm/io/place"
	"rfm/io/table"
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
	fs.StringVar(&f.dir, "out-dir", "", "write the customers to this `folder`, one file per segment, and a manifest;\nthe folder is replaced in one step, under the lock DIR.lock")
	app.NamesPlace(fs, "out-dir")
	fs.DurationVar(&f.lockWait, "lock-wait", 0, "with --out-dir: wait so `long` for another run on the folder, such as 10m\n(default: do not wait)")
	fs.BoolVar(&f.skipUnchanged, "skip-unchanged", false, "with --out-dir: write nothing when the same program has made the folder from\nthe same files by the same flags and scheme, and what it wrote is as it\nwas, --save-model and --rejects, too")
}

// check refuses flags that do not go together.
func (f *folderFlags) check(o *app.OutputFlags, fs *pflag.FlagSet) error {
	if f.dir == "" {
		for _, name := range []string{"out-dir", "lock-wait", "skip-unchanged"} {
			if fs.Changed(name) {
				return app.Usagef("--%s needs --out-dir DIR", name)
			}
		}
		if fs.Changed("previous") && fs.Lookup("workbook").Value.String() == "" {
			return app.Usage("--previous needs --out-dir DIR", "a summary has no customers; rfm score has --previous, too")
		}
		if fs.Changed("redact") && fs.Lookup("workbook").Value.String() == "" {
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
func (f *folderFlags) lock(ctx context.Context) (*place.Lock, error) {
	lock, err := place.AcquireLock(ctx, filepath.Clean(f.dir)+".lock", f.lockWait)
	var locked *place.LockedError
	switch {
	case !errors.As(err, &locked):
		return lock, err
	case f.lockWait > 0:
		return nil, fmt.Errorf("%s: %w; waited %v", f.dir, err, f.lockWait)
	}
	return nil, fmt.Errorf("%s: %w; --lock-wait 10m to wait", f.dir, err)
}

// folder is the place of the files, under its lock.
type folder struct {
	*place.Folder
	format table.Format
	lock   *place.Lock

	fingerprints *place.Fingerprints // of the inputs
}

// upToDate ends a run that would write what is there.
type upToDate struct{}

func (upToDate) Error() string { return "nothing to write" }

// runFolder writes one file per segment and the manifest.
func (j *job) runFolder(ctx context.Context) error {
	j.folder = &folder{}
	defer j.folder.release()
	defer j.Streams.Files.Abort() // under the lock; unless they are in their places
	err := app.Steps(ctx, j.plan, j.planFolder, j.openFolder, j.skipUnchanged, j.Read, j.Score, j.Assign, j.Compare, j.Check,
		j.skipUnchangedStream, j.Save, j.writeFolder)
	if err == (upToDate{}) {
		j.Streams.Files.Abort()
		fmt.Fprintf(j.Messages, "%s is up to date: same files, flags, scheme and program; nothing was written\n", j.options.folder.dir)
		return nil
	}
	return err
}

// release lets go of the lock.
func (f *folder) release() {
	if f.lock != nil {
		f.lock.Release()
	}
}

// planFolder refuses what the files cannot be.
func (j *job) planFolder(ctx context.Context) (err error) {
	o := &j.Flags.Output
	if j.folder.format, err = table.FormatByName(cmp.Or(o.Format, "csv")); err != nil {
		return err
	}
	if j.folder.format, err = o.Guard(j.folder.format); err != nil {
		return err
	}
	if err := j.LoadAttributes(ctx, nil); err != nil {
		return err
	}
	if err := errors.Join(o.CheckLimit(), o.Check(j.Schema())); err != nil {
		return err
	}
	if j.Input.NeedsAll = j.NeedsAll(); slices.Contains([]string{"table", "markdown", "xlsx"}, j.folder.format.Name) {
		j.Input.NeedsAll = "--format " + j.folder.format.Name
	}
	return j.CreateModel()
}

// openFolder takes the lock, reads what the run before has left, and prepares
// the folder that replaces it.
func (j *job) openFolder(ctx context.Context) (err error) {
	dir := j.options.folder.dir
	if j.folder.lock, err = j.options.folder.lock(ctx); err != nil {
		return err
	}
	if j.Before, err = scoring.ReadManifest(dir); err != nil {
		return err
	}
	if j.Previous, err = j.Flags.Previous.Load(ctx, dir, j.Input.Redactor); err != nil {
		return err
	}
	if j.folder.Folder, err = j.Streams.Files.CreateFolder(dir, j.Before.Names()); err != nil {
		return err
	}
	for _, name := range j.Before.Names() {
		if err := app.RefuseInput(filepath.Join(dir, name), j.Input.Paths); err != nil {
			return err
		}
	}
	return nil
}

// skipUnchanged ends the run where the files and all else are those of the run
// before. What can be read only once is looked at later.
func (j *job) skipUnchanged(ctx context.Context) (err error) {
	if j.Input.OnEngine() { // there is no file to look at
		j.folder.fingerprints = &place.Fingerprints{}
		return nil
	}
	if j.folder.fingerprints, err = place.TakeFingerprints(ctx, j.Input.Paths); err != nil {
		return err
	}
	j.Input.Reading.Tap, j.Input.Reading.Extents = j.folder.fingerprints.Tap, true
	if j.folder.fingerprints.Complete() && j.unchanged() {
		return upToDate{}
	}
	return nil
}

// skipUnchangedStream ends the run where what can be read only once turns out to
// be the input of the run before.
func (j *job) skipUnchangedStream(context.Context) error {
	if j.Input.OnEngine() {
		return nil
	}
	complete := j.folder.fingerprints.Complete()
	if err := j.folder.fingerprints.Settle(j.Population.Input.Names()); err != nil {
		return err
	}
	if !complete && j.unchanged() {
		return upToDate{}
	}
	return nil
}

// writeFolder writes one file per segment and the manifest, and puts the folder
// into its place.
func (j *job) writeFolder(ctx context.Context) error {
	summary, err := j.Summaries(false)
	if err != nil {
		return err
	}
	m := j.newManifest(summary)
	if m.Beside, err = j.beside(); err != nil {
		return err
	}
	if err := j.writeFiles(ctx, summary, m); err != nil {
		return err
	}
	err = j.folder.Write(scoring.ManifestName, func(w io.Writer) error { return app.WriteJSON(w, m) })
	if err == nil {
		err = j.Streams.Commit(ctx)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(j.Messages, "%s in %s: %s\n", app.Counted(m.Customers, "customer"), j.options.folder.dir, app.Counted(len(m.Files), "file")+" and "+scoring.ManifestName)
	return nil
}

// writeFiles writes a file for every segment and notes it in the manifest.
func (j *job) writeFiles(ctx context.Context, summary []segment.Summary, m *scoring.Manifest) error {
	for _, s := range summary {
		m.Files = append(m.Files, scoring.ManifestFile{File: s.Segment.Code + j.folder.format.Extensions[0], Segment: s.Segment.Code})
	}
	if j.Stream != nil {
		return j.writeStream(ctx, m.Files)
	}
	rec, err := j.Record()
	if err != nil {
		return err
	}
	defer rec.Release()
	rows := rowsBySegment(rec)
	for i := range m.Files {
		if err := j.writeSegment(ctx, rec, rows[m.Files[i].Segment], &m.Files[i]); err != nil {
			return err
		}
	}
	return nil
}

// writeSegment writes the rows of one segment, as the flags want them.
func (j *job) writeSegment(ctx context.Context, all arrow.Record, rows []int, file *scoring.ManifestFile) error {
	rec, err := j.chosen(all, rows)
	if err != nil {
		return err
	}
	defer rec.Release()
	format := j.folder.format
	format.Sheet = file.Segment
	sum := sha256.New()
	file.Rows = rec.NumRows()
	err = j.folder.Write(file.File, func(w io.Writer) error {
		return app.Encode(app.UntilDone(ctx, io.MultiWriter(w, sum)), format, rec)
	})
	file.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return err
}
