package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newRootCommand(s *streams) *cobra.Command {
	var o rootOptions
	cmd := &cobra.Command{
		Use:   "rfm",
		Short: "Score customers by recency, frequency and monetary value",
		Long: `rfm turns a file of customer transactions into decisions: who are the best
customers, who is slipping away, what is each of them worth.

  rfm score sales.parquet              score every customer
  rfm segment sales.parquet            size and revenue of every segment
  rfm pareto sales.parquet             who brings the money: 80/20, Gini, ABC
  rfm clv sales.parquet                expected orders and lifetime value
  rfm diff march.csv april.csv         who moved between segments
  rfm inspect sales.csv                what would be read and how
  rfm score sales.csv.gz -o out.csv    write all of them to a file`,
		Version:                    version(),
		Args:                       cobra.ArbitraryArgs,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		PersistentPreRunE:          func(cmd *cobra.Command, _ []string) error { return o.prepare(cmd, s) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	o.AddFlags(cmd.PersistentFlags())
	cmd.SetFlagErrorFunc(flagError)
	cmd.SetVersionTemplate("{{.Version}}\n")
	cmd.SetHelpCommand(newHelpCommand())
	cmd.AddCommand(newScoreCommand(s), newSegmentCommand(s), newParetoCommand(s), newCLVCommand(s), newDiffCommand(s), newInspectCommand(s),
		newSchemeCommand(s), newVersionCommand(), newExitCodesTopic(), newFailIfTopic())
	cmd.CompletionOptions.HiddenDefaultCmd = false
	return cmd
}

// rootOptions are the flags of every command.
type rootOptions struct {
	config    configFlags
	logFormat string
}

func (o *rootOptions) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.config.AddFlags(fs)
	fs.StringVar(&o.logFormat, logFormatFlag, "text", "the words on stderr: `text|json`, with json an object a line")
}

// prepare sets the flags that stand elsewhere than on the command line, before
// the command runs, and says so.
func (o *rootOptions) prepare(cmd *cobra.Command, s *streams) error {
	if !takesSettings(cmd) {
		return nil
	}
	told, notices, err := o.config.apply(cmd)
	if err != nil {
		return err
	}
	asJSON, err := choice(logFormatFlag, o.logFormat, map[string]bool{"text": false, "json": true})
	if err != nil {
		return err
	}
	if _, already := s.err.(*jsonLog); asJSON && !already {
		s.err = newJSONLog(s.err)
	}
	if quiet := cmd.Flags().Lookup("quiet"); quiet == nil || quiet.Value.String() == "true" {
		return nil
	}
	for _, notice := range notices {
		fmt.Fprintf(s.err, "notice: %s\n", notice)
	}
	if told != "" {
		fmt.Fprintln(s.err, told)
	}
	return nil
}

// newHelpCommand is the help of cobra, but that an unknown topic is an error.
func newHelpCommand() *cobra.Command {
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
				return unknownCommand(cmd.Root(), strings.Join(args, " "))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// unknownCommand names the nearest command; a file where a command should be is
// the likeliest slip.
func unknownCommand(cmd *cobra.Command, name string) error {
	e := usagef("unknown command %q", name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		e.Message += "; did you mean " + near[0] + "?"
	}
	if strings.ContainsAny(name, "./") {
		e.Hints = append(e.Hints, "to score a file: rfm score "+name)
	}
	e.Hints = append(e.Hints, "commands: rfm --help")
	return e
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, such as %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// unfit says what the value of a flag is not.
func unfit(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "is neither true nor false"
	case "duration":
		return "is no duration, such as 10m"
	}
	return "is no number"
}

// flagError turns an error of the flag parser into one with a suggestion.
func flagError(cmd *cobra.Command, err error) error {
	e := usagef("%v", err)
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
		} else {
			e.suggest("--", unknown.GetSpecifiedName(), names)
		}
	}
	e.Hints = []string{"flags: " + cmd.CommandPath() + " --help"}
	return e
}
