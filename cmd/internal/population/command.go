package population

import (
	"context"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
)

// Options are the flags of a command that reads files, and what it does.
type Options interface {
	AddFlags(*pflag.FlagSet)
	Run(ctx context.Context, s *app.Streams, paths []string) error
}

// NewCommand completes a command by its flags and by what it does with the files
// that are named.
func NewCommand(s *app.Streams, o Options, cmd *cobra.Command) *cobra.Command {
	cmd.RunE = onInputs(s, o.Run)
	cmd.Flags().SortFlags = false
	o.AddFlags(cmd.Flags())
	return cmd
}

// onInputs runs a command on the files named, or on standard input; it shows the
// help where there is nothing to read.
func onInputs(s *app.Streams, run func(ctx context.Context, s *app.Streams, paths []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		paths, ok := inputPaths(cmd, args)
		if !ok {
			return cmd.Help()
		}
		return run(cmd.Context(), s, paths)
	}
}

// inputPaths are the files named, or standard input; false when there is
// nothing to read and the help should be shown.
func inputPaths(cmd *cobra.Command, args []string) ([]string, bool) {
	if len(args) > 0 {
		return args, true
	}
	if app.IsTerminal(cmd.InOrStdin()) {
		return nil, false
	}
	return []string{"-"}, true
}

// refuseTerminal refuses to wait for a person to type a table.
func refuseTerminal(paths []string, s *app.Streams) error {
	if app.IsTerminal(s.In) && slices.Contains(paths, "-") {
		return app.Usage("stdin is a terminal", "give a FILE, or pipe data and use \"-\"")
	}
	return nil
}
