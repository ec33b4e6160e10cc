package aggregate

import (
	"iter"

	"rfm/rfm"
)

// Population is the customers of an input, ordered by id: in memory, or in
// temporary files, from which they come block by block.
type Population struct {
	n     int
	bytes int64          // of the ids
	whole *rfm.Customers // nil where they are in files
	runs  *runs
}

// Len is the number of customers.
func (p *Population) Len() int { return p.n }

// IDBytes is how many bytes the ids take.
func (p *Population) IDBytes() int64 { return p.bytes }

// InMemory tells whether all customers are in memory.
func (p *Population) InMemory() bool { return p.whole != nil }

// Blocks iterates over the customers, ordered by id. A block is valid until the
// next one. It can be called several times. An error, a *tempfile.Error, comes last.
func (p *Population) Blocks() iter.Seq2[*rfm.Customers, error] {
	if p.whole == nil {
		return p.runs.merged
	}
	return func(yield func(*rfm.Customers, error) bool) {
		for from := 0; from < p.n; from += BlockSize {
			if !yield(p.whole.Slice(from, min(from+BlockSize, p.n)), nil) {
				return
			}
		}
	}
}

// Unordered iterates like Blocks, but in any order, which takes less time.
func (p *Population) Unordered() iter.Seq2[*rfm.Customers, error] {
	if p.whole != nil {
		return p.Blocks()
	}
	return p.runs.all
}

// Whole is all customers in memory.
func (p *Population) Whole() (*rfm.Customers, error) {
	if p.whole != nil {
		return p.whole, nil
	}
	b := newBlock(p.runs.shape)
	for block, err := range p.Blocks() {
		if err != nil {
			return nil, err
		}
		for i := range block.Len() {
			b.add(block, i)
		}
	}
	return b.customers()
}

// Remove removes the temporary files. The population must not be used
// afterwards.
func (p *Population) Remove() {
	if p.runs != nil {
		p.runs.file.Close()
	}
}
