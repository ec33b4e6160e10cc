package scoring

import (
	"fmt"
	"io"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

// Assign gives the customers their segments; nil where the default scheme is
// written for other numbers of scores. Where the input has segments and no flag
// names the scheme, they must be the same.
func Assign(p *population.Population, c *Scheme, scores *rfm.Scores, messages io.Writer) (*segment.Assignment, error) {
	check := p.Known != nil && p.Known.Segments != nil && !p.Given("scheme")
	if check && !p.Given("bins") {
		for d, bins := range c.Bins { // nobody may have the highest score
			scores.Bins[d] = max(scores.Bins[d], bins)
		}
	}
	if err := c.Fits(scores.Bins); err != nil {
		why := err.Error()
		if scores.Method == "" && !p.Given("bins") {
			why += "; --bins says how many there were where nobody has the highest"
		}
		if c.Given {
			return nil, app.Usagef("%s", why)
		}
		PrintNoSegments(messages, why)
		return nil, nil
	}
	a, err := segment.Assign(c.Scheme, scores)
	if err != nil || !check {
		return a, err
	}
	for i, position := range a.Position {
		if before, now := p.Known.Segments[i], c.Code(int(position)); before != now {
			return nil, &rfmio.Error{Kind: rfmio.Undecided, Message: fmt.Sprintf("the segments of the input are not those of scheme %s: customer %q is in %s, not in %s",
				c.Name, p.Redactor.ID(p.Customers.ID.At(i)), before, now),
				Hints: []string{"name the scheme: --scheme NAME or a file", "to assign them anew: --scheme " + c.Name}}
		}
	}
	return a, nil
}

// PrintNoSegments says why there are none.
func PrintNoSegments(w io.Writer, why string) { fmt.Fprintf(w, "notice: no segments: %s\n", why) }
