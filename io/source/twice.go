package source

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"rfm/io/fault"
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
	for _, path := range paths {
		info, err := os.Stat(path)
		if path == "-" || err != nil || !info.Mode().IsRegular() {
			continue // what it is, is told when it is opened
		}
		for _, other := range bySize[info.Size()] {
			same := os.SameFile(info, other.info)
			what := "the same file as " + other.path
			switch {
			case same && path == other.path:
				what = "is given twice"
			case same:
				what = "is " + what
			case equal && holdsRows(path) && equalFiles(path, other.path):
				what, same = "has the same bytes as "+other.path, true
			}
			if same {
				e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s: its rows would count twice", path, what),
					Hints: []string{"leave one of them out"}}
				if path != other.path {
					e.Hints = append(e.Hints, "or keep one of all equal rows: --dedupe")
				}
				return e
			}
		}
		bySize[info.Size()] = append(bySize[info.Size()], known{path, info})
	}
	return nil
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
