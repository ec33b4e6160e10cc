package app

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/words"
)

// The groups of flags in the help, in order. Flags without a group are the
// command's own and come first.
const (
	GroupInput     = "Input"
	GroupRows      = "Rows"
	GroupCustomers = "Customers"
	GroupScores    = "Scores"
	GroupSegments  = "Segments"
	GroupOutput    = "Output"
	GroupRun       = "Run"
)

func groups() []string {
	return []string{"", GroupInput, GroupRows, GroupCustomers, GroupScores, GroupSegments, GroupOutput, GroupRun}
}

const groupAnnotation = "rfm_group"

// Group puts flags into a group of the help.
func Group(fs *pflag.FlagSet, group string, flags ...string) {
	for _, name := range flags {
		f := fs.Lookup(name)
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[groupAnnotation] = []string{group}
	}
}

// common are the flags that the short help shows, where a command has them, the
// most used first.
func common() []string {
	return []string{"output", "format", "columns", "limit", "out-dir", "as-of", "customer", "date", "amount", "where", "scheme", "horizon", "every", "quiet"}
}

// commonFlags is how many lines of them the short help shows, commonExamples how
// many examples.
const (
	commonFlags    = 10
	commonExamples = 3
)

// helpWidth is the longest line of the help where it does not go to a terminal.
const helpWidth = 80

// NewHelp is the help of every command: -h shows one screen, --help all flags in
// groups, both no wider than the terminal, or than 80 characters elsewhere.
func NewHelp(s *Streams) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		if slices.Contains(args, "-h") && cmd.HasParent() {
			shortHelp(s, cmd)
			return
		}
		longHelp(s, cmd)
	}
}

// shortHelp shows what a command does, a few examples and the flags used most.
func shortHelp(s *Streams, cmd *cobra.Command) {
	h := newHelp(s, cmd)
	h.paragraph(h.say(cmd.Short)+h.say("."), 0)
	h.usage(cmd)
	examples := strings.Split(strings.TrimRight(cmd.Example, "\n"), "\n")
	h.examples(examples[:min(len(examples), commonExamples)])
	var shown []*pflag.Flag
	add := func(f *pflag.Flag) {
		if f != nil && !f.Hidden && f.Name != "help" && len(shown) < commonFlags && !slices.Contains(shown, f) {
			shown = append(shown, f)
		}
	}
	own := 0
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[groupAnnotation] == nil && own < commonFlags/2 {
			own++
			add(f)
		}
	})
	for _, name := range common() {
		add(cmd.Flags().Lookup(name))
	}
	if len(shown) > 0 {
		fmt.Fprintf(h.w, "\n%s\n", h.say("Flags:"))
	}
	var flags bytes.Buffer
	for _, f := range shown {
		before := flags.Len()
		help{&flags, h.width, h.words}.flag(f, firstClause(f.Usage))
		if bytes.Count(flags.Bytes(), []byte{'\n'}) > commonFlags {
			flags.Truncate(before)
		}
	}
	h.w.Write(flags.Bytes())
	fmt.Fprintf(h.w, "\n%s\n", h.say("All flags and more: "+cmd.CommandPath()+" --help"))
}

// longHelp shows everything.
func longHelp(s *Streams, cmd *cobra.Command) {
	h := newHelp(s, cmd)
	fmt.Fprintln(h.w, h.say(strings.TrimRight(cmp.Or(cmd.Long, cmd.Short), "\n")))
	if !cmd.Runnable() && !cmd.HasAvailableSubCommands() {
		return // a topic
	}
	h.usage(cmd)
	if cmd.Example != "" {
		h.examples(strings.Split(strings.TrimRight(cmd.Example, "\n"), "\n"))
	}
	h.commands(cmd)
	byGroup := map[string][]*pflag.Flag{}
	collect := func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		group := ""
		if named := f.Annotations[groupAnnotation]; named != nil {
			group = named[0]
		}
		byGroup[group] = append(byGroup[group], f)
	}
	cmd.LocalFlags().VisitAll(collect)
	cmd.InheritedFlags().VisitAll(collect)
	for _, group := range groups() {
		if len(byGroup[group]) == 0 {
			continue
		}
		title := h.say(group + ":")
		if group == "" {
			title = h.say("Flags of "+cmd.CommandPath()) + h.say(":")
		}
		fmt.Fprintf(h.w, "\n%s\n", title)
		for _, f := range byGroup[group] {
			h.flag(f, f.Usage)
		}
	}
	if !cmd.HasParent() {
		fmt.Fprintf(h.w, "\n%s\n", h.say("More about a command or a topic: rfm help NAME"))
	}
}

// help writes lines of a width.
type help struct {
	w     io.Writer
	width int
	words *words.Words
}

// helpWriter keeps the first failure: the help of cobra cannot return one.
type helpWriter struct {
	io.Writer
	streams *Streams
}

func (w *helpWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.streams.helpFailure == nil {
		w.streams.helpFailure = err
	}
	return n, err
}

// say is a text in the language of the user.
func (h help) say(text string) string { return h.words.Text(text) }

func newHelp(s *Streams, cmd *cobra.Command) help {
	width := terminalWidth(s.Out)
	if width == 0 {
		width = helpWidth
	}
	return help{&helpWriter{cmd.OutOrStdout(), s}, min(max(width, 60), 120), s.words}
}

func (h help) usage(cmd *cobra.Command) {
	use := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		use = cmd.CommandPath() + " COMMAND"
	}
	fmt.Fprintf(h.w, "\n%s\n  %s\n", h.say("Usage:"), use)
}

func (h help) examples(lines []string) {
	if len(lines) > 0 && lines[0] != "" {
		fmt.Fprintf(h.w, "\n%s\n%s\n", h.say("Examples:"), strings.Join(lines, "\n"))
	}
}

func (h help) commands(cmd *cobra.Command) {
	list := func(title string, belongs func(*cobra.Command) bool) {
		first := true
		for _, c := range cmd.Commands() {
			if c.Hidden || !belongs(c) {
				continue
			}
			if first {
				fmt.Fprintf(h.w, "\n%s\n", h.say(title+":"))
				first = false
			}
			h.entry("  "+c.Name(), 14, h.say(c.Short))
		}
	}
	list("Commands", func(c *cobra.Command) bool { return c.IsAvailableCommand() })
	list("Topics", func(c *cobra.Command) bool { return c.IsAdditionalHelpTopicCommand() })
}

// flagColumn is where the descriptions of flags begin.
const flagColumn = 26

// flag writes a flag, the kind of its value, and a description.
func (h help) flag(f *pflag.Flag, usage string) {
	kind, text := pflag.UnquoteUsage(&pflag.Flag{Name: f.Name, Usage: usage, Value: f.Value, NoOptDefVal: f.NoOptDefVal})
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	if kind != "" {
		name += " " + kind
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" && f.DefValue != "-1" && !strings.Contains(text, "(default") {
		text += " (default " + f.DefValue + ")"
	}
	h.entry(name, flagColumn, text)
}

// entry writes a name, and from a column on the text about it.
func (h help) entry(name string, column int, text string) {
	if utf8.RuneCountInString(name) > column-2 {
		fmt.Fprintln(h.w, name)
		name = ""
	}
	fmt.Fprint(h.w, name+strings.Repeat(" ", column-utf8.RuneCountInString(name)))
	h.paragraph(text, column)
}

// paragraph writes text, wrapped, the first line of which begins at a column. A
// line of the text that begins with two blanks is one of a list and stays one.
func (h help) paragraph(text string, column int) {
	margin := strings.Repeat(" ", column)
	first := true
	for _, line := range strings.Split(joinSoftBreaks(text), "\n") {
		hanging := 0
		if item := strings.TrimLeft(line, " "); item != line {
			hanging = len(line) - len(item)
			if gap := strings.Index(item, "  "); gap > 0 && gap < 24 {
				rest := strings.TrimLeft(item[gap:], " ")
				hanging += utf8.RuneCountInString(item[:len(item)-len(rest)])
			}
		}
		for _, piece := range wrap(line, h.width-column, hanging) {
			if !first {
				fmt.Fprint(h.w, margin)
			}
			first = false
			fmt.Fprintln(h.w, strings.TrimRight(piece, " "))
		}
	}
}

// joinSoftBreaks makes one line of those that are no items of a list.
func joinSoftBreaks(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		switch {
		case i == 0:
		case strings.HasPrefix(line, "  "):
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// wrap divides a line into pieces that fit a width; those behind the first are
// indented.
func wrap(line string, width, hanging int) []string {
	var pieces []string
	for {
		runes := []rune(line)
		most := 0 // characters that fit
		for taken := 0; most < len(runes); most++ {
			if taken += columns(runes[most]); taken > width {
				break
			}
		}
		if most == len(runes) {
			return append(pieces, line)
		}
		cut := most
		for cut > hanging+1 && runes[cut] != ' ' && columns(runes[cut-1]) == 1 {
			cut-- // but a line may break behind every Chinese character
		}
		if cut <= hanging+1 {
			cut = most
		}
		pieces = append(pieces, string(runes[:cut]))
		line = strings.Repeat(" ", hanging) + strings.TrimLeft(string(runes[cut:]), " ")
	}
}

// columns is how many columns of a screen a character takes.
func columns(r rune) int {
	if unicode.In(r, unicode.Han) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60 {
		return 2
	}
	return 1
}

// firstClause is a description up to its first semicolon, colon, bracket or line.
func firstClause(usage string) string {
	if at := strings.IndexAny(usage, ";:\n("); at > 0 {
		return strings.TrimRight(usage[:at], " ")
	}
	return usage
}
