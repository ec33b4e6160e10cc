package scheme

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/customerfile"
	"rfm/io/fault"
	"rfm/io/place"
	"rfm/rfm"
	"rfm/segment"
	"rfm/segment/learn"
)

func learnCommand() app.Command {
	return app.Command{
		Use:   "learn CUSTOMERS --target COLUMN",
		Short: "Learn who responds, as a scheme of a few rules",
		Long: `Learn reads a file of one row per customer, in which a column says who
responded, and finds a few rules that tell responders from the others: a small
decision tree (CART, by the Gini index). The result is a scheme file: a segment
per leaf, grade_1 with the highest rate first, and the rates in comments. It
grades customers who were never mailed: rfm segment --scheme learned.yaml.

Three in ten customers are held out, by a hash of their ids, and the rates are
counted on them, too; --learn-on names a column that says who is learned from
instead. AUC is the chance that a responder is ranked above one who is not: 0.5
is guessing. Where the file has RFM scores, the AUC of their cells stands
beside it: rules that do no better are not worth having.

The fields are recency_days, orders, monetary and avg_order_value, or those
that --fields names, such as r, f, m for the scores. Any other column of
numbers, or of at most 20 texts, is an attribute: grading then needs it, by
--attributes. What became known only after the mailing must not be among the
fields.`,
		Example: `  rfm scheme learn mailed.csv --target responded > learned.yaml
  rfm scheme learn mailed.csv --target responded --fields orders --leaves 4
  rfm segment sales.csv --scheme learned.yaml`,
		Options: &learnOptions{},
	}
}

type learnOptions struct {
	file                        customerfile.Flags
	output                      app.OutputFlags
	target, learnOn, name, seed string
	fields                      []string
	leaves, depth               int
	minLeaf, holdout            string
	skipped                     []string // columns of too many texts
}

// AddFlags adds the flags to those of a command.
func (o *learnOptions) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.target, "target", "", "`column` that says who responded: 1/0, true/false, yes/no")
	fs.StringSliceVar(&o.fields, "fields", nil, "`columns` that rules may look at (default: those of rfm score that are no\nscores, and all other columns of numbers or few texts)")
	fs.IntVar(&o.leaves, "leaves", 8, "at most so many `rules`")
	fs.StringVar(&o.minLeaf, "min-leaf", "0.01", "every rule is learned from at least this `share` of customers, 0.01 or 1%,\nor from so many customers: 200")
	fs.IntVar(&o.depth, "depth", 0, "at most so many `questions` per rule; 0 for any number")
	fs.StringVar(&o.holdout, "holdout", "0.3", "`share` of customers to judge on, 0.3 or 30%")
	fs.StringVar(&o.learnOn, "learn-on", "", "`column` that says who is learned from, 1/0; the others are held out")
	fs.StringVar(&o.seed, "seed", "", "another `text` holds out other customers")
	fs.StringVar(&o.name, "name", "learned", "`name` of the scheme")
	fs.StringVarP(&o.output.Path, "output", "o", "", "write to a `file`")
	o.output.AddVerbosity(fs)
	o.file.AddFlags(fs)
}

// Run reads, learns and writes.
func (o *learnOptions) Run(ctx context.Context, s *app.Streams, paths []string) error {
	settings, holdout, minShare, err := o.settings(paths)
	if err != nil {
		return err
	}
	var file *place.File
	if o.output.Path != "" && o.output.Path != "-" {
		if err := app.RefuseInput(o.output.Path, paths); err != nil {
			return err
		}
		if file, err = s.Files.Create(o.output.Path); err != nil {
			return err
		}
	}
	table, err := o.file.Read(ctx, s, paths[0], nil)
	if err != nil {
		return err
	}
	defer table.Release()
	if err := table.Twice(); err != nil {
		return err
	}
	sample, err := o.sample(table, holdout)
	if err != nil {
		return err
	}
	if minShare > 0 {
		learned := 0
		for _, held := range sample.HeldOut {
			if !held {
				learned++
			}
		}
		settings.MinLeaf = max(1, int(math.Ceil(minShare*float64(learned)-1e-9)))
	}
	tree, err := learn.Learn(sample, settings)
	if err != nil {
		return learnError(err)
	}
	if len(tree.Leaves) == 1 {
		return app.CheckFailed("no field tells responders from the others: there is no rule to learn", "fields: "+app.List(fieldNames(sample)))
	}
	about := learn.About{Name: o.name, Target: o.target}
	if usesScores(tree) {
		if about.Bins, err = binsOf(table); err != nil {
			return err
		}
	}
	text := tree.Scheme(about)
	if _, err := segment.Parse(o.name+".yaml", text); err != nil {
		return fmt.Errorf("the scheme that was learned cannot be read: %w", err)
	}
	if err := o.report(o.output.Messages(s), tree, table); err != nil {
		return err
	}
	if file == nil {
		_, err = s.Stdout(ctx).Write(text)
		return err
	}
	if _, err := file.Write(text); err != nil {
		return err
	}
	file.Finish()
	return nil
}

// settings read the flags. minShare is above 0 where --min-leaf is a share.
func (o *learnOptions) settings(paths []string) (settings learn.Options, holdout, minShare float64, err error) {
	switch {
	case len(paths) != 1:
		return settings, 0, 0, app.Usagef("scheme learn takes one file of customers")
	case o.target == "":
		return settings, 0, 0, app.Usage("which column says who responded?", "name it: --target responded")
	case o.leaves < 2:
		return settings, 0, 0, app.Usagef("--leaves %d: there is nothing to tell apart with less than 2", o.leaves)
	case o.depth < 0:
		return settings, 0, 0, app.Usagef("--depth %d is below 0", o.depth)
	}
	settings = learn.Options{Leaves: o.leaves, Depth: o.depth}
	if holdout, err = shareOf(o.holdout); err != nil || holdout >= 1 {
		return settings, 0, 0, app.Usagef("--holdout %q is not a share from 0 to below 1: 0.3 or 30%%", o.holdout)
	}
	if n, err := strconv.Atoi(o.minLeaf); err == nil && n >= 1 {
		settings.MinLeaf = n
	} else if minShare, err = shareOf(o.minLeaf); err != nil || minShare <= 0 || minShare >= 1 {
		return settings, 0, 0, app.Usagef("--min-leaf %q is neither a share such as 0.01 or 1%% nor a number of customers", o.minLeaf)
	}
	return settings, holdout, minShare, nil
}

// shareOf reads 0.3 or 30%.
func shareOf(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if percent {
		v /= 100
	}
	if err == nil && !(v >= 0 && v <= 1) {
		err = strconv.ErrRange
	}
	return v, err
}

func learnError(err error) error {
	var scarce *learn.ScarceError
	var missing *learn.MissingError
	switch {
	case errors.Is(err, learn.ErrAllHeldOut):
		return app.Usage(err.Error(), "a smaller --holdout, or another column for --learn-on")
	case errors.As(err, &scarce):
		return &fault.Error{Kind: fault.Undecided, Message: scarce.Error()}
	case errors.As(err, &missing):
		return &fault.Error{Kind: fault.Undecided, Message: missing.Error(), Hints: []string{"leave the column out: --fields", "or the customers: --where"}}
	}
	return err
}

// report says what was learned, and how good it is.
func (o *learnOptions) report(w io.Writer, tree *learn.Tree, table *customerfile.Table) error {
	line := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	rate := func(c learn.Count) string {
		if c.Customers == 0 {
			return "–"
		}
		return fmt.Sprintf("%.2f %%", 100*c.Rate())
	}
	line("learned from %s, %s responded; held out %s, %s",
		app.Count(tree.Learned.Customers), rate(tree.Learned), app.Count(tree.HeldOut.Customers), rate(tree.HeldOut))
	for i := range tree.Leaves {
		l := &tree.Leaves[i]
		line("  grade_%d  %8s → held out %8s  %s", i+1, rate(l.Learned), rate(l.HeldOut), l.Rule())
	}
	auc := tree.Judge()
	line("AUC of the rules %s learned, %s held out", number(auc.Learned), number(auc.HeldOut))
	if auc.Learned > 0.99 {
		line("notice: that is too good: is every field known before the mailing?")
	}
	if table.Has(rfm.FieldScore) {
		at, err := table.Column("", rfm.FieldScore)
		if err != nil {
			return err
		}
		cells, n := tree.JudgeCells(table.Texts(at))
		line("AUC of %s RFM cells %s learned, %s held out", app.Count(n), number(cells.Learned), number(cells.HeldOut))
		if cells.HeldOut >= auc.HeldOut {
			line("notice: the cells rank no worse: the rules are shorter, not better")
		}
	}
	if len(o.skipped) > 0 {
		line("notice: left out, more than %d texts or a name that rules cannot have: %s", learn.MostValues, app.List(o.skipped))
	}
	if names := tree.Attributes(); len(names) > 0 {
		line("grading needs --attributes with %s", app.List(names))
	}
	return nil
}

// number writes an area; – where there is none.
func number(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.4f", v)
}

// usesScores reports whether a rule looks at a score.
func usesScores(t *learn.Tree) bool {
	for i := range t.Leaves {
		for _, c := range t.Leaves[i].Conditions {
			if slices.Contains([]string{"r", "f", "m"}, c.Field) {
				return true
			}
		}
	}
	return false
}

// binsOf are the numbers of scores: the highest that occur.
func binsOf(t *customerfile.Table) (string, error) {
	var bins []string
	for _, column := range []string{rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore} {
		at, err := t.Column("--fields", column)
		if err != nil {
			return "", err
		}
		highest := 0.0
		numbers := numbersOf(t, at)
		for _, v := range numbers {
			highest = max(highest, v)
		}
		bins = append(bins, strconv.Itoa(int(highest)))
	}
	return "[" + strings.Join(bins, ", ") + "]", nil
}
