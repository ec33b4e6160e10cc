package report

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/picture"
	"rfm/io/place"
)

// Command is rfm report.
func Command() app.Command {
	return app.Command{Use: "report FILE...",
		Short: "Write a page to hand round: who the customers are, who brings the money, who moved",
		Long: `Report writes one HTML page about the customers of its input: the main numbers,
what stands out, what was read, and for each question the pictures that answer
it. Each picture has a title computed from its numbers, a line that says how to
read it, and the numbers as a table. The numbers are those that "rfm segment",
"rfm pareto", "rfm trend", "rfm cohort", "rfm diff" and "rfm clv" write.

The page is one file: it has no script and loads nothing, so it can be mailed,
archived and printed. It is light or dark as the reader's screen is, and light
on paper. The same input and flags give the same bytes.

--moved-since adds who moved between segments since an earlier day, or since an
earlier file; --clv adds what the customers are expected to be worth. Where no
model fits, the page says so. --customers N lists N customers by name, the best
and those who brought much and have stayed away; without it no customer id is in
the page. --redact hides the ids.`,
		Example: `  rfm report sales.csv -o report.html
  rfm report 'sales/*.parquet' --moved-since 2024-03-31 -o report.html
  rfm report sales.csv --clv --lang zh -o report.html
  rfm report sales.csv --customers 50 --title "Shop Lyon, May" -o report.html`,
		Options: &options{},
	}
}

type options struct {
	picture.Flags
	title     string
	customers int
	flags     *pflag.FlagSet // all of them
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.flags = fs
	fs.StringVarP(&o.Output.Path, "output", "o", "", "write to a `file` (default stdout, unless that is a terminal)")
	fs.StringVar(&o.title, "title", "", "`text` of the title (default: the names of the files)")
	fs.IntVar(&o.customers, "customers", 0, "list so many customers, up to 5000: the best, and those who brought much\nand have stayed away; `n`")
	o.Flags.AddFlags(fs)
	o.Output.AddVerbosity(fs)
	app.Group(fs, app.GroupOutput, "output", "title", "customers")
}

// mostCustomers keeps a page small enough to be mailed.
const mostCustomers = 5000

// Run takes the steps of a job.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	o.Develops = true
	j := &job{Job: o.NewJob(s, paths), options: o}
	return app.Steps(ctx, j.plan, j.gather, j.write)
}

// job is one run of rfm report.
type job struct {
	*picture.Job
	options      *options
	place        *picture.Place      // by planning
	fingerprints *place.Fingerprints // of the inputs, by planning and reading
	facts        *picture.Facts      // by gathering
}

// plan refuses what cannot be, before any file is opened.
func (j *job) plan(ctx context.Context) (err error) {
	if n := j.options.customers; n < 0 || n > mostCustomers {
		return app.Usagef("--customers %d is not between 0 and %d", n, mostCustomers)
	}
	if err := j.Job.Plan(); err != nil {
		return err
	}
	if j.place, err = picture.NewPlace(ctx, j.Streams, j.options.Output.Path, j.Input.Paths, "report.html"); err != nil {
		return err
	}
	if e := strings.ToLower(filepath.Ext(j.options.Output.Path)); e != "" && e != ".html" && e != ".htm" {
		return app.Usage("a report is an HTML page, not "+e, "name it: -o report.html; a browser prints it as PDF")
	}
	if j.fingerprints, err = place.TakeFingerprints(ctx, j.Input.Paths); err != nil {
		return err
	}
	j.Input.Reading.Tap, j.Input.Reading.Extents = j.fingerprints.Tap, true
	return nil
}

// gather reads the input.
func (j *job) gather(ctx context.Context) (err error) {
	if j.facts, err = j.Gather(ctx); err != nil {
		return err
	}
	return j.fingerprints.Settle(j.Population.Input.Names())
}

// write writes the page.
func (j *job) write(context.Context) error {
	w := &writer{options: j.options, Facts: j.facts, l: j.Language, prints: j.fingerprints, paths: j.Input.Paths, say: j.Streams.Say}
	page, err := w.page()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Write(&b); err != nil {
		return err
	}
	return j.place.Put(b.Bytes())
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
