package basket

import (
	"bytes"
	"sync"
)

// sections are encoded baskets, one section per part and group, in memory or,
// where there is no room, in a file.
type sections struct {
	room   *room
	groups int
	memory [][]byte // by part and group; nil where it is in the file
	extent []extent
	mu     sync.Mutex
	file   *spillFile // nil while nothing is in it
}

func newSections(groups int, room *room) *sections {
	return &sections{room: room, groups: groups, memory: make([][]byte, parts*groups), extent: make([]extent, parts*groups)}
}

// put keeps a copy of what a section holds, in place of what it held.
func (s *sections) put(part, group int, encoded []byte) error {
	i := part*s.groups + group
	s.room.used.Add(-int64(cap(s.memory[i])))
	s.memory[i], s.extent[i] = nil, extent{}
	if len(encoded) == 0 {
		return nil
	}
	if s.room.used.Load()+int64(len(encoded)) <= s.room.limit {
		s.memory[i] = bytes.Clone(encoded)
		s.room.used.Add(int64(cap(s.memory[i])))
		return nil
	}
	file, err := s.open()
	if err == nil {
		s.extent[i], err = file.write(encoded)
	}
	return err
}

// get is what a section holds.
func (s *sections) get(part, group int) ([]byte, error) {
	i := part*s.groups + group
	if s.extent[i].length == 0 {
		return s.memory[i], nil
	}
	return s.file.read(s.extent[i])
}

func (s *sections) open() (_ *spillFile, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		s.file, err = newSpillFile()
	}
	return s.file, err
}

func (s *sections) close() {
	if s.file != nil {
		s.file.close()
	}
}
