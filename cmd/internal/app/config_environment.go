package app

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	rfmio "rfm/io"
)

// environmentPrefix begins the name of every variable that is a flag.
const environmentPrefix = "RFM_"

// variable is the name of a flag in the environment: RFM_DATE_FORMAT.
func variable(flag string) string {
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environmentSettings are the flags that the environment gives. An empty
// variable gives none.
func environmentSettings(known []string) *settings {
	s := &settings{from: "the environment"}
	for _, flag := range known {
		name := variable(flag)
		text := os.Getenv(name)
		if text == "" {
			continue
		}
		s.values = append(s.values, setting{flag, func(fs *pflag.FlagSet, f *pflag.Flag) error {
			if err := fs.Set(flag, text); err != nil {
				return Usagef("%s %q %s", name, text, unfit(f))
			}
			return nil
		}})
	}
	return s
}

// unknownVariables are notices of variables that look like a flag and are none.
// known are the flags; others are variables that are no flags.
func unknownVariables(known, others []string) (notices []string) {
	var names []string
	for _, flag := range known {
		names = append(names, variable(flag))
	}
	names = append(names, others...)
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, environmentPrefix) || slices.Contains(names, name) {
			continue
		}
		notice := rfmio.Visible(name) + " in the environment is no flag"
		if near := rfmio.Nearest(name, names); near != "" {
			notice += "; did you mean " + near + "?"
		}
		notices = append(notices, notice)
	}
	slices.Sort(notices)
	return notices
}
