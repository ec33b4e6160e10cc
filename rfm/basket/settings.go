package basket

import (
	"cmp"
	"runtime"
)

// Within says what a basket is.
type Within int

const (
	WithinOrder    Within = iota // the lines of an order
	WithinCustomer               // all that a customer bought
)

// Settings say what is counted. The zero value counts all pairs in the orders.
type Settings struct {
	Within Within
	// MinCount is the number of baskets that a pair must be in, and with it each
	// of its items; 0 for 1.
	MinCount int64
	// Groups divides the baskets by customer; nil for one group of all.
	Groups *Groups
	// Memory bounds the baskets and the table of pairs, in bytes; 0 for 1 GiB. It
	// holds neither the texts of the items nor the rules.
	Memory int64
	// Workers is the number of goroutines that count; 0 for one per core.
	Workers int
}

// Groups says which group each customer is in. Baskets of customers in none are
// left out.
type Groups struct {
	Names []string
	// Of maps customer ids to places in Names.
	Of map[string]int
}

// names are those of the groups, the single group of all being "".
func (s *Settings) names() []string {
	if s.Groups == nil {
		return []string{""}
	}
	return s.Groups.Names
}

func (s *Settings) minCount() uint32 {
	return uint32(min(max(s.MinCount, 1), 1<<32-1))
}

func (s *Settings) workers() int { return cmp.Or(max(s.Workers, 0), runtime.GOMAXPROCS(0)) }

// basketMemory is the part of the memory that baskets may take, tableMemory that
// of the table of pairs. Baskets are copied while they are put in order.
func (s *Settings) basketMemory() int64 { return s.memory() / 2 }

func (s *Settings) tableMemory() int64 { return s.memory() / 4 }

func (s *Settings) memory() int64 { return cmp.Or(max(s.Memory, 0), 1<<30) }
