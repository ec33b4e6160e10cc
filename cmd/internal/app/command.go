package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// NewHelpCommand is the help of cobra, but that an unknown topic is an error.
func NewHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			if len(args) == 0 {
				for _, c := range cmd.Root().Commands() {
					names = append(names, c.Name())
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return UnknownCommand(cmd.Root(), strings.Join(args, " "))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// UnknownCommand names the nearest command; a file where a command should be is
// the likeliest slip.
func UnknownCommand(cmd *cobra.Command, name string) error {
	e := Usagef("unknown command %q", name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		e.Message += "; did you mean " + near[0] + "?"
	}
	if strings.ContainsAny(name, "./") {
		e.Hints = append(e.Hints, "to score a file: rfm score "+name)
	}
	e.Hints = append(e.Hints, "commands: rfm --help")
	return e
}

// NoArgs refuses arguments.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return Usagef("%s takes no argument, such as %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// unfit says what the value of a flag is not.
func unfit(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "is neither true nor false"
	case "duration":
		return "is not a duration, such as 10m"
	}
	return "is not a number"
}

// FlagError turns an error of the flag parser into one with a suggestion.
func FlagError(cmd *cobra.Command, err error) error {
	if words := cmd.Flags().Args(); !cmd.HasParent() && len(words) > 0 {
		return UnknownCommand(cmd, words[0]) // whose flags are not those of rfm
	}
	e := Usagef("%v", err)
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		e.Message = fmt.Sprintf("--%s %q %s", invalid.GetFlag().Name, invalid.GetValue(), unfit(invalid.GetFlag()))
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		e.Message = "unknown flag --" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			e.Message = "unknown flag -" + unknown.GetSpecifiedName()
			e.Message += meant(unknown.GetSpecifiedName(), names)
		} else if other := meant(unknown.GetSpecifiedName(), names); other != "" {
			e.Message += other
		} else {
			e.Suggest("--", unknown.GetSpecifiedName(), names)
		}
	}
	e.Hints = []string{"flags: " + cmd.CommandPath() + " --help"}
	return e
}

// meant is a suggestion for a flag of other programs that has another name here, or
// is not a flag of this command; "" for none. known are the flags of the command.
func meant(name string, known []string) string {
	for _, other := range []struct{ name, flag, value string }{
		{"out", "output", ""}, {"outfile", "output", ""}, {"output-file", "output", ""}, {"to", "output", ""}, {"file", "output", ""},
		{"top", "limit", ""}, {"head", "limit", ""}, {"n", "limit", ""}, {"rows", "limit", ""}, {"first", "limit", ""},
		{"json", "format", "json"}, {"csv", "format", "csv"}, {"tsv", "format", "tsv"}, {"parquet", "format", "parquet"}, {"table", "format", "table"},
		{"segment", "segments", ""}, {"filter", "where", ""}, {"id", "customer", ""}, {"user", "customer", ""}, {"revenue", "amount", ""},
		{"money", "amount", ""}, {"sep", "delimiter", ""}, {"separator", "delimiter", ""}, {"timezone", "tz", ""}, {"from", "since", ""},
		{"bucket", "bins", ""}, {"buckets", "bins", ""}, {"quantiles", "bins", ""}, {"order-by", "sort", ""}, {"select", "columns", ""},
		{"today", "as-of", "today"}, {"jobs", "threads", ""}, {"silent", "quiet", ""}, {"debug", "verbose", ""},
		{"cost", "cost-per-piece", ""}, {"compare", "moved-since", ""}, {"within", "per", ""}, {"within", "precision", ""},
	} {
		if other.name == name && slices.Contains(known, other.flag) {
			return fmt.Sprintf("; did you mean --%s?", strings.TrimSpace(other.flag+" "+other.value))
		}
	}
	return ""
}

// Choice looks up the value of a flag that has a few.
func Choice[T any](flag, value string, values map[string]T) (T, error) {
	v, ok := values[value]
	if ok {
		return v, nil
	}
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return v, Usagef("--%s %q is none of %s", flag, value, List(names))
}

// NewVersionCommand is rfm version.
func NewVersionCommand(s *Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version of the program",
		Args:  NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(s.Stdout(cmd.Context()), Version())
			return err
		},
	}
}

// Version is what the build has noted about itself: a module version for an
// installed program, a revision for one built in a checkout.
func Version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "rfm (unknown build)"
	}
	text := "rfm " + build.Main.Version
	if build.Main.Version == "" {
		text = "rfm (devel)"
	}
	for _, s := range build.Settings {
		switch {
		case s.Key == "vcs.revision" && build.Main.Version == "(devel)":
			text += " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true" && build.Main.Version == "(devel)":
			text += " (modified)"
		}
	}
	return text + " " + build.GoVersion
}

// Command is a command that reads files, or standard input where none is named.
type Command struct {
	Use, Short, Long, Example string
	Options                   Options
	// Columns are the names of the columns of a file, for the completion of shells;
	// nil where no flag names one.
	Columns func(path string) []string
}

// Options are the flags of a command, and what it does by them.
type Options interface {
	AddFlags(*pflag.FlagSet)
	Run(ctx context.Context, s *Streams, paths []string) error
}

// Cobra is the command for the command line. It shows its help where there is
// nothing to read.
func (c Command) Cobra(s *Streams) *cobra.Command {
	cmd := &cobra.Command{Use: c.Use, Short: c.Short, Long: c.Long, Example: c.Example}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			if IsTerminal(s.In) {
				shortHelp(s, cmd)
				return nil
			}
			args = []string{"-"}
		}
		return c.Options.Run(cmd.Context(), s, args)
	}
	cmd.Flags().SortFlags = false
	c.Options.AddFlags(cmd.Flags())
	c.complete(cmd)
	return cmd
}
