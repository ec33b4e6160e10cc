package external

import (
	"iter"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/io/table"
	"rfm/rfm/tempfile"
)

// runRows is how many rows a record of a run has. A merge holds one to two records
// of each run in memory.
const runRows = 512

// Sort are the rows of records in the order that table.Sort gives all of them, in
// pieces of so many rows; the last one may have fewer, and without rows there is
// one. Memory is about that of room, in bytes: what goes beyond it lies in a
// temporary file. A piece is valid until the next. The errors are those of the
// records, of table.Sort and *tempfile.Error.
func Sort(records iter.Seq2[arrow.Record, error], order string, room int64, piece int) iter.Seq2[arrow.Record, error] {
	sorted := func(yield func(arrow.Record, error) bool) {
		s := &sorter{order: order, most: max(room/8, 1<<16)}
		defer s.close()
		for rec, err := range records {
			if err == nil {
				err = s.add(rec)
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
		s.each(yield)
	}
	return Pieces(sorted, piece)
}

// sorter gathers rows, and writes them as a sorted run when they are many.
type sorter struct {
	order string
	most  int64 // bytes to gather
	held  []arrow.Record
	bytes int64
	file  *tempfile.File // nil before the first run
	runs  []*run
}

// run is sorted rows in the file.
type run struct {
	records []int        // still to be read
	head    arrow.Record // what is read, and not given away yet
}

// add takes a record, which stays the caller's.
func (s *sorter) add(rec arrow.Record) error {
	rec.Retain()
	s.held = append(s.held, rec)
	if s.bytes += size(rec); s.bytes < s.most {
		return nil
	}
	return s.spill()
}

// sorted is what is held, in order.
func (s *sorter) sorted() (arrow.Record, error) {
	all, err := concat(s.held)
	s.held, s.bytes = nil, 0
	if err != nil {
		return nil, err
	}
	defer all.Release()
	return table.Sort(all, s.order)
}

// spill writes what is held as a run.
func (s *sorter) spill() error {
	rec, err := s.sorted()
	if err != nil {
		return err
	}
	defer rec.Release()
	if s.file == nil {
		if s.file, err = tempfile.Create(rec.Schema()); err != nil {
			return err
		}
	}
	one := &run{}
	for at := int64(0); at < rec.NumRows(); at += runRows {
		part := rec.NewSlice(at, min(at+runRows, rec.NumRows()))
		number, err := s.file.Write(part)
		part.Release()
		if err != nil {
			return err
		}
		one.records = append(one.records, number)
	}
	s.runs = append(s.runs, one)
	return nil
}

// each yields all rows in order.
func (s *sorter) each(yield func(arrow.Record, error) bool) {
	if s.file == nil {
		if len(s.held) == 0 {
			return
		}
		rec, err := s.sorted()
		yield(rec, err)
		return
	}
	var err error
	if len(s.held) > 0 {
		err = s.spill()
	}
	if err == nil {
		err = s.file.Read()
	}
	for err == nil {
		var rec arrow.Record
		if rec, err = s.merge(); rec == nil {
			break
		}
		if !yield(rec, nil) {
			return
		}
	}
	if err != nil {
		yield(nil, err)
	}
}

// merge is the next rows in order: of those that are read, all up to the first
// that is the last one read of its run. nil where nothing is left. Rows that are
// equal come in the order of their runs, which is the one they came in.
func (s *sorter) merge() (arrow.Record, error) {
	var heads []arrow.Record
	var ends []int // of each head among the rows of all
	rows := 0
	for _, one := range s.runs {
		if err := one.fill(s.file); err != nil {
			return nil, err
		}
		if one.head != nil {
			heads = append(heads, one.head)
			rows += int(one.head.NumRows())
		}
		ends = append(ends, rows)
	}
	if rows == 0 {
		return nil, nil
	}
	all, err := concat(heads)
	if err != nil {
		return nil, err
	}
	defer all.Release()
	order, err := table.Order(all, s.order)
	if err != nil {
		return nil, err
	}
	stops := make(map[int]bool, len(ends)) // last rows behind which more is to be read
	of := make([]int, rows)                // the run of each row
	for r, one := range s.runs {
		from := 0
		if r > 0 {
			from = ends[r-1]
		}
		for i := from; i < ends[r]; i++ {
			of[i] = r
		}
		if len(one.records) > 0 {
			stops[ends[r]-1] = true
		}
	}
	taken := make([]int64, len(s.runs))
	n := 0
	for n < rows {
		row := order[n]
		n++
		taken[of[row]]++
		if stops[row] {
			break
		}
	}
	for r, one := range s.runs {
		one.take(taken[r])
	}
	return table.Take(all, order[:n]), nil
}

// fill reads on where little is left.
func (r *run) fill(file *tempfile.File) error {
	for len(r.records) > 0 && (r.head == nil || r.head.NumRows() < runRows) {
		next, err := file.Record(r.records[0])
		if err != nil {
			return err
		}
		r.records = r.records[1:]
		if r.head == nil {
			r.head = next
			continue
		}
		if r.head, err = concat([]arrow.Record{r.head, next}); err != nil {
			return err
		}
	}
	return nil
}

// take takes the first rows of the head away.
func (r *run) take(rows int64) {
	if r.head == nil {
		return
	}
	rest := r.head.NewSlice(rows, r.head.NumRows())
	r.head.Release()
	if r.head = rest; rest.NumRows() == 0 {
		r.head = nil
	}
}

func (s *sorter) close() {
	if s.file != nil {
		s.file.Close()
	}
}
