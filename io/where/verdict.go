package where

import "rfm/io/vector"

// Verdict is what a condition, or a part of it, says of a row.
type Verdict uint8

const (
	no   Verdict = iota
	yes          // the row passes
	open         // only the expression library can tell
)

// Keeps tells whether the row passes.
func (v Verdict) Keeps() bool { return v == yes }

// test is a part of a condition that is true or false. It belongs to one worker.
type test interface {
	// judge says for each of the rows whether it holds.
	judge(columns []*vector.Vector, out []Verdict)
}

// fixed holds for all rows or for none, or is open for all.
type fixed Verdict

func (f fixed) judge(_ []*vector.Vector, out []Verdict) {
	for i := range out {
		out[i] = Verdict(f)
	}
}

// negation holds where a test does not.
type negation struct{ of test }

func (n negation) judge(columns []*vector.Vector, out []Verdict) {
	n.of.judge(columns, out)
	opposite := [3]Verdict{no: yes, yes: no, open: open}
	for i, v := range out {
		out[i] = opposite[v]
	}
}

// junction is left and right, or left or right. As in the library the right side
// decides only where the left one does not: there it is no, and for "and" yes.
type junction struct {
	left, right test
	undecided   Verdict // what the left side says where the right one decides
	memory      []Verdict
}

func (j *junction) judge(columns []*vector.Vector, out []Verdict) {
	j.left.judge(columns, out)
	needed := false
	for _, v := range out {
		if v == j.undecided {
			needed = true
			break
		}
	}
	if !needed {
		return
	}
	j.memory = vector.Resize(j.memory, len(out))
	j.right.judge(columns, j.memory)
	for i, v := range j.memory {
		if out[i] == j.undecided {
			out[i] = v
		}
	}
}
