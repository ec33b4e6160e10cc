package app

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	valuesAnnotation  = "rfm_values"
	columnsAnnotation = "rfm_columns"
)

// Values says which values a flag has, for the completion of shells.
func Values(fs *pflag.FlagSet, flag string, values ...string) {
	annotate(fs, flag, valuesAnnotation, values)
}

// NamesColumns says that flags take columns of the input, for the completion of
// shells.
func NamesColumns(fs *pflag.FlagSet, flags ...string) {
	for _, flag := range flags {
		annotate(fs, flag, columnsAnnotation, []string{"input"})
	}
}

func annotate(fs *pflag.FlagSet, flag, key string, values []string) {
	f := fs.Lookup(flag)
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[key] = values
}

// readable are the ends of the names of files that can be read.
func readable() []string {
	return []string{"csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "arrow", "feather", "xlsx", "gz", "zst", "bz2"}
}

// complete tells the shells what may follow: files that can be read, values of
// flags, and the columns of the first file named.
func (c Command) complete(cmd *cobra.Command) {
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return readable(), cobra.ShellCompDirectiveFilterFileExt
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		switch {
		case f.Annotations[valuesAnnotation] != nil:
			cmd.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(f.Annotations[valuesAnnotation], cobra.ShellCompDirectiveNoFileComp))
		case f.Annotations[columnsAnnotation] != nil && c.Columns != nil:
			cmd.RegisterFlagCompletionFunc(f.Name, func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
				if len(args) == 0 {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				before, last := "", typed
				if at := strings.LastIndexByte(typed, ','); at >= 0 {
					before, last = typed[:at+1], typed[at+1:]
				}
				names := slices.DeleteFunc(c.Columns(args[0]), func(name string) bool { return !strings.HasPrefix(name, last) })
				for i := range names {
					names[i] = before + names[i]
				}
				return names, cobra.ShellCompDirectiveNoFileComp
			})
		}
	})
}
