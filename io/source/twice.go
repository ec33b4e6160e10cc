package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"rfm/io/fault"
	"rfm/io/object"
)

// RefuseTwice refuses a file that is given twice: by the same name, through a link
// or, where equal asks for that, as a copy with the same bytes. All of its rows
// would count double. Files are compared byte by byte only if they have the same
// size and the same beginning.
func RefuseTwice(paths []string, equal bool) error {
	type known struct {
		path string
		info os.FileInfo
	}
	bySize := map[int64][]known{}
	addresses := map[string]bool{}
	for _, path := range paths {
		if object.Is(path) {
			if addresses[path] {
				return &fault.Error{Kind: fault.Undecided, Message: object.Shown(path) + ": is given twice: its rows would count twice", Hints: []string{"leave one of them out"}}
			}
			addresses[path] = true
			continue
		}
		info, err := os.Stat(path)
		if path == "-" || err != nil || !info.Mode().IsRegular() {
			continue // what it is, is told when it is opened
		}
		bySize[info.Size()] = append(bySize[info.Size()], known{path, info})
	}
	for _, path := range paths { // in their order, so that the error is the same in each run
		info, err := os.Stat(path)
		if err != nil || len(bySize[info.Size()]) < 2 {
			continue
		}
		byHead := map[[sha256.Size]byte][]known{}
		for _, file := range bySize[info.Size()] {
			head := headSum(file.path)
			for _, other := range byHead[head] {
				if what := twice(file.path, other.path, os.SameFile(file.info, other.info), equal); what != "" {
					e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s: its rows would count twice", file.path, what),
						Hints: []string{"leave one of them out"}}
					if file.path != other.path {
						e.Hints = append(e.Hints, "or keep one of all equal rows: --dedupe")
					}
					return e
				}
			}
			byHead[head] = append(byHead[head], file)
		}
		delete(bySize, info.Size())
	}
	return nil
}

// twice says how a file is one that was given before; "" where it is not.
func twice(path, other string, same, equal bool) string {
	switch {
	case same && path == other:
		return "is given twice"
	case same:
		return "is the same file as " + other
	case equal && holdsRows(path) && equalFiles(path, other):
		return "has the same bytes as " + other
	}
	return ""
}

// headSum is the hash of the beginning of a file; that of nothing where it cannot
// be read.
func headSum(path string) [sha256.Size]byte {
	f, err := os.Open(path)
	if err != nil {
		return sha256.Sum256(nil)
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, 4<<10))
	return sha256.Sum256(head)
}

// holdsRows reports whether a file has more than one line: months without sales
// are equal files with nothing but a header.
func holdsRows(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	const most = 1 << 16
	head, err := io.ReadAll(io.LimitReader(f, most))
	return err == nil && (len(head) == most || bytes.ContainsAny(bytes.TrimRight(head, "\r\n"), "\r\n"))
}

// equalFiles reports whether two files hold the same bytes.
func equalFiles(a, b string) bool {
	x, err := os.Open(a)
	if err != nil {
		return false
	}
	defer x.Close()
	y, err := os.Open(b)
	if err != nil {
		return false
	}
	defer y.Close()
	var p, q [1 << 16]byte
	for {
		n, err := io.ReadFull(x, p[:])
		m, _ := io.ReadFull(y, q[:])
		if !bytes.Equal(p[:n], q[:m]) {
			return false
		}
		if err != nil {
			return err == io.EOF || err == io.ErrUnexpectedEOF
		}
	}
}
