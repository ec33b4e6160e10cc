package rfmio

import "fmt"

// workerFault carries a panic from a worker to the caller of Read.
type workerFault struct {
	fault any
	stack []byte
}

func (f *workerFault) Error() string { return fmt.Sprintf("%v\n%s", f.fault, f.stack) }
