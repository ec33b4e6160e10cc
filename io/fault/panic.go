package fault

import "fmt"

// Panic carries a panic from a worker to the caller of Read.
type Panic struct {
	Fault any
	Stack []byte
}

func (f *Panic) Error() string { return fmt.Sprintf("%v\n%s", f.Fault, f.Stack) }
