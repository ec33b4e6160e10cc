package rfmio

import (
	"cmp"
	"encoding/json"
	"fmt"
	"rfm/io/fault"
	"rfm/io/parquet"
	"rfm/io/vector"
)

// PackedKey is the key of the metadata of files that rfm pack wrote: a PackedOrigin
// as JSON.
const PackedKey = "rfm.pack"

// PackedVersion is the version of what this program packs and reads.
const PackedVersion = 1

// PackedOrigin is what a packed file was made of.
type PackedOrigin struct {
	Version int            `json:"version"`
	Lines   int64          `json:"lines"` // that were packed
	Sources []PackedSource `json:"sources"`
}

// PackedSource is a file that was packed, told by its bytes, and which of its rows
// were: Where is a condition, Since and Until are days; empty for all.
type PackedSource struct {
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Zone   string `json:"tz,omitempty"`
	Where  string `json:"where,omitempty"`
	Since  string `json:"since,omitempty"`
	Until  string `json:"until,omitempty"`
}

// packedSources are what a packed file was made of; packed is false for other
// files.
func packedSources(name string, t vector.Table) (sources []PackedSource, packed bool, err error) {
	p, ok := t.(*parquet.Table)
	if !ok {
		return nil, false, nil
	}
	text, packed := p.Metadata(PackedKey)
	if !packed {
		return nil, false, nil
	}
	var origin PackedOrigin
	if err := json.Unmarshal([]byte(text), &origin); err != nil || origin.Version != PackedVersion {
		return nil, false, &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: its metadata %q are not those of this version of rfm pack", name, PackedKey)}
	}
	return origin.Sources, true, nil
}

// refuseLines refuses packed files where lines are asked for, which they lack.
func (in *Input) refuseLines(f *inputFile) error {
	what := in.options.Lines
	switch {
	case !f.packed:
		return nil
	case in.options.Dedupe:
		what = "--dedupe"
	case in.options.AmountPer != "":
		what = "--amount-per"
	case what == "":
		return nil
	}
	return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s is packed, one row per order: %s needs the lines", f.path, what),
		Hints: []string{"give the files that it was packed from"}}
}

// refusePackedTwice refuses files that were packed of the same rows.
func refusePackedTwice(files []*inputFile) error {
	type packed struct {
		file string
		PackedSource
	}
	bySum := map[string][]packed{}
	for _, f := range files {
		for _, s := range f.sources {
			for _, other := range bySum[s.SHA256] {
				if other.Where == s.Where && overlap(other.PackedSource, s) {
					e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s and %s are both packed from %s: its rows would count twice", other.file, f.path, s.File),
						Hints: []string{"leave one of them out, or pack again what it should hold"}}
					if other.file == f.path {
						e.Message = fmt.Sprintf("%s holds %s twice: its rows would count twice", f.path, s.File)
					}
					return e
				}
			}
			bySum[s.SHA256] = append(bySum[s.SHA256], packed{f.path, s})
		}
	}
	return nil
}

// overlap tells whether two sources may have days in common.
func overlap(x, y PackedSource) bool {
	last := func(s PackedSource) string { return cmp.Or(s.Until, "9999") }
	return x.Since <= last(y) && y.Since <= last(x)
}

// PackedSources are the sources of all files that were packed, by file.
func (in *Input) PackedSources() map[string][]PackedSource {
	sources := map[string][]PackedSource{}
	for _, f := range in.files {
		if f.packed {
			sources[f.path] = f.sources
		}
	}
	return sources
}
