package scheme

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/scoring"
	"rfm/rfm/score"
	"rfm/segment"
)

// NewCommand is rfm scheme.
func NewCommand(s *app.Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scheme",
		Short: "List, show, check and learn the schemes of segments",
		Long: `A scheme says how customers are put into segments. It is a YAML file; those that
are built in can be shown, saved, changed and used: --scheme own.yaml.`,
		Example: `  rfm scheme list
  rfm scheme show rf-grid > own.yaml
  rfm scheme check own.yaml --strict
  rfm scheme learn mailed.csv --target responded > learned.yaml
  rfm score sales.csv --scheme own.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			e := app.Usagef("unknown command %q", "scheme "+args[0])
			e.Hints = []string{"there are: rfm scheme list, rfm scheme show NAME, rfm scheme check NAME, rfm scheme learn CUSTOMERS"}
			return e
		},
		Args: cobra.ArbitraryArgs,
	}
	cmd.AddCommand(newListCommand(s), newShowCommand(s), newCheckCommand(s), learnCommand().Cobra(s))
	return cmd
}

// tableFlags are the flags of the commands that write a table of a scheme.
type tableFlags struct {
	output app.OutputFlags
}

// AddFlags adds the flags to those of a command.
func (f *tableFlags) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	f.output.AddPlace(fs)
}

func newListCommand(s *app.Streams) *cobra.Command {
	var f tableFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the built-in schemes",
		Args:  app.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			out, err := f.output.Prepare(cmd.Context(), s, nil)
			if err != nil {
				return err
			}
			rec, err := list(s.Language)
			if err != nil {
				return err
			}
			defer rec.Release()
			return out.WriteRecord(rec)
		},
	}
	f.AddFlags(cmd.Flags())
	return cmd
}

// list is one row per built-in scheme. The caller releases it.
func list(l segment.Language) (arrow.Record, error) {
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

func newShowCommand(s *app.Streams) *cobra.Command {
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
			_, err = s.Stdout(cmd.Context()).Write(scheme.Source)
			return err
		},
	}
}

// oneScheme is the scheme that the only argument names.
func oneScheme(cmd *cobra.Command, args []string) (*segment.Scheme, error) {
	if len(args) != 1 {
		return nil, app.Usage(cmd.CommandPath()+" takes one scheme", "built in: "+app.List(segment.Names()))
	}
	return scoring.LoadScheme(args[0])
}

func completeSchemes(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return segment.Names(), cobra.ShellCompDirectiveDefault
}
