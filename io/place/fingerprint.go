package place

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"rfm/io/fault"
	"rfm/io/object"
	"rfm/io/source"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Fingerprint tells whether a file is the one of another time.
type Fingerprint struct {
	Name   string // as the user named it
	Bytes  int64
	SHA256 string // in hex

	modified time.Time
	once     bool           // it is taken while the file is read
	object   *object.Object // nil for files
}

// Fingerprints are those of the files of an input.
type Fingerprints struct {
	Files []*Fingerprint // in the order of Account.Files

	mu    sync.Mutex
	taken map[string]hash.Hash // of what is read once
}

// TakeFingerprints reads the files that paths name, as Open understands them,
// one a core. What can be read only once is left for Tap. The error is an *Error
// of kind Unreadable or BadRequest, or the cause of the end of the context.
func TakeFingerprints(ctx context.Context, paths []string) (*Fingerprints, error) {
	objects := &object.Store{}
	paths, _, err := source.Expand(paths, objects)
	if err != nil {
		return nil, err
	}
	f := &Fingerprints{Files: make([]*Fingerprint, len(paths)), taken: map[string]hash.Hash{}}
	errs := make([]error, len(paths))
	cores := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, path := range paths {
		cores <- struct{}{}
		wg.Go(func() {
			f.Files[i], errs[i] = takeFingerprint(ctx, path, objects)
			<-cores
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

func takeFingerprint(ctx context.Context, path string, objects *object.Store) (*Fingerprint, error) {
	if path == "-" {
		return &Fingerprint{Name: source.StdinName, once: true}, nil
	}
	if object.Is(path) {
		return takeObject(ctx, path, objects)
	}
	found, err := os.Stat(path) // before it is opened: a named pipe is not to be
	if err != nil {
		return nil, fault.Opening(path, err)
	}
	f := &Fingerprint{Name: path, modified: found.ModTime(), once: !found.Mode().IsRegular()}
	if f.once {
		return f, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Opening(path, err)
	}
	defer file.Close()
	sum := sha256.New()
	if f.Bytes, err = io.Copy(sum, &untilDone{ctx, file}); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, fault.Reading(path, err)
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

// takeObject reads an object. That it is not replaced later is told by its version.
func takeObject(ctx context.Context, path string, objects *object.Store) (*Fingerprint, error) {
	o, err := objects.Open(path)
	if err != nil {
		return nil, err
	}
	r := o.NewReader()
	defer r.Close()
	f := &Fingerprint{Name: o.Name, object: o}
	sum := sha256.New()
	if f.Bytes, err = io.Copy(sum, &untilDone{ctx, r}); err != nil {
		return nil, err
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

// untilDone ends with the context.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (r *untilDone) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.Reader.Read(p)
}

// Complete tells whether all fingerprints are known before the input is read.
func (f *Fingerprints) Complete() bool {
	for _, file := range f.Files {
		if file.once {
			return false
		}
	}
	return true
}

// Tap takes the fingerprint of what is read once, for Options.
func (f *Fingerprints) Tap(name string, r io.Reader) io.Reader {
	f.mu.Lock()
	defer f.mu.Unlock()
	sum := sha256.New()
	f.taken[name] = sum
	return io.TeeReader(r, &countingHash{sum, f.named(name)})
}

func (f *Fingerprints) named(name string) *Fingerprint {
	for _, file := range f.Files {
		if file.Name == name {
			return file
		}
	}
	return &Fingerprint{}
}

// countingHash counts what it hashes.
type countingHash struct {
	hash.Hash
	of *Fingerprint
}

func (h *countingHash) Write(p []byte) (int, error) {
	h.of.Bytes += int64(len(p))
	return h.Hash.Write(p)
}

// Settle is called after the input has been read, with the names of its files. It
// completes the fingerprints of what was read once, and refuses files that have changed
// meanwhile: an *Error of kind Unreadable.
func (f *Fingerprints) Settle(names []string) error {
	if !slices.EqualFunc(f.Files, names, func(x *Fingerprint, name string) bool { return x.Name == name }) {
		return &fault.Error{Kind: fault.Unreadable, Message: "other files match the pattern than a moment ago", Hints: []string{"run again when they are complete"}}
	}
	for _, file := range f.Files {
		if sum := f.taken[file.Name]; file.once && sum != nil {
			file.SHA256 = hex.EncodeToString(sum.Sum(nil))
			continue
		}
		if file.object != nil {
			if err := file.object.Unchanged(); err != nil {
				return err
			}
			continue
		}
		found, err := os.Stat(file.Name)
		if err != nil {
			return fault.Opening(file.Name, err)
		}
		if found.Size() != file.Bytes || !found.ModTime().Equal(file.modified) {
			return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s has changed while it was read", file.Name), Hints: []string{"run again when it is complete"}}
		}
	}
	return nil
}
