package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// globalFlags are the flags of every command.
type globalFlags struct {
	config    configFlags
	logFormat string
}

// newGlobalFlags are the flags with what configuration has to know of commands:
// which flags overrule others, and which variables of the environment are no
// flags.
func newGlobalFlags(rules []overrule, variables ...string) *globalFlags {
	return &globalFlags{config: configFlags{overrules: rules, variables: variables}}
}

func (o *globalFlags) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.config.AddFlags(fs)
	fs.StringVar(&o.logFormat, logFormatFlag, "text", "the words on stderr: `text|json`, with json an object a line")
}

// prepare sets the flags that stand elsewhere than on the command line, before
// the command runs, and says so.
func (o *globalFlags) prepare(cmd *cobra.Command, s *streams) error {
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
