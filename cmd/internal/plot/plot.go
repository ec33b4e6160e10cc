package plot

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/picture"
	"rfm/io/report"
)

// NewCommand is rfm plot, whose first argument is no file.
func NewCommand(s *app.Streams) *cobra.Command {
	var o options
	cmd := &cobra.Command{Use: "plot KIND FILE...",
		Short: "Draw one picture of the report, as SVG or PNG",
		Long: `Plot draws one picture of "rfm report" alone, with its title and the line that
says how to read it. The extension of -o tells the format: .svg or .png; to a
pipe goes SVG. --data writes the numbers instead, as CSV. Without a kind it
lists the kinds, with the question that each answers:

` + kindsHelp() + `
flow and matrix need --moved-since; tracking, counts, value and alive need
--clv.

A PNG has two pixels for each unit of the picture; --scale sets another number.
It is written with a font within the program that has Latin and the Chinese of
rfm's own words. Other characters need a font: --font FILE, else one that has
them is looked for in the system's folders.`,
		Example: `  rfm plot
  rfm plot map sales.csv -o map.svg
  rfm plot lorenz sales.csv --lang zh -o lorenz.png
  rfm plot flow sales.csv --moved-since 2024-03-31 -o moves.png
  rfm plot orders sales.csv --data`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.start(cmd, s, args) },
	}
	cmd.Flags().SortFlags = false
	o.AddFlags(cmd.Flags())
	return cmd
}

type options struct {
	picture.Flags
	title string
	size  string
	theme string
	scale float64
	fonts []string
	data  bool
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.StringVarP(&o.Output.Path, "output", "o", "", "write to a `file`, .svg or .png")
	fs.StringVar(&o.title, "title", "", "`text` in place of the computed title")
	fs.StringVar(&o.size, "size", "", "`widthxheight` in pixels of the screen, such as 720x400 (default: what the\npicture needs)")
	fs.StringVar(&o.theme, "theme", "light", "`light|dark|auto` (auto: as whoever shows the SVG has it)")
	fs.Float64Var(&o.scale, "scale", 2, "`pixels` of a PNG for each unit, above 0, up to 8")
	fs.StringArrayVar(&o.fonts, "font", nil, "`file` of a font (.ttf, .otf, .ttc) for characters that the program's lacks")
	fs.BoolVar(&o.data, "data", false, "write the numbers of the picture as CSV")
	o.Flags.AddFlags(fs)
	o.Output.AddVerbosity(fs)
	app.Group(fs, app.GroupOutput, "output", "title", "size", "theme", "scale", "font", "data")
}

func kindsHelp() string {
	var b strings.Builder
	for _, k := range picture.Kinds() {
		fmt.Fprintf(&b, "  %-10s %s\n", k.Name, k.English)
	}
	return b.String()
}

// start takes the kind off the arguments; without one it lists all.
func (o *options) start(cmd *cobra.Command, s *app.Streams, args []string) error {
	if len(args) == 0 {
		language := report.Language(s.Language)
		for _, k := range picture.Kinds() {
			if _, err := fmt.Fprintf(s.Out, "%-10s %s\n", k.Name, k.Question(language)); err != nil {
				return err
			}
		}
		return nil
	}
	kind, known := picture.Named(args[0])
	if !known {
		e := app.Usagef("no kind of picture is named %q", args[0])
		var names []string
		for _, k := range picture.Kinds() {
			names = append(names, k.Name)
		}
		e.Suggest("", args[0], names)
		e.Hints = []string{"kinds: rfm plot"}
		return e
	}
	if len(args) == 1 {
		if app.IsTerminal(s.In) {
			return cmd.Help()
		}
		args = append(args, "-")
	}
	return o.run(cmd.Context(), s, kind, args[1:])
}

// run reads, draws and writes. Everything that can be refused is refused before
// the input is opened.
func (o *options) run(ctx context.Context, s *app.Streams, kind picture.Kind, paths []string) error {
	switch {
	case kind.Compares && o.Since == "":
		return app.Usagef("%s needs --moved-since: a day, or a file of an earlier time", kind.Name)
	case kind.Expects && !o.CLV:
		return app.Usagef("%s needs --clv: it fits a model", kind.Name)
	case o.data && (strings.HasSuffix(strings.ToLower(o.Output.Path), ".svg") || strings.HasSuffix(strings.ToLower(o.Output.Path), ".png")):
		return app.Usage("--data writes CSV, and "+o.Output.Path+" is the name of a picture", "name it: -o "+strings.TrimSuffix(o.Output.Path, filepath.Ext(o.Output.Path))+".csv")
	case o.scale <= 0 || o.scale > 8:
		return app.Usagef("--scale %v is not above 0 and up to 8", o.scale)
	}
	theme, err := app.Choice("theme", o.theme, map[string]report.Theme{"light": report.Light, "dark": report.Dark, "auto": report.Auto})
	if err != nil {
		return err
	}
	width, height, err := o.parseSize()
	if err != nil {
		return err
	}
	png, err := o.format(theme)
	if err != nil {
		return err
	}
	o.Develops = kind.Develops
	j := o.NewJob(s, paths)
	if err := j.Plan(); err != nil {
		return err
	}
	place, err := picture.NewPlace(ctx, s, o.Output.Path, paths, kind.Name+".svg")
	if o.data && o.Output.Path == "" { // a table is for a terminal
		place, err = picture.Stdout(ctx, s), nil
	}
	if err != nil {
		return err
	}
	facts, err := j.Gather(ctx)
	if err != nil {
		return err
	}
	chart, why, err := kind.Make(facts)
	if err != nil {
		return err
	}
	if chart == nil {
		return refuse(kind, facts, why)
	}
	figure := chart.Figure(j.Language)
	if o.title != "" {
		figure.Title = o.title
	}
	if o.data {
		content, err := table(figure.Numbers())
		if err != nil {
			return err
		}
		return place.Put(content)
	}
	drawing := figure.Alone(width, height)
	if !png {
		return place.Put(drawing.SVG(figure.Title, theme))
	}
	content, err := o.draw(drawing, theme, s)
	if err != nil {
		return err
	}
	return place.Put(content)
}

// refuse is the error for a picture that does not hold for the input.
func refuse(kind picture.Kind, facts *picture.Facts, why string) error {
	message := kind.Name + ": " + why
	switch {
	case kind.Develops && facts.Customers().Days == nil:
		return app.Usage(message, "give the transactions that the file was made from")
	case kind.Expects && (facts.Outlook == nil || kind.Name == "tracking"):
		return &app.Error{Code: app.ExitNotFitted, Message: message, Hints: []string{"what each model says: rfm clv --holdout 26w"}}
	}
	return app.Usage(message)
}

// format reports whether the result is a PNG, by the name of the file.
func (o *options) format(theme report.Theme) (png bool, err error) {
	if o.Output.Path == "" || o.Output.Path == "-" || o.data {
		return false, nil
	}
	switch extension := strings.ToLower(filepath.Ext(o.Output.Path)); extension {
	case ".svg":
		return false, nil
	case ".png":
		if theme == report.Auto {
			return true, app.Usagef("--theme auto is for SVG: a PNG is light or dark")
		}
		return true, nil
	default:
		return false, app.Usage(fmt.Sprintf("%s: the format is told by the extension, which is neither .svg nor .png", o.Output.Path),
			"a PDF: print the page of rfm report")
	}
}

func (o *options) parseSize() (width, height float64, err error) {
	if o.size == "" {
		return 0, 0, nil
	}
	w, h, found := strings.Cut(o.size, "x")
	width, err1 := strconv.ParseFloat(w, 64)
	height, err2 := strconv.ParseFloat(h, 64)
	if !found || err1 != nil || err2 != nil || !(width >= 100 && width <= 10000 && height >= 100 && height <= 10000) {
		return 0, 0, app.Usagef("--size %q is not a width and a height from 100 to 10000, such as 720x400", o.size)
	}
	return width, height, nil
}
