package scheme

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"

	"rfm/cmd/internal/app"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

func newCheckCommand(s *app.Streams) *cobra.Command {
	var f tableFlags
	var strict bool
	cmd := &cobra.Command{
		Use:   "check NAME",
		Short: "Check that a scheme has no gap, no overlap and no segment out of reach",
		Long: `Check tries a scheme, built in or in a file, on every cell of R, F and M scores.
It names the cells that no rule matches (gaps), counts those that several rules
match (overlaps: the first rule wins; -v lists them) and names the segments that
win no cell. The table has for each segment the cells that its rule matches and
those that it wins.

A rule that looks at more than scores may hold in a cell or not: cells cannot
tell. It is counted where its ranges hold, and what it says of scores (r > 3 in
"r > 3 && orders > 1"); and as out of reach where rules before it hold in all of
these cells.

With --strict the exit code is 9 unless the scheme is shown to be an exact
partition: every cell in one segment, every segment with a cell.`,
		Example: `  rfm scheme check r-rfm -v
  rfm scheme check own.yaml --strict`,
		ValidArgsFunction: completeSchemes,
		RunE: func(cmd *cobra.Command, args []string) error {
			scheme, err := oneScheme(cmd, args)
			if err != nil {
				return err
			}
			check, err := scheme.CheckCells()
			if err != nil {
				return err
			}
			out, err := f.output.Prepare(cmd.Context(), s, args)
			if err != nil {
				return err
			}
			faults := printCheck(f.output.Messages(s), check)
			out.Separate(f.output.Messages(s))
			rec := checkRecord(check, s.Language)
			defer rec.Release()
			if err := out.WriteRecord(rec); err != nil {
				return err
			}
			if err := s.Commit(cmd.Context()); err != nil { // the list of faults is wanted all the more
				return err
			}
			if strict && !check.Exact() {
				return app.CheckFailed(fmt.Sprintf("scheme %s is not an exact partition as far as cells tell: %s", scheme.Name, app.List(faults)))
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().BoolVar(&strict, "strict", false, "fail unless the scheme is an exact partition")
	f.AddFlags(cmd.Flags())
	f.output.AddVerbosity(cmd.Flags())
	return cmd
}

// printCheck reports what the cells show, and returns the faults in short.
func printCheck(w app.Messages, c *segment.Check) (faults []string) {
	s := c.Scheme
	if s.Bins == (score.Bins{}) {
		fmt.Fprintf(w, "%s: %s, written for no scores\n", s.Name, app.Counted(len(s.Segments), "segment"))
	} else {
		fmt.Fprintf(w, "%s: %s, %d × %d × %d = %s\n", s.Name, app.Counted(len(s.Segments), "segment"),
			s.Bins[rfm.Recency], s.Bins[rfm.Frequency], s.Bins[rfm.Monetary], app.Counted(len(c.Cells), "cell"))
	}
	// tell writes a line that starts with a fault.
	tell := func(fault, more string) {
		faults = append(faults, fault)
		fmt.Fprintf(w, "%s%s\n", fault, more)
	}
	names := func(positions []int) string {
		var codes []string
		for _, i := range positions {
			codes = append(codes, s.Segments[i].Code)
		}
		return app.List(codes)
	}
	if len(c.Gaps) > 0 {
		var texts []string
		for _, cell := range c.Gaps {
			texts = append(texts, cell.Text(s.Bins))
		}
		tell(app.Counted(len(c.Gaps), "gap"), ", where no rule matches: "+strings.Join(texts, " "))
	}
	if len(c.Overlaps) > 0 {
		more := ""
		if !w.Verbose {
			more = " (-v lists them)"
		}
		tell(app.Counted(len(c.Overlaps), "overlap"), ", where two rules or more match and the first wins"+more)
		for _, o := range c.Overlaps {
			if w.Verbose {
				fmt.Fprintf(w, "  %s  %s\n", o.Cell.Text(s.Bins), names(o.Segments))
			}
		}
	}
	if never := c.Unreachable(); len(never) > 0 {
		tell(app.Counted(len(never), "segment")+" never reached", ": "+names(never))
	}
	if unsure := c.Unsure(); len(unsure) > 0 {
		tell(app.Counted(len(unsure), "rule")+" that cells cannot tell", ", on more than scores: "+names(unsure))
	}
	if len(c.Open) > 0 && s.Bins != (score.Bins{}) {
		tell(app.Counted(len(c.Open), "cell")+" for such rules only", "")
	}
	if c.Exact() {
		fmt.Fprintln(w, "an exact partition: every cell is in one segment, and every segment has a cell")
	}
	return faults
}

// checkRecord is one row per segment, and one for others where there are gaps. The
// cells are null in a scheme that looks at no scores. The caller releases it.
func checkRecord(c *segment.Check, l segment.Language) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: segment.Field, Type: arrow.BinaryTypes.String},
		{Name: segment.FieldLabel, Type: arrow.BinaryTypes.String},
		{Name: "matches", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "cells", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "rule", Type: arrow.BinaryTypes.String},
	}, nil))
	defer b.Release()
	add := func(g segment.Segment, matches, cells int) {
		b.Field(0).(*array.StringBuilder).Append(g.Code)
		b.Field(1).(*array.StringBuilder).Append(g.Label.In(l))
		b.Field(4).(*array.StringBuilder).Append(g.Rule.String())
		if c.Scheme.Bins == (score.Bins{}) {
			b.Field(2).AppendNull()
			b.Field(3).AppendNull()
			return
		}
		b.Field(2).(*array.Int64Builder).Append(int64(matches))
		b.Field(3).(*array.Int64Builder).Append(int64(cells))
	}
	for i, g := range c.Scheme.Segments {
		add(g, c.Segments[i].Matches, c.Segments[i].Cells)
	}
	if n := len(c.Gaps); n > 0 {
		add(segment.OthersSegment(), n, n)
	}
	return b.NewRecord()
}
