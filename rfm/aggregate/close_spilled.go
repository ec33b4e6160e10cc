package aggregate

import (
	"cmp"
	"sync"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/internal/parallel"
)

// runBlock is the number of customers in a record of a run. One of each run is in
// memory while they are merged: a sixth of what there may be, about.
func runBlock(memory int64) int64 {
	const customer, runs = 80, partitions * buckets
	return min(max(memory/6/runs/customer, 1<<8), 1<<13)
}

// finishSpilled finds the customers of a population that lies in temporary
// files: a bucket of a part at a time on every core. Each is a run, in order, of
// one file.
func (c *closing) finishSpilled() (*Population, error) {
	parts := &c.population.parts
	defer func() {
		for i := range parts {
			parts[i].removeSpill()
		}
	}()
	for i := range parts {
		if err := parts[i].spill(); err != nil { // what is left of it
			return nil, err
		}
		if parts[i].spilled == nil {
			continue
		}
		if err := parts[i].spilled.read(); err != nil {
			return nil, err
		}
	}
	f := &finishing{closing: c}
	var failed [partitions * buckets]error
	parallel.Each(len(failed), func(i int) {
		if s := parts[i/buckets].spilled; s != nil {
			failed[i] = f.bucket(s, i%buckets)
		}
	})
	if err := cmp.Or(failed[:]...); err != nil {
		f.remove()
		return nil, err
	}
	return f.population()
}

// finishing writes runs.
type finishing struct {
	closing *closing
	mu      sync.Mutex
	file    *tempFile // nil before the first run
	runs    [][]int   // records of each
	n       int
	shape   rfm.Customers // scales and the like, without customers
}

// bucket finds the customers of a bucket and writes them as a run.
func (f *finishing) bucket(s *spill, bucket int) error {
	parts, u := make([]part, 1), &lookup{}
	err := s.each(bucket, func(l *lot) error {
		if !parts[0].add(l, u, f.closing.settings) {
			return rfm.ErrOverflow
		}
		return nil
	})
	if err != nil {
		return err
	}
	found, amount, err := f.closing.customers(parts, &joinedTallies{})
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.closing.note(found, parts, amount); err != nil {
		return err
	}
	return f.write(found)
}

// write appends a run.
func (f *finishing) write(c *rfm.Customers) (err error) {
	rec := c.Record(memory.DefaultAllocator)
	defer rec.Release()
	if f.file == nil {
		f.shape = rfm.Customers{Scale: c.Scale, Statistic: c.Statistic, AverageScale: c.AverageScale, AsOf: c.AsOf}
		if f.file, err = newTempFile(rec.Schema()); err != nil {
			return err
		}
	}
	var run []int
	block := runBlock(f.closing.settings.Memory)
	for from := int64(0); from < rec.NumRows(); from += block {
		slice := rec.NewSlice(from, min(from+block, rec.NumRows()))
		number, err := f.file.write(slice)
		slice.Release()
		if err != nil {
			return err
		}
		run = append(run, number)
	}
	if len(run) > 0 {
		f.runs = append(f.runs, run)
	}
	f.n += c.Len()
	return nil
}

func (f *finishing) remove() {
	if f.file != nil {
		f.file.close()
	}
}

// Customers is that of the runs.
func (f *finishing) population() (*Population, error) {
	if f.n == 0 {
		f.remove()
		shape := f.shape
		return &Population{whole: &shape}, nil
	}
	if err := f.file.read(); err != nil {
		f.remove()
		return nil, err
	}
	return &Population{n: f.n, runs: &runs{file: f.file, records: f.runs, shape: f.shape}}, nil
}
