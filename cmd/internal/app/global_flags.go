package app

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// GlobalFlags are the flags of every command.
type GlobalFlags struct {
	config    configFlags
	logFormat string
}

// NewGlobalFlags are the flags with the variables of the environment that are no
// flags.
func NewGlobalFlags(variables ...string) *GlobalFlags {
	return &GlobalFlags{config: configFlags{variables: variables}}
}

// AddFlags adds the flags to those of a command.
func (o *GlobalFlags) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.config.AddFlags(fs)
	fs.StringVar(&o.logFormat, LogFormatFlag, "text", "the words on stderr: `text|json`, with json an object a line")
}

// Prepare sets the flags that stand elsewhere than on the command line, before
// the command runs, and says so.
func (o *GlobalFlags) Prepare(cmd *cobra.Command, s *Streams) error {
	if !takesSettings(cmd) {
		return nil
	}
	told, notices, err := o.config.apply(cmd)
	if err != nil {
		return err
	}
	asJSON, err := Choice(LogFormatFlag, o.logFormat, map[string]bool{"text": false, "json": true})
	if err != nil {
		return err
	}
	if _, already := s.Err.(*JSONLog); asJSON && !already {
		s.Err = newJSONLog(s.Err)
	}
	if quiet := cmd.Flags().Lookup("quiet"); quiet == nil || quiet.Value.String() == "true" {
		return nil
	}
	for _, notice := range notices {
		fmt.Fprintf(s.Err, "notice: %s\n", notice)
	}
	if told != "" {
		fmt.Fprintln(s.Err, told)
	}
	return nil
}
