package report

import (
	"bytes"
	"context"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/picture"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
)

// NewCommand is rfm report.
func NewCommand(s *app.Streams) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "report FILE...",
		Short: "Write a page to hand round: who the customers are, who brings the money, who moved",
		Long: `Report writes one HTML page about the customers of its input: the main numbers,
what stands out, what was read, and for each question the pictures that answer
it. Each picture has a title computed from its numbers, a line that says how to
read it, and the numbers as a table. The numbers are those that "rfm segment",
"rfm pareto", "rfm diff" and "rfm clv" write.

The page is one file: it has no script and loads nothing, so it can be mailed,
archived and printed. It is light or dark as the reader's screen is, and light
on paper. The same input and flags give the same bytes.

--compare adds who moved between segments since an earlier day, or since an
earlier file; --clv adds what the customers are expected to be worth. Where no
model fits, the page says so. --customers N lists N customers by name, the best
and those who brought much and have stayed away; without it no customer id is in
the page. --redact hides the ids.`,
		Example: `  rfm report sales.csv -o report.html
  rfm report 'sales/*.parquet' --compare 2024-03-31 -o report.html
  rfm report sales.csv --clv --lang zh -o report.html
  rfm report sales.csv --customers 50 --title "Shop Lyon, May" -o report.html`,
		RunE: population.OnInputs(s, o.run),
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type options struct {
	picture   picture.Flags
	output    app.OutputFlags
	title     string
	customers int
	flags     *pflag.FlagSet // all of them
}

func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.flags = fs
	fs.SortFlags = false
	fs.StringVarP(&o.output.Path, "output", "o", "", "write to a `file` (default stdout, unless that is a terminal)")
	fs.StringVar(&o.title, "title", "", "`text` of the title (default: the names of the files)")
	fs.IntVar(&o.customers, "customers", 0, "list so many customers, up to 5000: the best, and those who brought much\nand have stayed away; `n`")
	o.picture.AddFlags(fs)
	o.output.AddVerbosity(fs)
}

// mostCustomers keeps a page small enough to be mailed.
const mostCustomers = 5000

// run reads, draws and writes. Everything that can be refused is refused before
// the input is opened.
func (o *options) run(ctx context.Context, s *app.Streams, paths []string) error {
	if o.customers < 0 || o.customers > mostCustomers {
		return app.Usagef("--customers %d is not between 0 and %d", o.customers, mostCustomers)
	}
	plan, err := o.picture.Plan(s, paths)
	if err != nil {
		return err
	}
	place, err := picture.NewPlace(ctx, s, o.output.Path, paths, "report.html")
	if err != nil {
		return err
	}
	prints, err := rfmio.TakeFingerprints(ctx, paths)
	if err != nil {
		return err
	}
	plan.Read.Fingerprints = prints
	facts, err := plan.Gather(ctx, s, paths, o.output.Messages(s), o.output.Verbose)
	if err != nil {
		return err
	}
	if err := prints.Settle(facts.Read.Read); err != nil {
		return err
	}
	w := &writer{options: o, Facts: facts, l: plan.Language, prints: prints, paths: paths}
	page, err := w.page()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Write(&b); err != nil {
		return err
	}
	return place.Put(b.Bytes())
}

// names are the files of the input without their folders.
func names(paths []string) []string {
	var names []string
	for _, path := range paths {
		name := filepath.Base(path)
		if path == "-" {
			name = "stdin"
		}
		names = append(names, name)
	}
	return names
}
