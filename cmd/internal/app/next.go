package app

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rfm/io/fault"
)

// FollowUp is a command that a person is likely to want next: the same files and
// flags with another command, and flags behind them.
type FollowUp struct{ Command, Flags string }

// Next names follow-ups on one line below the table on a terminal. Where they are
// too long for it, … stands for the files and flags. There is no line for who wants
// none (--quiet) or chose rows and columns, and so knows the way.
func (o *Output) Next(likely ...FollowUp) error {
	if !o.Terminal() || o.flags.Quiet || o.flags.Chooses() {
		return nil
	}
	line := next(likely, o.same())
	if utf8.RuneCountInString(line) > o.Width {
		line = next(likely, "…")
	}
	return o.Remark(line)
}

func next(likely []FollowUp, same string) string {
	var commands []string
	for _, f := range likely {
		commands = append(commands, "rfm "+f.Command+" "+same+" "+f.Flags)
	}
	return "next: " + strings.Join(commands, "   ")
}

// same are the files and flags of the command line, as they are typed.
func (o *Output) same() string {
	var words []string
	command := slices.IndexFunc(o.arguments, func(a string) bool { return !strings.HasPrefix(a, "-") })
	for i, a := range o.arguments {
		if i != command {
			words = append(words, fault.ShellWord(a))
		}
	}
	return strings.Join(words, " ")
}
