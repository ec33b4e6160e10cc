package main

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/rfm/score"
	"rfm/segment"
)

func newSchemeCommand(s *streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scheme",
		Short: "List, show and check the schemes of segments",
		Long: `A scheme says how customers are put into segments. It is a YAML file; those that
are built in can be shown, saved, changed and used: --scheme own.yaml.`,
		Example: `  rfm scheme list
  rfm scheme show rf-grid > own.yaml
  rfm scheme check own.yaml --strict
  rfm score sales.csv --scheme own.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			e := usagef("unknown command %q", "scheme "+args[0])
			e.hints = []string{"there are: rfm scheme list, rfm scheme show NAME, rfm scheme check NAME"}
			return e
		},
		Args: cobra.ArbitraryArgs,
	}
	cmd.AddCommand(newSchemeListCommand(s), newSchemeShowCommand(s), newSchemeCheckCommand(s))
	return cmd
}

// schemeTableFlags are the flags of the commands that write a table of a scheme.
type schemeTableFlags struct {
	output outputFlags
	lang   string
}

func (f *schemeTableFlags) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	addLanguage(fs, &f.lang)
	f.output.addPlace(fs)
}

func newSchemeListCommand(s *streams) *cobra.Command {
	var f schemeTableFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the built-in schemes",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			language, err := parseLanguage(f.lang)
			if err != nil {
				return err
			}
			out, err := f.output.prepare(cmd.Context(), s, nil)
			if err != nil {
				return err
			}
			rec, err := schemeList(language)
			if err != nil {
				return err
			}
			defer rec.Release()
			return out.writeRecord(rec)
		},
	}
	f.AddFlags(cmd.Flags())
	return cmd
}

// schemeList is one row a built-in scheme. The caller releases it.
func schemeList(l segment.Language) (arrow.Record, error) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "scheme", Type: arrow.BinaryTypes.String},
		{Name: "segments", Type: arrow.PrimitiveTypes.Int64},
		{Name: "bins", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "about", Type: arrow.BinaryTypes.String},
	}, nil))
	defer b.Release()
	for _, name := range segment.Names() {
		scheme, err := segment.Named(name)
		if err != nil {
			return nil, err
		}
		b.Field(0).(*array.StringBuilder).Append(name)
		b.Field(1).(*array.Int64Builder).Append(int64(len(scheme.Segments)))
		if scheme.Bins == (score.Bins{}) {
			b.Field(2).AppendNull()
		} else {
			b.Field(2).(*array.StringBuilder).Append(scheme.Bins.String())
		}
		b.Field(3).(*array.StringBuilder).Append(scheme.About.In(l))
	}
	return b.NewRecord(), nil
}

func newSchemeShowCommand(s *streams) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Show a scheme as a YAML file to save and change",
		Example: `  rfm scheme show putler
  rfm scheme show rf-grid > own.yaml`,
		ValidArgsFunction: completeSchemes,
		RunE: func(cmd *cobra.Command, args []string) error {
			scheme, err := oneScheme(cmd, args)
			if err != nil {
				return err
			}
			_, err = (&stdoutWriter{w: s.out, ctx: cmd.Context()}).Write(scheme.Source)
			return err
		},
	}
}

// oneScheme is the scheme that the only argument names.
func oneScheme(cmd *cobra.Command, args []string) (*segment.Scheme, error) {
	if len(args) != 1 {
		return nil, &usageError{cmd.CommandPath() + " takes one scheme", []string{"built in: " + list(segment.Names())}}
	}
	return loadScheme(args[0])
}

func completeSchemes(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return segment.Names(), cobra.ShellCompDirectiveDefault
}
