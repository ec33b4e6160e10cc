package workbook

import (
	"bytes"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zip"
)

// archive is the zip archive of a workbook, of which excelize makes the parts in
// any order. They are compressed as they come and written in the order of their
// names, with no time: the same parts are the same bytes.
type archive struct {
	out   io.Writer
	parts []*part
	open  *part
}

// part is a file in the archive.
type part struct {
	name   string
	packed bytes.Buffer
	flate  *flate.Writer
	sum    hash.Hash32
	size   uint64
}

const compressionLevel = 5

// Create implements excelize.ZipWriter. The part before is complete then.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.finish(); err != nil {
		return nil, err
	}
	p := &part{name: name, sum: crc32.NewIEEE()}
	var err error
	if p.flate, err = flate.NewWriter(&p.packed, compressionLevel); err != nil {
		return nil, err
	}
	a.parts, a.open = append(a.parts, p), p
	return p, nil
}

func (p *part) Write(b []byte) (int, error) {
	p.sum.Write(b)
	p.size += uint64(len(b))
	return p.flate.Write(b)
}

// finish completes the open part.
func (a *archive) finish() error {
	if a.open == nil {
		return nil
	}
	err := a.open.flate.Close()
	a.open.flate, a.open = nil, nil
	return err
}

// AddFS implements excelize.ZipWriter, which does not use it.
func (*archive) AddFS(fs.FS) error { return errors.New("workbook: an archive takes no file system") }

// contentTypes is the part that readers look for first.
const contentTypes = "[Content_Types].xml"

// zip64Version is what a reader must understand of an archive with a part of
// more than 4 GiB; else zipVersion. Excel is strict about it.
const (
	zipVersion   = 20
	zip64Version = 45
)

// firstDOSDate is 1 January 1980, the earliest that an archive can tell.
const firstDOSDate = 1<<5 | 1

// Close implements excelize.ZipWriter: it writes the archive.
func (a *archive) Close() error {
	if err := a.finish(); err != nil {
		return err
	}
	slices.SortFunc(a.parts, func(p, q *part) int {
		if first, second := p.name == contentTypes, q.name == contentTypes; first != second {
			if first {
				return -1
			}
			return 1
		}
		return strings.Compare(p.name, q.name)
	})
	z := zip.NewWriter(a.out)
	for _, p := range a.parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CreatorVersion: zipVersion, ReaderVersion: zipVersion,
			CRC32: p.sum.Sum32(), CompressedSize64: uint64(p.packed.Len()), UncompressedSize64: p.size}
		//lint:ignore SA1019 CreateRaw writes this field and does not look at Modified
		h.ModifiedDate = firstDOSDate
		if p.size > math.MaxUint32 || h.CompressedSize64 > math.MaxUint32 {
			h.ReaderVersion = zip64Version
		}
		w, err := z.CreateRaw(h)
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(w); err != nil {
			return err
		}
		p.packed = bytes.Buffer{}
	}
	return z.Close()
}
