package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/io/fault"
)

// ManifestName is the file in a folder of segments that says what they are.
const ManifestName = "manifest.json"

// ManifestFormat is named in every manifest. A change that an older program
// would misread makes a new one.
const ManifestFormat = "rfm segment 1"

// Manifest says what the files of segments in a folder are made of and what they
// hold. It has no time of its own: the same input and flags make the same bytes.
// Money is exact, in whole units.
type Manifest struct {
	Format string `json:"format"`
	ManifestSource
	AsOf      string                     `json:"as_of"`
	Method    string                     `json:"method,omitempty"` // none for an input that has scores
	Bins      string                     `json:"bins"`
	CutPoints *CutPoints                 `json:"cut_points,omitempty"` // none where one set of them does not tell the score
	Rows      population.RowAccount      `json:"rows"`
	NotScored int                        `json:"customers_not_scored"` // with returns only
	Customers int                        `json:"customers"`
	Orders    int64                      `json:"orders"`
	Monetary  json.Number                `json:"monetary"`
	Segments  map[string]ManifestSegment `json:"segments"`         // by code
	Files     []ManifestFile             `json:"files"`            // in the order of the scheme
	Beside    map[string]ManifestBeside  `json:"beside,omitempty"` // by flag: written with them, elsewhere
}

// ManifestSource is what decides on all else in a manifest.
type ManifestSource struct {
	Version    string             `json:"version"`
	Arguments  []string           `json:"arguments"` // flags that the result depends on
	Scheme     ManifestScheme     `json:"scheme"`
	Model      string             `json:"model_sha256,omitempty"`
	Previous   string             `json:"previous_sha256,omitempty"`   // of the files that --previous names
	Attributes string             `json:"attributes_sha256,omitempty"` // of the file that --attributes names
	Redaction  *ManifestRedaction `json:"redaction,omitempty"`
	Inputs     []ManifestInput    `json:"inputs"`
}

// ManifestScheme is a scheme by its name and the SHA-256 of its text.
type ManifestScheme struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// ManifestRedaction tells how ids are hidden. KeyCheck is the same for the same
// key and does not tell it.
type ManifestRedaction struct {
	Method   string `json:"method"`
	KeyCheck string `json:"key_check"`
}

// ManifestInput is one file that was read, or a table that an engine has read, with
// the hash of the customers it came to.
type ManifestInput struct {
	File     string                `json:"file"`
	Engine   *population.EngineRun `json:"engine,omitempty"`
	Bytes    int64                 `json:"bytes"`
	SHA256   string                `json:"sha256"`
	Rows     int64                 `json:"rows"`
	FirstDay string                `json:"first_day,omitempty"` // of the rows that --where keeps
	LastDay  string                `json:"last_day,omitempty"`
}

// ManifestSegment is what the customers of one segment come to; means and
// medians of nobody are null.
type ManifestSegment struct {
	Customers     int          `json:"customers"`
	Orders        int64        `json:"orders"`
	Monetary      json.Number  `json:"monetary"`
	Average       *json.Number `json:"avg_order_value"`
	MedianRecency *json.Number `json:"median_recency_days"`
	MedianOrders  *json.Number `json:"median_orders"`
	MedianMoney   *json.Number `json:"median_monetary"`
}

// ManifestFile is one file beside the manifest.
type ManifestFile struct {
	File    string `json:"file"`
	Segment string `json:"segment"`
	Rows    int64  `json:"rows"`
	SHA256  string `json:"sha256"`
}

// ManifestBeside is a file that was written with the folder and lies elsewhere.
type ManifestBeside struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256,omitempty"` // none of a device
}

// ReadManifest reads the manifest of a folder of segments; nil where there is
// none. The error is an *fault.Error.
func ReadManifest(folder string) (*Manifest, error) {
	path := filepath.Join(folder, ManifestName)
	text, err := app.ReadSaved(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return nil, &fault.Error{Kind: fault.Unreadable, Message: err.Error(), Err: err}
	}
	m := &Manifest{}
	err = json.Unmarshal(text, m)
	if err == nil && m.Format != ManifestFormat {
		err = fmt.Errorf("its format is %q, not %q", m.Format, ManifestFormat)
	}
	for _, f := range m.Files { // it may come from others
		if err == nil && (!filepath.IsLocal(f.File) || filepath.Base(f.File) != f.File) {
			err = fmt.Errorf("%q is not the name of a file in the folder", f.File)
		}
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s is not a manifest that this rfm can read: %v", path, err),
			Hints: []string{"name another folder, or move this one away"}}
	}
	return m, nil
}

// FilesOf are the files of a folder that rfm segment wrote, as its manifest has
// them; the path itself for any other.
func FilesOf(path string) (files []string, err error) {
	manifest, err := ReadManifest(path)
	if err != nil {
		return nil, err
	}
	if manifest == nil {
		return []string{path}, nil
	}
	for _, f := range manifest.Files {
		files = append(files, filepath.Join(path, f.File))
	}
	return files, nil
}

// Names are the files of the set, with the manifest; none without one.
func (m *Manifest) Names() []string {
	if m == nil {
		return nil
	}
	names := []string{ManifestName}
	for _, f := range m.Files {
		names = append(names, f.File)
	}
	return names
}

// Intact reports whether the files in a folder are those of the manifest.
func (m *Manifest) Intact(folder string) bool {
	for _, f := range m.Files {
		sum, err := SumOfFile(filepath.Join(folder, f.File))
		if err != nil || sum != f.SHA256 {
			return false
		}
	}
	return true
}

// SumOfFile is the SHA-256 of a file, in hex.
func SumOfFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return sumOf(file)
}

// sumOf is the SHA-256 of what a reader has, in hex.
func sumOf(r io.Reader) (string, error) {
	sum := sha256.New()
	_, err := io.Copy(sum, r)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// SumOfText is the SHA-256 of a text, in hex.
func SumOfText(text []byte) string {
	sum, _ := sumOf(strings.NewReader(string(text))) // a text does not fail
	return sum
}
