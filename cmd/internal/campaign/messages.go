package campaign

import (
	"fmt"
	"io"

	"rfm/segment"
)

// messages writes in the language that was asked for.
type messages struct {
	to       io.Writer
	language segment.Language
}

// line writes a message. Both formats take all arguments; where their order
// differs, by number.
func (w messages) line(english, chinese string, args ...any) {
	format := english
	if w.language == segment.Chinese {
		format = chinese
	}
	fmt.Fprintf(w.to, format+"\n", args...)
}

// pick is the text in the language.
func (w messages) pick(english, chinese string) string {
	if w.language == segment.Chinese {
		return chinese
	}
	return english
}
