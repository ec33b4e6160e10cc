package app

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rfm/io/fault"
)

// FollowUp is a command that a person is likely to want next: the same files and
// flags with another command, and flags behind them.
type FollowUp struct{ Command, Flags string }

// Next names follow-ups on one line below the table on a terminal. There is no line
// for who chose rows and columns, and so knows the way.
func (o *Output) Next(likely ...FollowUp) error {
	if !o.Terminal() || o.flags.Quiet || o.flags.Chooses() {
		return nil
	}
	return o.Remark(o.streams.followUps(o.Width, likely))
}

// WriteNext names follow-ups below a report that is not the table of an Output,
// where a person sees it.
func (s *Streams) WriteNext(w io.Writer, likely ...FollowUp) error {
	width, _ := terminalSize(s.Out)
	if width == 0 {
		return nil
	}
	_, err := fmt.Fprintln(w, s.Say(s.followUps(width, likely)))
	return err
}

// followUps is the line of follow-ups. Where they are too long for it, … stands for
// the files and flags.
func (s *Streams) followUps(width int, likely []FollowUp) string {
	line := next(likely, s.same)
	if utf8.RuneCountInString(line) > width {
		line = next(likely, func(string) string { return "…" })
	}
	return line
}

func next(likely []FollowUp, same func(command string) string) string {
	var commands []string
	for _, f := range likely {
		commands = append(commands, strings.TrimSpace("rfm "+f.Command+" "+same(f.Command)+" "+f.Flags))
	}
	return "next: " + strings.Join(commands, "   ")
}

// same are the files and flags of the command line, as they are typed, without the
// flags that the other command lacks.
func (s *Streams) same(name string) string {
	other := s.command
	if i := slices.IndexFunc(s.command.Root().Commands(), func(c *cobra.Command) bool { return c.Name() == name }); i >= 0 {
		other = s.command.Root().Commands()[i]
	}
	var words []string
	own, value := s.command.Flags(), false // value: of a flag that was left out
	for _, a := range s.Arguments {
		flag, _, joined := strings.Cut(strings.TrimPrefix(a, "--"), "=")
		switch {
		case value:
			value = false
		case a == s.command.Name():
		case strings.HasPrefix(a, "--") && own.Lookup(flag) != nil && other.Flag(flag) == nil:
			value = !joined && own.Lookup(flag).NoOptDefVal == ""
		default:
			words = append(words, fault.ShellWord(Shown(a)))
		}
	}
	return strings.Join(words, " ")
}
