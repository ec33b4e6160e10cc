package main

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

	rfmio "rfm/io"
)

// manifestName is the file in a folder of segments that says what they are.
const manifestName = "manifest.json"

// manifestFormat is named in every manifest. A change that an older program
// would misread makes a new one.
const manifestFormat = "rfm segment 1"

// manifest says what the files of segments in a folder are made of and what they
// hold. It has no time of its own: the same input and flags make the same bytes.
// Money is exact, in whole units.
type manifest struct {
	Format string `json:"format"`
	manifestSource
	AsOf      string                     `json:"as_of"`
	Method    string                     `json:"method,omitempty"` // none for an input that has scores
	Bins      string                     `json:"bins"`
	CutPoints *modelCutPoints            `json:"cut_points,omitempty"` // none where one set of them does not tell the score
	Rows      rowAccount                 `json:"rows"`
	NotScored int                        `json:"customers_not_scored"` // with returns only
	Customers int                        `json:"customers"`
	Orders    int64                      `json:"orders"`
	Monetary  json.Number                `json:"monetary"`
	Segments  map[string]manifestSegment `json:"segments"` // by code
	Files     []manifestFile             `json:"files"`    // in the order of the scheme
}

// manifestSource is what decides on all else in a manifest.
type manifestSource struct {
	Version   string             `json:"version"`
	Arguments []string           `json:"arguments"` // flags that the result depends on
	Scheme    manifestScheme     `json:"scheme"`
	Model     string             `json:"model_sha256,omitempty"`
	Previous  string             `json:"previous_sha256,omitempty"` // of the files that --previous names
	Redaction *manifestRedaction `json:"redaction,omitempty"`
	Inputs    []manifestInput    `json:"inputs"`
}

type manifestScheme struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// manifestRedaction tells how ids are hidden. KeyCheck is the same for the same
// key and does not tell it.
type manifestRedaction struct {
	Method   string `json:"method"`
	KeyCheck string `json:"key_check"`
}

// manifestInput is one file that was read.
type manifestInput struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	Rows     int64  `json:"rows"`
	FirstDay string `json:"first_day,omitempty"` // of the rows that --where keeps
	LastDay  string `json:"last_day,omitempty"`
}

// manifestSegment is what the customers of one segment come to; means and
// medians of nobody are null.
type manifestSegment struct {
	Customers     int          `json:"customers"`
	Orders        int64        `json:"orders"`
	Monetary      json.Number  `json:"monetary"`
	Average       *json.Number `json:"avg_order_value"`
	MedianRecency *json.Number `json:"median_recency_days"`
	MedianOrders  *json.Number `json:"median_orders"`
	MedianMoney   *json.Number `json:"median_monetary"`
}

// manifestFile is one file beside the manifest.
type manifestFile struct {
	File    string `json:"file"`
	Segment string `json:"segment"`
	Rows    int64  `json:"rows"`
	SHA256  string `json:"sha256"`
}

// readManifest reads the manifest of a folder of segments; nil where there is
// none. The error is an *rfmio.Error.
func readManifest(folder string) (*manifest, error) {
	path := filepath.Join(folder, manifestName)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return nil, &rfmio.Error{Kind: rfmio.Unreadable, Message: err.Error(), Err: err}
	}
	m := &manifest{}
	err = json.Unmarshal(text, m)
	if err == nil && m.Format != manifestFormat {
		err = fmt.Errorf("its format is %q, not %q", m.Format, manifestFormat)
	}
	if err != nil {
		return nil, &rfmio.Error{Kind: rfmio.Unreadable, Message: fmt.Sprintf("%s is no manifest that this rfm can read: %v", path, err),
			Hints: []string{"name another folder, or move this one away"}}
	}
	return m, nil
}

// Write writes the manifest as JSON that a person can read.
func (m *manifest) write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(m)
}

// names are the files of the set, with the manifest; none without one.
func (m *manifest) names() []string {
	if m == nil {
		return nil
	}
	names := []string{manifestName}
	for _, f := range m.Files {
		names = append(names, f.File)
	}
	return names
}

// intact reports whether the files in a folder are those of the manifest.
func (m *manifest) intact(folder string) bool {
	for _, f := range m.Files {
		file, err := os.Open(filepath.Join(folder, f.File))
		if err != nil {
			return false
		}
		sum, err := sumOf(file)
		file.Close()
		if err != nil || sum != f.SHA256 {
			return false
		}
	}
	return true
}

// sumOf is the SHA-256 of what a reader has, in hex.
func sumOf(r io.Reader) (string, error) {
	sum := sha256.New()
	_, err := io.Copy(sum, r)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func sumOfText(text []byte) string {
	sum, _ := sumOf(strings.NewReader(string(text))) // a text does not fail
	return sum
}
