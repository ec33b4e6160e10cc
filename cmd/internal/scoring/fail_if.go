package scoring

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/io/where"
	"rfm/rfm/condition"
	"rfm/rfm/score"
)

// FailCheck is the expression of --fail-if over the figures of a run.
type FailCheck struct {
	text    string
	program *vm.Program
	paths   [][]string // the figures it looks at, such as segments, loyal, customers
}

// newFailCheck compiles an expression; nil for none. codes are those of the
// segments.
func newFailCheck(text string, codes []string) (*FailCheck, error) {
	if text == "" {
		return nil, nil
	}
	tree, err := condition.Parse(text)
	if err != nil {
		return nil, where.ExpressionError("--fail-if", text, err)
	}
	uses := &figureUses{codes: codes, source: tree.Source}
	ast.Walk(&tree.Node, uses)
	if uses.err != nil {
		return nil, uses.err
	}
	c := &FailCheck{text: text, paths: uses.paths}
	c.program, err = expr.Compile(text, append(condition.Options(), expr.Env(failFigures{}), expr.AsBool(), expr.WarnOnAny(),
		expr.DisableBuiltin("now"))...) // the same input gives the same outcome on any day
	if err != nil {
		e := where.ExpressionError("--fail-if", text, err)
		if strings.Contains(e.Message, "unknown name") {
			e.Hints = append(e.Hints, "known: "+app.List(figureNames(reflect.TypeFor[failFigures](), codes)))
		}
		return nil, e
	}
	return c, nil
}

// Uses reports whether the expression looks at a figure or a group of them.
func (c *FailCheck) Uses(name string) bool {
	return c != nil && slices.ContainsFunc(c.paths, func(path []string) bool { return path[0] == name })
}

// run fails where the expression holds. Where it looks at a run before that did
// not have what is asked for, it cannot tell, and says so.
func (c *FailCheck) run(f *failFigures, messages io.Writer) error {
	var values []string
	for _, path := range c.paths {
		value, ok := f.value(path)
		if !ok {
			fmt.Fprintf(messages, "notice: --fail-if is not evaluated: %s\n", f.absent(path))
			return nil
		}
		if line := strings.Join(path, ".") + " = " + value; value != "" && !slices.Contains(values, line) {
			values = append(values, line)
		}
	}
	out, err := expr.Run(c.program, *f)
	if err != nil {
		return where.ExpressionError("--fail-if", c.text, err)
	}
	if out.(bool) {
		return app.CheckFailed("--fail-if holds: "+c.text, append(values, "nothing was written")...)
	}
	return nil
}

// FailFlags are the flags of every command that can end as failed by what it
// found.
type FailFlags struct {
	Condition string
}

// AddFlags adds the flags to those of a command.
func (f *FailFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Condition, "fail-if", "", "write nothing and end with exit code 9 if this `condition` holds, such as\n'customers < 1000 || segments.champions.customers_pct < 5';\nthe names: rfm help fail-if")
	app.Group(fs, app.GroupRun, "fail-if")
}

// check compiles the condition; nil for none.
func (f *FailFlags) check(scheme *Scheme, scoring *ScoreFlags, o score.Options) (*FailCheck, error) {
	c, err := newFailCheck(f.Condition, scheme.Codes())
	if err != nil || c == nil {
		return nil, err
	}
	if err := scheme.Fits(o.NumberOfScores()); err != nil && c.Uses("segments") {
		return nil, app.Usagef("--fail-if looks at segments: %v", err)
	}
	if c.Uses("drift") && scoring.Model == nil {
		return nil, app.Usagef("--fail-if looks at drift: name the --model it is measured from")
	}
	return c, nil
}

// NewFailIfTopic is the help topic of the names in --fail-if.
func NewFailIfTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "fail-if",
		Short: "The names in the condition of --fail-if",
		Long: `--fail-if takes a condition over what a run comes to. Where it holds, nothing is
written and the exit code is 9. Counts are whole numbers; _pct are shares in
percent, not rounded; monetary is rounded to 15 digits or more.

  customers, orders, monetary          of all customers who are scored

  segments.CODE.                       of one segment, such as segments.loyal.;
    customers, customers_pct             a code with other signs than letters,
    orders                               digits and _: segments["555"].
    monetary, monetary_pct               a share of nothing or less is 0

  previous.                            the same of the run before in --out-dir,
    previous.customers, …                but drift; without one the condition is
                                         not evaluated

  rows.                                where the rows went
    read, used, left_out
    bad, guests, filtered, after_as_of   of those left out
    returns

  drift.                               customers who would have, with cut points
    customers, customers_pct             of their own instead of those of --model,
    r, r_pct, f, f_pct, m, m_pct         another score; another R, F, M score;
    segments, segments_pct               another segment

Numbers go with + - * / and == != < <= > >=, conditions with && || and not:

  customers < 1000 || rows.bad / rows.read > 0.01
  segments.champions.customers < 0.8 * previous.segments.champions.customers
  drift.customers_pct > 20`,
		// A command that does nothing is a help topic.
	}
}
