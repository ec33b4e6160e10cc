package aggregate

import (
	"cmp"
	"sync"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/internal/parallel"
	"rfm/rfm/tempfile"
)

// runBlock is the number of customers in a record of a run. A merge holds one
// record of each run in memory: about a sixth of the limit.
func runBlock(memory int64) int64 {
	const customer, runs = 80, partitionCount * buckets
	return min(max(memory/6/runs/customer, 1<<8), 1<<13)
}

// finishSpilled finds the customers of a spilled population, one bucket of a
// partition at a time on every core. Each bucket becomes a sorted run in one file.
func (c *closing) finishSpilled() (*Population, error) {
	partitions := &c.population.partitions
	defer func() {
		for i := range partitions {
			partitions[i].removeSpill()
		}
	}()
	for i := range partitions {
		if err := partitions[i].spill(); err != nil { // the rest of it
			return nil, err
		}
		if partitions[i].spilled == nil {
			continue
		}
		if err := partitions[i].spilled.Read(); err != nil {
			return nil, err
		}
	}
	f := &runWriter{closing: c}
	var failed [partitionCount * buckets]error
	parallel.Each(len(failed), func(i int) {
		if s := partitions[i/buckets].spilled; s != nil {
			failed[i] = f.bucket(s, i/buckets, i%buckets)
		}
	})
	if err := cmp.Or(failed[:]...); err != nil {
		f.remove()
		return nil, err
	}
	return f.population()
}

// runWriter writes the sorted runs of a population.
type runWriter struct {
	closing *closing
	mu      sync.Mutex
	file    *tempfile.File // nil before the first run
	runs    [][]int        // records of each
	n       int
	bytes   int64         // of the ids
	shape   rfm.Customers // scales and the like, without customers
}

// bucket finds the customers of a bucket of a partition and writes them as a run.
func (f *runWriter) bucket(s *spill, number, bucket int) error {
	all := &partitions{}
	all[number].scale = f.closing.total.Scale // nobody's is larger
	if err := s.read(bucket, all, &probe{}); err != nil {
		return err
	}
	partitions := all[number : number+1]
	found, err := f.closing.customers(partitions)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.closing.note(found, partitions); err != nil {
		return err
	}
	return f.write(found)
}

// write appends a run.
func (f *runWriter) write(c *rfm.Customers) (err error) {
	rec := c.Record(memory.DefaultAllocator)
	defer rec.Release()
	if f.file == nil {
		f.shape = rfm.Customers{Scale: c.Scale, Statistic: c.Statistic, AverageScale: c.AverageScale, AsOf: c.AsOf}
		if f.file, err = tempfile.Create(rec.Schema()); err != nil {
			return err
		}
	}
	var run []int
	block := runBlock(f.closing.settings.Memory)
	for from := int64(0); from < rec.NumRows(); from += block {
		slice := rec.NewSlice(from, min(from+block, rec.NumRows()))
		number, err := f.file.Write(slice)
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
	f.bytes += int64(c.ID.Bytes())
	return nil
}

func (f *runWriter) remove() {
	if f.file != nil {
		f.file.Close()
	}
}

// population is the customers of all runs.
func (f *runWriter) population() (*Population, error) {
	if f.n == 0 {
		f.remove()
		shape := f.shape
		return &Population{whole: &shape}, nil
	}
	if err := f.file.Read(); err != nil {
		f.remove()
		return nil, err
	}
	return &Population{n: f.n, bytes: f.bytes, runs: &runs{file: f.file, records: f.runs, shape: f.shape}}, nil
}
