package campaign

import (
	"fmt"
	"io"
)

// messages are lines for a person.
type messages struct{ to io.Writer }

// line writes a message.
func (w messages) line(format string, args ...any) { fmt.Fprintf(w.to, format+"\n", args...) }
