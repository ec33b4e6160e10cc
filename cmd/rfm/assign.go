package main

import (
	"fmt"
	"io"

	rfmio "rfm/io"
	"rfm/rfm/score"
	"rfm/segment"
)

// assign gives the customers their segments; nil where the default scheme is
// written for other numbers of scores. Where the input has segments and no flag
// names the scheme, they must be the same.
func (p *population) assign(c *schemeChoice, scores *score.Scores, words io.Writer) (*segment.Assignment, error) {
	check := p.known != nil && p.known.Segments != nil && !p.given("scheme")
	if check && !p.given("bins") {
		for d, bins := range c.Bins { // nobody may have the highest score
			scores.Bins[d] = max(scores.Bins[d], bins)
		}
	}
	if err := c.Fits(scores.Bins); err != nil {
		why := err.Error()
		if scores.Method == "" && !p.given("bins") {
			why += "; --bins says how many there were where nobody has the highest"
		}
		if c.given {
			return nil, usagef("%s", why)
		}
		printNoSegments(words, why)
		return nil, nil
	}
	a, err := segment.Assign(c.Scheme, scores)
	if err != nil || !check {
		return a, err
	}
	for i, position := range a.Position {
		if before, now := p.known.Segments[i], c.Code(int(position)); before != now {
			return nil, &rfmio.Error{Kind: rfmio.Undecided, Message: fmt.Sprintf("the segments of the input are not those of scheme %s: customer %q is in %s, not in %s",
				c.Name, p.redactor.id(p.customers.ID.At(i)), before, now),
				Hints: []string{"name the scheme: --scheme NAME or a file", "to assign them anew: --scheme " + c.Name}}
		}
	}
	return a, nil
}

// printNoSegments says why there are none.
func printNoSegments(w io.Writer, why string) { fmt.Fprintf(w, "notice: no segments: %s\n", why) }
