package parquet

import (
	"bytes"
	"rfm/io/source"
	"rfm/io/vector"
	"sync/atomic"
	"time"
)

// Sniff looks at the first bytes, which stay to be read.
func Sniff(s *source.Source) (bool, error) {
	first, err := s.Peek(4)
	return bytes.Equal(first, []byte("PAR1")), err
}

// Open opens a Parquet file, which is read from its end.
func Open(s *source.Source, zone *time.Location, read *atomic.Int64) (vector.Table, error) {
	if far := s.Distant(read); far != nil {
		return open(far, s.Size, s.Name, zone)
	}
	file, size, err := s.Seekable(read)
	if err != nil {
		return nil, err
	}
	return open(file, size, s.Name, zone)
}
