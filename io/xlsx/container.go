package xlsx

import (
	"errors"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zip"
)

// container is the zip archive around the parts of a workbook.
type container struct {
	parts map[string]*zip.File // by partKey
	first string               // name of the first entry
}

// openContainer reads the directory of an archive.
func openContainer(file io.ReaderAt, size int64) (*container, error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, corrupt("the zip archive is damaged or cut off").because(err)
	}
	c := &container{parts: make(map[string]*zip.File)}
	for i, f := range archive.File {
		if i == 0 {
			c.first = f.Name
		}
		key := partKey(f.Name)
		if _, twice := c.parts[key]; !twice { // as Excel does: the first counts
			c.parts[key] = f
		}
	}
	return c, nil
}

// partKey is a name of a part as parts are compared: without regard to case,
// and with the slashes that some writers turn around.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// has tells whether a part is there.
func (c *container) has(name string) bool { return c.parts[partKey(name)] != nil }

// open opens a part. size is that of its bytes in the archive.
func (c *container) open(name string) (r io.ReadCloser, size int64, err error) {
	f := c.parts[partKey(name)]
	if f == nil {
		return nil, 0, corrupt("it has no part %s", name)
	}
	if f.Flags&1 != 0 {
		return nil, 0, &FormatError{Message: "is encrypted", Hint: "open it in Excel, take the password away (File > Info > Protect Workbook), and save it"}
	}
	r, err = f.Open()
	if err != nil {
		return nil, 0, corrupt("part %s: %v", name, err).because(err)
	}
	return r, int64(f.CompressedSize64), nil
}

// relationship is a line of a .rels part.
type relationship struct {
	id, kind, target string
}

// is tells whether a relationship is of a kind, such as worksheet. The rest of
// the type differs between the two flavours of the format.
func (r relationship) is(kind string) bool { return strings.HasSuffix(r.kind, "/"+kind) }

// relationships reads those of a part, none if it has none. Targets are names
// of parts.
func (c *container) relationships(part string) ([]relationship, error) {
	folder, name := path.Split(part)
	rels := folder + "_rels/" + name + ".rels"
	if !c.has(rels) {
		return nil, nil
	}
	var out []relationship
	err := c.scan(rels, func(m *markup) error {
		if !m.start("Relationship") {
			return nil
		}
		r := relationship{id: m.attribute("Id"), kind: m.attribute("Type"), target: strings.ReplaceAll(m.attribute("Target"), `\`, "/")}
		if m.attribute("TargetMode") == "External" {
			return nil
		}
		if strings.HasPrefix(r.target, "/") {
			r.target = r.target[1:]
		} else {
			r.target = path.Join(folder, r.target)
		}
		if out = append(out, r); len(out) > maxListed {
			return corrupt("part %s is too long", rels)
		}
		return nil
	})
	return out, err
}

// maxListed bounds lists that real workbooks keep short: sheets, relationships.
const maxListed = 100_000

// scan shows every tag of a part to see.
func (c *container) scan(name string, see func(m *markup) error) error {
	r, _, err := c.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	m := newMarkup(r, name)
	for {
		if err := m.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := see(m); errors.Is(err, errSeenEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// errSeenEnough ends a scan.
var errSeenEnough = errors.New("seen enough")
